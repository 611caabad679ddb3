namespace MLNet.ConvExtensions.AutoML.Tests.Support;

internal sealed class Sample
{
    public string Label { get; set; } = "";

    public string Group { get; set; } = "";

    /// <summary>Text that rows with the same content share; the tests' own files have it as their name.</summary>
    public string ImagePath { get; set; } = "";

    [Microsoft.ML.Data.VectorType(4)]
    public float[] Good { get; set; } = [];

    [Microsoft.ML.Data.VectorType(4)]
    public float[] Poor { get; set; } = [];
}

namespace MLNet.ConvExtensions.TrainingBenchmarks;

internal sealed class Sample
{
    public int Class { get; set; }

    public float[] Features { get; set; } = [];
}

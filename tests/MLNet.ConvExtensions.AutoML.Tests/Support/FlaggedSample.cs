using Microsoft.ML.Data;

namespace MLNet.ConvExtensions.AutoML.Tests.Support;

internal sealed class FlaggedSample
{
    public bool Label { get; set; }

    [VectorType(4)]
    public float[] Good { get; set; } = [];

    [VectorType(4)]
    public float[] Poor { get; set; } = [];
}

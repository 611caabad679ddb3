using Microsoft.ML.Data;

namespace MLNet.ConvExtensions.Conformance.Transforms;

internal sealed class TextRow
{
    public string? Text { get; set; }
}

internal sealed class FloatRow
{
    public float Value { get; set; }
}

internal sealed class DoubleRow
{
    public double Value { get; set; }
}

internal sealed class VectorRow
{
    [VectorType(3)]
    public float[] Vector { get; set; } = [];
}

/// <summary>A vector of a length that the schema doesn't know.</summary>
internal sealed class VariableRow
{
    public float[] Vector { get; set; } = [];
}

/// <summary>Three-slot vectors that may be sparse.</summary>
internal sealed class SparseRow
{
    [VectorType(6)]
    public VBuffer<float> Vector { get; set; }
}

internal sealed class WordsRow
{
    [VectorType(3)]
    public string[] Words { get; set; } = [];
}

internal sealed class MixedRow
{
    public float A { get; set; }

    public float B { get; set; }

    [VectorType(2)]
    public float[] V { get; set; } = [];

    public string Text { get; set; } = "";

    public int Count { get; set; }

    public bool Flag { get; set; }

    public double D { get; set; }

    public static MixedRow[] Two { get; } =
    [
        new() { A = 1, B = 2, V = [3, 4], Text = "x", Count = 7, Flag = true, D = 0.5 },
        new() { A = -1, B = 0, V = [0, 0], Text = "y", Count = -7, Flag = false, D = 1e300 },
    ];
}

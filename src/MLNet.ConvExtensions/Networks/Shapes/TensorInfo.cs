namespace MLNet.ConvExtensions.Networks.Shapes;

/// <summary>What is known of a tensor before the network runs.</summary>
internal sealed record TensorInfo
{
    /// <summary>Contents longer than this are weights, not shapes, and aren't followed.</summary>
    public const int LongestContents = 64;

    public static readonly TensorInfo Unknown = new();

    public OnnxElementType Type { get; init; }

    /// <summary>The dimensions; null where even their number is unknown.</summary>
    public Dim[]? Shape { get; init; }

    /// <summary>The elements of a short tensor of whole numbers: shapes on their way to a Reshape. Null if not known.</summary>
    public Dim[]? Integers { get; init; }

    /// <summary>The elements of a short tensor of floating-point numbers: scales on their way to a Resize. Null if not known.</summary>
    public double[]? Numbers { get; init; }

    /// <summary>Whether the tensor is the same for every input: an initializer, or computed from such.</summary>
    public bool IsConstant { get; init; }

    /// <summary>Whether the contents depend on the input's values and not on its shape alone.</summary>
    public bool IsData { get; init; }

    public static TensorInfo Of(OnnxElementType type, params Dim[]? shape) => new() { Type = type, Shape = shape };

    public static TensorInfo OfIntegers(OnnxElementType type, Dim[] elements, bool scalar = false) =>
        new()
        {
            Type = type,
            Shape = scalar ? [] : [Dim.Of(elements.Length)],
            Integers = elements.Length <= LongestContents ? elements : null,
        };
}

namespace MLNet.ConvExtensions.Training.Data;

/// <summary>Planes of one image, with their shape.</summary>
internal readonly ref struct ImagePlanes(Span<float> values, SampleShape shape)
{
    public Span<float> Values { get; } = values;

    public SampleShape Shape { get; } = shape;

    /// <summary>Values in a plane.</summary>
    public int Size => Shape.Height * Shape.Width;

    public Span<float> Plane(int channel) => Values.Slice(channel * Size, Size);
}

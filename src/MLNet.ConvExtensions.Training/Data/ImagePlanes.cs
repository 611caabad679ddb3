using MLNet.ConvExtensions.Training.Data;

namespace MLNet.ConvExtensions;

/// <summary>
/// The planes of one image, before normalization: of images red, green and blue from 0 to 255, or one plane of gray where the network has
/// one channel; of vectors the values that they hold.
/// </summary>
public readonly ref struct ImagePlanes
{
    internal ImagePlanes(Span<float> values, SampleShape shape)
    {
        Values = values;
        Shape = shape;
    }

    /// <summary>All values, C x H x W: plane after plane, each row after row.</summary>
    public Span<float> Values { get; }

    /// <summary>The number of planes.</summary>
    public int Channels => Shape.Channels;

    /// <summary>The rows of a plane.</summary>
    public int Height => Shape.Height;

    /// <summary>The values of a row.</summary>
    public int Width => Shape.Width;

    internal SampleShape Shape { get; }

    /// <summary>Values in a plane.</summary>
    internal int Size => Shape.Height * Shape.Width;

    /// <summary>One plane, H x W, row after row.</summary>
    /// <param name="channel">Its number, from 0.</param>
    public Span<float> Plane(int channel) => Values.Slice(channel * Size, Size);
}

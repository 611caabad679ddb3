using MLNet.ConvExtensions.Training.Data;

namespace MLNet.ConvExtensions;

/// <summary>
/// The planes of one image, before normalization: of images red, green and blue from 0 to 255, or one plane of gray where the network has
/// one channel; of vectors the values that they hold. A signal has planes of one row, a volume planes of several slices.
/// </summary>
public readonly ref struct ImagePlanes
{
    internal ImagePlanes(Span<float> values, SampleShape shape)
    {
        Values = values;
        Shape = shape;
    }

    /// <summary>All values, C x H x W: plane after plane, each row after row; of volumes C x D x H x W.</summary>
    public Span<float> Values { get; }

    /// <summary>The number of planes.</summary>
    public int Channels => Shape.Channels;

    /// <summary>The slices of a plane: 1 but of volumes.</summary>
    public int Depth => Shape.Depth;

    /// <summary>The rows of a plane; 1 of signals.</summary>
    public int Height => Shape.Height;

    /// <summary>The values of a row.</summary>
    public int Width => Shape.Width;

    internal SampleShape Shape { get; }

    /// <summary>Values in a plane.</summary>
    internal int Size => Shape.Size;

    /// <summary>One plane, H x W, row after row; of volumes D x H x W.</summary>
    /// <param name="channel">Its number, from 0.</param>
    public Span<float> Plane(int channel) => Values.Slice(channel * Size, Size);
}

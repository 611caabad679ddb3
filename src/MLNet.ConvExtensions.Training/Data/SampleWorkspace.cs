namespace MLNet.ConvExtensions.Training.Data;

/// <summary>What one thread needs to make samples.</summary>
/// <param name="images">Decodes and resizes; null where samples aren't images.</param>
/// <param name="size">Values of the planes of one sample.</param>
internal sealed class SampleWorkspace(ImageReader? images, int size)
{
    public ImageReader? Images => images;

    /// <summary>Planes of one sample as they are kept.</summary>
    public float[] Planes { get; } = new float[size];

    /// <summary>Planes of a sample that is mixed with another.</summary>
    public float[] Partner { get; } = new float[size];

    /// <summary>Red, green and blue of a sample of which the network sees the grey.</summary>
    public float[] Colours { get; } = images is null ? [] : new float[3 * size];

    /// <summary>Room of the same size.</summary>
    public float[] Spare { get; } = new float[size];
}

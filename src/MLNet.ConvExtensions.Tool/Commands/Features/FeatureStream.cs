using MLNet.ConvExtensions.Tool.Images;

namespace MLNet.ConvExtensions.Tool.Commands.Features;

/// <summary>Rows of features that go to a stream, block by block, for another program to read as they come.</summary>
internal abstract class FeatureStream(int width) : IFeatureSink
{
    public static readonly string[] Formats = ["csv", "arrow"];

    /// <summary>Images that another program waits for at most.</summary>
    private const int BlockImages = 256;

    private int _unflushed;

    public long Done => Rows + Skipped;

    public bool IsKept => false;

    public long Rows { get; private set; }

    public long Skipped { get; private set; }

    protected int Width => width;

    public static FeatureStream Of(string format, Stream stream, int width) =>
        format == "arrow" ? new ArrowFeatures(stream, width) : new TextFeatures(stream, width);

    public void Add(ImageFile image, ReadOnlySpan<float> features)
    {
        Append(image.Path, features);
        Rows++;
        if (++_unflushed >= BlockImages)
            Flush();
    }

    public void Skip(ImageFile image) => Skipped++;

    public void Flush()
    {
        if (_unflushed > 0)
            WriteBlock();
        _unflushed = 0;
    }

    /// <summary>Writes what comes after all rows.</summary>
    public abstract void Complete();

    protected abstract void Append(string image, ReadOnlySpan<float> features);

    /// <summary>Writes what was appended since the last block.</summary>
    protected abstract void WriteBlock();
}

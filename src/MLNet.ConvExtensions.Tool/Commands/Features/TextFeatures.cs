using System.Buffers;

namespace MLNet.ConvExtensions.Tool.Commands.Features;

/// <summary>Features as CSV in a stream.</summary>
internal sealed class TextFeatures : FeatureStream
{
    private readonly Stream _stream;
    private readonly ArrayBufferWriter<byte> _block = new();

    public TextFeatures(Stream stream, int width)
        : base(width)
    {
        _stream = stream;
        stream.Write(FeatureText.Header(width));
    }

    public override void Complete()
    {
        Flush();
        _stream.Flush();
    }

    protected override void Append(string image, ReadOnlySpan<float> features) => FeatureText.Write(_block, image, features);

    protected override void WriteBlock()
    {
        _stream.Write(_block.WrittenSpan);
        _stream.Flush();
        _block.ResetWrittenCount();
    }
}

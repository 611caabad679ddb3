using Apache.Arrow;
using Apache.Arrow.Ipc;
using Apache.Arrow.Types;

namespace MLNet.ConvExtensions.Tool.Commands.Features;

/// <summary>
/// Features in Arrow's streaming format (https://arrow.apache.org/docs/format/Columnar.html#ipc-streaming-format): columns 'path' (utf8) and
/// 'features' (fixed_size_list of float32), a record batch for each block.
/// </summary>
internal sealed class ArrowFeatures : FeatureStream
{
    private readonly ArrowStreamWriter _writer;
    private readonly Schema _schema;
    private readonly FixedSizeListType _type;
    private StringArray.Builder _paths = new();
    private FloatArray.Builder _values = new();

    public ArrowFeatures(Stream stream, int width)
        : base(width)
    {
        _type = new FixedSizeListType(new Field("item", FloatType.Default, nullable: false), width);
        _schema = new Schema([new Field("path", StringType.Default, nullable: false), new Field("features", _type, nullable: false)], null);
        _writer = new ArrowStreamWriter(stream, _schema, leaveOpen: true);
        _writer.WriteStart();
    }

    public override void Complete()
    {
        Flush();
        _writer.WriteEnd();
        _writer.Dispose();
    }

    protected override void Append(string image, ReadOnlySpan<float> features)
    {
        _paths.Append(image);
        _values.Append(features);
    }

    protected override void WriteBlock()
    {
        using StringArray paths = _paths.Build();
        using FloatArray values = _values.Build();
        using var lists = new FixedSizeListArray(_type, paths.Length, values, ArrowBuffer.Empty, nullCount: 0);
        using var batch = new RecordBatch(_schema, [paths, lists], paths.Length);
        _writer.WriteRecordBatch(batch);
        _paths = new StringArray.Builder();
        _values = new FloatArray.Builder();
    }
}

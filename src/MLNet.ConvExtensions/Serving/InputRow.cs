using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.Columns;
using MLNet.ConvExtensions.Imaging;

namespace MLNet.ConvExtensions.Serving;

/// <summary>
/// The row that a model's stages read, with one image after another in it. The other columns of the model's input, such as the label, are
/// in its schema and have no values: predictions don't read them.
/// </summary>
internal sealed class InputRow(DataViewSchema schema, int column, ImageColumnKind kind) : DataViewRow
{
    private const long MaxPixels = 256_000_000;

    private readonly ImageDecoder _decoder = new(MaxPixels);
    private readonly PixelBuffer _pixels = new();
    private string _path = "";
    private ReadOnlyMemory<byte> _encoded;
    private MLImage? _image;
    private MLImage? _decoded;
    private long _position = -1;

    public override DataViewSchema Schema => schema;

    // It counts: stages keep what they computed as long as the position stays the same.
    public override long Position => _position;

    public override long Batch => 0;

    /// <summary>Takes an image, in the form that the row has or one that can be brought to it.</summary>
    /// <exception cref="ImageInputException">The image can't be read.</exception>
    /// <exception cref="IOException">The file can't be read.</exception>
    public void Set(ImageRequest request)
    {
        Clear();
        _position++;
        switch (request.Kind, kind)
        {
            case (ImageColumnKind.Path, ImageColumnKind.Path):
                _path = string.IsNullOrWhiteSpace(request.Path) ? "" : Path.GetFullPath(request.Path);
                break;
            case (ImageColumnKind.Path, ImageColumnKind.Encoded):
                _encoded = File.ReadAllBytes(request.Path!);
                break;
            case (ImageColumnKind.Path, _):
                _decoder.DecodeFile(request.Path!, _pixels);
                _image = _decoded = DecodeImageMapping.ToImage(_pixels);
                break;
            case (ImageColumnKind.Encoded, ImageColumnKind.Encoded):
                _encoded = request.Encoded;
                break;
            case (ImageColumnKind.Encoded, _):
                _decoder.Decode(request.Encoded.Span, "The encoded image", _pixels);
                _image = _decoded = DecodeImageMapping.ToImage(_pixels);
                break;
            default:
                _image = request.Image;
                break;
        }
    }

    /// <summary>Lets go of the image.</summary>
    public void Clear()
    {
        (_path, _encoded, _image) = ("", default, null);
        _decoded?.Dispose();
        _decoded = null;
    }

    public override bool IsColumnActive(DataViewSchema.Column other) => other.Index == column;

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column wanted)
    {
        if (wanted.Index != column)
            throw new InvalidOperationException($"The model reads the column '{wanted.Name}' to predict; only images are given.");
        Delegate getter = kind switch
        {
            ImageColumnKind.Path => (ValueGetter<ReadOnlyMemory<char>>)((ref ReadOnlyMemory<char> value) => value = _path.AsMemory()),
            ImageColumnKind.Encoded => (ValueGetter<VBuffer<byte>>)CopyEncoded,
            _ => (ValueGetter<MLImage>)((ref MLImage value) => value = _image!),
        };
        return getter as ValueGetter<TValue>
            ?? throw new InvalidOperationException(
                $"Column '{wanted.Name}' has values of type {wanted.Type.RawType}; {typeof(TValue)} was asked for."
            );
    }

    public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) => id = new DataViewRowId((ulong)_position, 0);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            Clear();
        base.Dispose(disposing);
    }

    // A copy: what receives it may write into it later, and the caller's bytes are the caller's.
    private void CopyEncoded(ref VBuffer<byte> value)
    {
        VBufferEditor<byte> editor = VBufferEditor.Create(ref value, _encoded.Length);
        _encoded.Span.CopyTo(editor.Values);
        value = editor.Commit();
    }
}

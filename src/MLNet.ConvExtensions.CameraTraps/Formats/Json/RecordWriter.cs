using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace MLNet.ConvExtensions.CameraTraps.Formats.Json;

/// <summary>Writes photos as JSON, one in a line.</summary>
internal sealed class RecordWriter : CameraTrapWriter
{
    // Names are for people to read, and nothing here goes into a web page.
    public static readonly JsonSerializerOptions Format = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
    };

    private readonly PendingFile _file;
    private readonly BufferedStream _text;
    private readonly bool _isLines;

    public RecordWriter(string file)
        : base(new MediaCheck("JSON"))
    {
        _isLines = IsLines(file);
        _file = new PendingFile(file);
        _text = new BufferedStream(_file.Stream, 1 << 16);
    }

    /// <summary>Whether a file of this name has a photo in each line.</summary>
    public static bool IsLines(string file) => file.EndsWith(".jsonl", StringComparison.OrdinalIgnoreCase);

    private protected override void Write(CameraTrapImage image)
    {
        if (!_isLines)
            _text.Write(Count == 0 ? "[\n"u8 : ",\n"u8);
        JsonSerializer.Serialize(_text, image, Format);
        if (_isLines)
            _text.WriteByte((byte)'\n');
    }

    private protected override void Finish()
    {
        if (!_isLines)
            _text.Write(Count == 0 ? "[]\n"u8 : "\n]\n"u8);
        _text.Flush();
        _file.Complete();
    }

    // The buffer is left to itself: disposing it would write what is in it.
    private protected override void Drop() => _file.Dispose();
}

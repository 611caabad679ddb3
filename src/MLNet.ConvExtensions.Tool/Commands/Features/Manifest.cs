using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using MLNet.ConvExtensions.Tool.Images;

namespace MLNet.ConvExtensions.Tool.Commands.Features;

/// <summary>
/// What a job has done so far, in JSON Lines: a header, a line for each image, and a last line once the job is done. Lines are only
/// ever added, so a process that dies leaves at worst half a line at the end, which is ignored. While it is open here, no other
/// process can open it.
/// </summary>
internal sealed class Manifest : IDisposable
{
    private static readonly JsonSerializerOptions Format = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    /// <summary>The first property of <see cref="ManifestEnd"/> tells it from an image.</summary>
    private const string EndStart = "{\"finished\"";

    private readonly FileStream _stream;
    private readonly ArrayBufferWriter<byte> _waiting = new();

    private Manifest(FileStream stream) => _stream = stream;

    public string Path => _stream.Name;

    public bool IsEmpty => _stream.Length == 0;

    /// <exception cref="IOException">Another process has it open, or it can't be opened.</exception>
    public static Manifest Open(string path, FileMode mode = FileMode.OpenOrCreate) =>
        new(new FileStream(path, mode, FileAccess.ReadWrite, FileShare.None, bufferSize: 0));

    public static JsonElement ToJson(ManifestHeader header) => JsonSerializer.SerializeToElement(header, Format);

    /// <summary>The header, or null where there is none yet.</summary>
    /// <exception cref="IOException">The file is something else.</exception>
    public ManifestHeader? ReadHeader()
    {
        foreach ((string line, _) in RawLines())
        {
            return Parse<ManifestHeader>(line)
                ?? throw new IOException($"'{Path}' is not a manifest that this version of mlconv can read; start over with --restart.");
        }

        return null;
    }

    /// <summary>The lines after the header, up to the first that is damaged.</summary>
    public IEnumerable<ManifestLine> Lines()
    {
        foreach ((string line, long offset) in RawLines().Skip(1))
        {
            bool end = line.StartsWith(EndStart, StringComparison.Ordinal);
            var read = new ManifestLine(end ? null : Parse<ImageFile>(line), end ? Parse<ManifestEnd>(line) : null, offset);
            if ((read.Image is null && read.End is null) || read.Image?.Bytes < 0)
                yield break;
            yield return read;
        }
    }

    /// <summary>The last line if the job is done, without reading the rest.</summary>
    public ManifestEnd? ReadEnd()
    {
        var tail = new byte[(int)Math.Min(4096, _stream.Length)];
        _stream.Position = _stream.Length - tail.Length;
        _stream.ReadExactly(tail);
        if (tail is not [.., (byte)'\n'])
            return null;
        int start = tail.AsSpan(0, tail.Length - 1).LastIndexOf((byte)'\n') + 1;
        return Parse<ManifestEnd>(Encoding.UTF8.GetString(tail, start, tail.Length - start));
    }

    /// <summary>Adds a line; it is written by the next <see cref="Flush"/>.</summary>
    public void Append<T>(T line)
    {
        using var writer = new Utf8JsonWriter(_waiting, new JsonWriterOptions { Encoder = Format.Encoder });
        JsonSerializer.Serialize(writer, line, Format);
        writer.Flush();
        _waiting.Write("\n"u8);
    }

    /// <summary>Writes what was added, through to the disk.</summary>
    public void Flush()
    {
        _stream.Position = _stream.Length;
        _stream.Write(_waiting.WrittenSpan);
        _stream.Flush(flushToDisk: true);
        _waiting.ResetWrittenCount();
    }

    /// <summary>Forgets everything from an offset on.</summary>
    public void Truncate(long length)
    {
        _waiting.ResetWrittenCount();
        _stream.SetLength(length);
        _stream.Flush(flushToDisk: true);
    }

    public void Delete()
    {
        Dispose();
        File.Delete(Path);
    }

    public void Dispose() => _stream.Dispose();

    /// <summary>All whole lines, each with where the next one starts.</summary>
    private IEnumerable<(string Line, long Offset)> RawLines()
    {
        _stream.Position = 0;
        using var reader = new StreamReader(
            _stream,
            new UTF8Encoding(false),
            detectEncodingFromByteOrderMarks: false,
            bufferSize: 1 << 16,
            leaveOpen: true
        );
        long offset = 0,
            length = _stream.Length;
        while (reader.ReadLine() is { } line)
        {
            offset += Encoding.UTF8.GetByteCount(line) + 1;
            if (offset > length)
                yield break;
            yield return (line, offset);
        }
    }

    private static T? Parse<T>(string line)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>(line, Format);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

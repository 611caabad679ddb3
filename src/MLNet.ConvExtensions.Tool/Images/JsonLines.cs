using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace MLNet.ConvExtensions.Tool.Images;

/// <summary>
/// What a job has done so far, in JSON Lines. Lines are only ever added, so a process that dies leaves at worst half a line at the end,
/// which
/// is ignored. While the file is open here, no other process can open it.
/// </summary>
internal sealed class JsonLines : IDisposable
{
    private static readonly JsonSerializerOptions Format = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    private readonly FileStream _stream;
    private readonly ArrayBufferWriter<byte> _waiting = new();

    private JsonLines(FileStream stream) => _stream = stream;

    public string Path => _stream.Name;

    public bool IsEmpty => _stream.Length == 0;

    /// <exception cref="IOException">Another process has it open, or it can't be opened.</exception>
    public static JsonLines Open(string path, FileMode mode = FileMode.OpenOrCreate) =>
        new(new FileStream(path, mode, FileAccess.ReadWrite, FileShare.None, bufferSize: 0));

    public static JsonElement ToJson<T>(T line) => JsonSerializer.SerializeToElement(line, Format);

    /// <summary>A line's value; null if it is none of this kind.</summary>
    public static T? Parse<T>(string line)
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

    /// <summary>All whole lines, each with where the next one starts.</summary>
    public IEnumerable<(string Line, long Offset)> Read()
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

    /// <summary>The last line, without reading the rest; null where it isn't whole, or longer than the most bytes that are looked
    /// at.</summary>
    public string? ReadLast(int mostBytes)
    {
        var tail = new byte[(int)Math.Min(mostBytes, _stream.Length)];
        _stream.Position = _stream.Length - tail.Length;
        _stream.ReadExactly(tail);
        if (tail is not [.., (byte)'\n'])
            return null;
        int start = tail.AsSpan(0, tail.Length - 1).LastIndexOf((byte)'\n') + 1;
        return Encoding.UTF8.GetString(tail, start, tail.Length - start);
    }

    /// <summary>The line that starts at an offset; <see cref="Read"/> may be under way.</summary>
    public string ReadAt(long offset)
    {
        var line = new ArrayBufferWriter<byte>();
        while (true)
        {
            Span<byte> piece = line.GetSpan(1 << 10)[..(1 << 10)];
            int read = RandomAccess.Read(_stream.SafeFileHandle, piece, offset);
            int end = piece[..read].IndexOf((byte)'\n');
            line.Advance(end >= 0 ? end : read);
            if (end >= 0 || read == 0)
                return Encoding.UTF8.GetString(line.WrittenSpan);
            offset += read;
        }
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
}

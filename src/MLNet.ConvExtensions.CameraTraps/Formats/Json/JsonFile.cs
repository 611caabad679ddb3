using System.Text.Json;

namespace MLNet.ConvExtensions.CameraTraps.Formats.Json;

/// <summary>
/// Reads a JSON file piece by piece, as large as it may be: only the value that is asked for is in memory. What isn't JSON is told with
/// its line.
/// </summary>
internal sealed class JsonFile : IDisposable
{
    private static readonly byte[] Mark = [0xEF, 0xBB, 0xBF];

    private readonly string _path;
    private readonly FileStream _stream;
    private byte[] _buffer = new byte[1 << 16];
    private int _from,
        _to;
    private bool _isLast;
    private JsonReaderState _state;

    /// <exception cref="IOException">There is no such file, or it can't be read.</exception>
    public JsonFile(string path)
    {
        _path = path;
        _stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        Fill();
        if (_buffer.AsSpan(0, _to).StartsWith(Mark))
            _from = Mark.Length;
    }

    public void Dispose() => _stream.Dispose();

    /// <summary>Enters the object or array that comes next.</summary>
    /// <exception cref="FormatException">Something else comes, or what isn't JSON.</exception>
    public void Enter(JsonTokenType start, string what)
    {
        JsonTokenType token = Read(out _);
        if (token != start)
            throw new FormatException($"The file '{_path}': {what} begins with {Name(token)}; needed: {Name(start)}.");
    }

    /// <summary>What the file begins with.</summary>
    public JsonTokenType First() => Read(out _);

    /// <summary>The name of the next property of the object that was entered; null at its end.</summary>
    public string? NextProperty() => Read(out string? name) == JsonTokenType.EndObject ? null : name;

    /// <summary>Passes over the value that comes next.</summary>
    public void Skip()
    {
        int depth = 0;
        do
        {
            depth += Read(out _) switch
            {
                JsonTokenType.StartObject or JsonTokenType.StartArray => 1,
                JsonTokenType.EndObject or JsonTokenType.EndArray => -1,
                _ => 0,
            };
        } while (depth > 0);
    }

    /// <summary>The value that comes next, to be disposed; null at the end of the array that was entered.</summary>
    /// <exception cref="FormatException">It isn't JSON.</exception>
    public JsonDocument? NextValue()
    {
        while (true)
        {
            if (TryValue(out JsonDocument? document))
                return document;
            Fill();
        }
    }

    /// <summary>Requires that nothing comes any more.</summary>
    /// <exception cref="FormatException">Something does.</exception>
    public void RequireEnd()
    {
        try
        {
            while (!TryRead(out _, out _))
            {
                if (_isLast)
                    return;
                Fill();
            }
        }
        catch (JsonException e)
        {
            throw Wrong(e);
        }

        throw new FormatException($"The file '{_path}' goes on after its end.");
    }

    private JsonTokenType Read(out string? text)
    {
        try
        {
            while (true)
            {
                if (TryRead(out JsonTokenType token, out text))
                    return token;
                if (_isLast)
                    throw new FormatException($"The file '{_path}' is empty or cut off: it ends in the middle of a value.");
                Fill();
            }
        }
        catch (JsonException e)
        {
            throw Wrong(e);
        }
    }

    private bool TryRead(out JsonTokenType token, out string? text)
    {
        var reader = new Utf8JsonReader(_buffer.AsSpan(_from, _to - _from), _isLast, _state);
        bool any = reader.Read();
        token = reader.TokenType;
        text = any && token == JsonTokenType.PropertyName ? Text(ref reader) : null;
        if (any)
            Move(ref reader);
        return any;
    }

    private string? Text(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString();
        }
        catch (InvalidOperationException e)
        {
            throw new FormatException($"The file '{_path}' has a name that isn't text in UTF-8.", e);
        }
    }

    private bool TryValue(out JsonDocument? document)
    {
        document = null;
        try
        {
            var reader = new Utf8JsonReader(_buffer.AsSpan(_from, _to - _from), _isLast, _state);
            if (!reader.Read())
                return false;
            if (reader.TokenType != JsonTokenType.EndArray && !JsonDocument.TryParseValue(ref reader, out document))
                return false;
            Move(ref reader);
            return true;
        }
        catch (JsonException e)
        {
            throw Wrong(e);
        }
    }

    private void Move(ref Utf8JsonReader reader)
    {
        _from += (int)reader.BytesConsumed;
        _state = reader.CurrentState;
    }

    private void Fill()
    {
        if (_isLast)
            throw new FormatException($"The file '{_path}' is cut off: it ends in the middle of a value.");
        if (_from > 0)
        {
            _buffer.AsSpan(_from, _to - _from).CopyTo(_buffer);
            _to -= _from;
            _from = 0;
        }

        if (_to == _buffer.Length)
            Array.Resize(ref _buffer, _buffer.Length * 2);
        int read = _stream.Read(_buffer, _to, _buffer.Length - _to);
        _to += read;
        _isLast = read == 0;
    }

    private FormatException Wrong(JsonException e)
    {
        int end = e.Message.IndexOf(" LineNumber", StringComparison.Ordinal);
        string what = end > 0 ? e.Message[..end] : e.Message;
        return new FormatException(
            FormattableString.Invariant(
                $"The file '{_path}', line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}, is no JSON: {what}"
            ),
            e
        );
    }

    private static string Name(JsonTokenType token) =>
        token switch
        {
            JsonTokenType.StartObject => "an object",
            JsonTokenType.StartArray => "a list",
            _ => "a value",
        };
}

using System.Text;
using System.Text.Json;

namespace MLNet.ConvExtensions.CameraTraps.Formats.Json;

/// <summary>Reads photos as <see cref="RecordWriter"/> writes them.</summary>
internal static class RecordReader
{
    public static IEnumerable<CameraTrapImage> Read(string path) => RecordWriter.IsLines(path) ? ReadLines(path) : ReadList(path);

    private static IEnumerable<CameraTrapImage> ReadLines(string path)
    {
        using var reader = new StreamReader(path, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true));
        for (long number = 1; Line(reader, path) is { } line; number++)
        {
            if (!string.IsNullOrWhiteSpace(line))
                yield return Parse(() => JsonSerializer.Deserialize<CameraTrapImage>(line, RecordWriter.Format), path, "line", number);
        }
    }

    private static IEnumerable<CameraTrapImage> ReadList(string path)
    {
        using var json = new JsonFile(path);
        json.Enter(JsonTokenType.StartArray, "a file of photos");
        for (long number = 1; json.NextValue() is { } value; number++)
        {
            using (value)
                yield return Parse(() => value.Deserialize<CameraTrapImage>(RecordWriter.Format), path, "photo", number);
        }

        json.RequireEnd();
    }

    private static string? Line(StreamReader reader, string path)
    {
        try
        {
            return reader.ReadLine();
        }
        catch (DecoderFallbackException e)
        {
            throw new FormatException($"The file '{path}' is not in UTF-8 ({e.Message})", e);
        }
    }

    private static CameraTrapImage Parse(Func<CameraTrapImage?> read, string path, string unit, long number)
    {
        try
        {
            CameraTrapImage image = read() ?? throw new ArgumentException("It is null.");
            ImageCheck.Require(image);
            return image;
        }
        catch (Exception e) when (e is JsonException or ArgumentException or InvalidOperationException)
        {
            string where = e is JsonException { Path: { Length: > 1 } field } ? $", '{field.TrimStart('$', '.')}'" : "";
            int end = e.Message.IndexOf(" Path:", StringComparison.Ordinal);
            string what = end > 0 ? e.Message[..end] : e.Message;
            throw new FormatException(FormattableString.Invariant($"The file '{path}', {unit} {number}{where}: {what}"), e);
        }
    }
}

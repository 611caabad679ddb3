using System.Text.Json;
using MLNet.ConvExtensions.Tool.Images;

namespace MLNet.ConvExtensions.Tool.Commands.Features;

/// <summary>
/// What a job has done so far, in JSON Lines: a header, a line for each image, and a last line once the job is done.
/// </summary>
internal sealed class Manifest : IDisposable
{
    /// <summary>The first property of <see cref="ManifestEnd"/> tells it from an image.</summary>
    private const string EndStart = "{\"finished\"";

    private readonly JsonLines _lines;

    private Manifest(JsonLines lines) => _lines = lines;

    public bool IsEmpty => _lines.IsEmpty;

    /// <exception cref="IOException">Another process has it open, or it can't be opened.</exception>
    public static Manifest Open(string path, FileMode mode = FileMode.OpenOrCreate) => new(JsonLines.Open(path, mode));

    public static JsonElement ToJson(ManifestHeader header) => JsonLines.ToJson(header);

    /// <summary>The header, or null where there is none yet.</summary>
    /// <exception cref="IOException">The file is something else.</exception>
    public ManifestHeader? ReadHeader()
    {
        foreach ((string line, _) in _lines.Read())
        {
            return JsonLines.Parse<ManifestHeader>(line)
                ?? throw new IOException(
                    $"'{_lines.Path}' is not a manifest that this version of mlconv can read; start over with --restart."
                );
        }

        return null;
    }

    /// <summary>The lines after the header, up to the first that is damaged.</summary>
    public IEnumerable<ManifestLine> Lines()
    {
        foreach ((string line, long offset) in _lines.Read().Skip(1))
        {
            bool end = line.StartsWith(EndStart, StringComparison.Ordinal);
            var read = new ManifestLine(
                end ? null : JsonLines.Parse<ImageFile>(line),
                end ? JsonLines.Parse<ManifestEnd>(line) : null,
                offset
            );
            if ((read.Image is null && read.End is null) || read.Image?.Bytes < 0)
                yield break;
            yield return read;
        }
    }

    /// <summary>The last line if the job is done, without reading the rest.</summary>
    public ManifestEnd? ReadEnd() => _lines.ReadLast(mostBytes: 4096) is { } line ? JsonLines.Parse<ManifestEnd>(line) : null;

    /// <summary>Adds a line; it is written by the next <see cref="Flush"/>.</summary>
    public void Append<T>(T line) => _lines.Append(line);

    /// <summary>Writes what was added, through to the disk.</summary>
    public void Flush() => _lines.Flush();

    /// <summary>Forgets everything from an offset on.</summary>
    public void Truncate(long length) => _lines.Truncate(length);

    public void Delete() => _lines.Delete();

    public void Dispose() => _lines.Dispose();
}

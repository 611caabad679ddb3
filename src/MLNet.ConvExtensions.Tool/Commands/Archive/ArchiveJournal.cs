using System.Diagnostics;
using MLNet.ConvExtensions.Tool.Images;

namespace MLNet.ConvExtensions.Tool.Commands.Archive;

/// <summary>
/// What was read of an archive's files so far, a line a file in the order of their paths. It stays when the job is done: another run reads
/// only what comes behind the first file that is new or has changed.
/// </summary>
internal sealed class ArchiveJournal : IDisposable
{
    /// <summary>What a killed process loses at most is a block: so many files, or what came in so much time.</summary>
    private const int BlockFiles = 512;

    private static readonly TimeSpan BlockTime = TimeSpan.FromSeconds(2);

    private readonly JsonLines _lines;
    private readonly Stopwatch _sinceFlush = Stopwatch.StartNew();
    private int _unflushed;

    private ArchiveJournal(JsonLines lines) => _lines = lines;

    /// <summary>Files that are in it.</summary>
    public long Done { get; private set; }

    /// <exception cref="IOException">Another process has it open, or it can't be opened.</exception>
    public static ArchiveJournal Open(string path) => new(JsonLines.Open(path));

    public void Restart() => _lines.Truncate(0);

    /// <summary>Goes on where an earlier run was stopped, or starts.</summary>
    /// <param name="header">What is read of the files.</param>
    /// <param name="names">The files as they are now; only as many as an earlier run has done are looked at.</param>
    /// <exception cref="IOException">The journal is of another job.</exception>
    public void Begin(ArchiveHeader header, IEnumerable<string> names)
    {
        (string Line, long Offset)[] first = [.. _lines.Read().Take(1)];
        if (first.Length == 0)
        {
            _lines.Truncate(0);
            _lines.Append(header);
            _lines.Flush();
            return;
        }

        ArchiveHeader old =
            JsonLines.Parse<ArchiveHeader>(first[0].Line)
            ?? throw new IOException($"'{_lines.Path}' is no journal that this version of mlconv can read; start over with --restart.");
        if (old != header)
            throw new IOException(
                $"'{_lines.Path}' belongs to another job ({JsonLines.ToJson(old)} there and {JsonLines.ToJson(header)} now). Choose "
                    + "another --out, or start over with --restart."
            );
        long end = first[0].Offset;
        using IEnumerator<string> now = names.GetEnumerator();
        foreach ((string line, long offset) in _lines.Read().Skip(1))
        {
            if (JsonLines.Parse<CameraTrapFile>(line) is not { } file || !now.MoveNext() || !IsSame(file, now.Current, header.Folder))
                break;
            end = offset;
            Done++;
        }

        _lines.Truncate(end);
    }

    public void Add(CameraTrapFile file)
    {
        _lines.Append(file);
        Done++;
        if (++_unflushed >= BlockFiles || _sinceFlush.Elapsed >= BlockTime)
            Flush();
    }

    public void Flush()
    {
        _lines.Flush();
        _unflushed = 0;
        _sinceFlush.Restart();
    }

    /// <summary>The files, each with where its line starts.</summary>
    public IEnumerable<(CameraTrapFile File, long Offset)> Files()
    {
        long start = 0;
        foreach ((string line, long offset) in _lines.Read())
        {
            if (start > 0)
                yield return (Parse(line), start);
            start = offset;
        }
    }

    /// <summary>The file whose line starts at an offset.</summary>
    public CameraTrapFile FileAt(long offset) => Parse(_lines.ReadAt(offset));

    public void Dispose() => _lines.Dispose();

    private CameraTrapFile Parse(string line) =>
        JsonLines.Parse<CameraTrapFile>(line)
        ?? throw new IOException($"'{_lines.Path}' was changed while it was read; give the same command again.");

    private static bool IsSame(CameraTrapFile file, string name, string folder)
    {
        ImageFile now = ImageFile.Now(name, Path.Combine(folder, name));
        return file.Media.File == now.Path && file.Length == now.Size && file.LastWritten == now.Time;
    }
}

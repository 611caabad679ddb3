using System.Diagnostics;
using MLNet.ConvExtensions.Tool.Images;

namespace MLNet.ConvExtensions.Tool.Commands.Predict;

/// <summary>
/// What a model has said of images so far, a line an image in their order, beside the file that it is to become. The same command goes on
/// behind the last image that is still as it was. When the file is whole, the journal is gone.
/// </summary>
internal sealed class PredictionJournal : IDisposable
{
    /// <summary>What a killed process loses at most is a block: so many images, or what came in so much time.</summary>
    private const int BlockImages = 256;

    private static readonly TimeSpan BlockTime = TimeSpan.FromSeconds(2);

    private readonly DateTime _begun = DateTime.UtcNow;
    private readonly Stopwatch _sinceFlush = Stopwatch.StartNew();
    private readonly JsonLines _lines;
    private readonly IReadOnlyList<string> _classes;
    private int _unflushed;
    private bool _isOver;

    private PredictionJournal(JsonLines lines, IReadOnlyList<string> classes)
    {
        _lines = lines;
        _classes = classes;
    }

    /// <summary>Images that an earlier run has done, from the first one on.</summary>
    public long Done { get; private set; }

    /// <summary>What an earlier run has done, for people.</summary>
    public string Resumed => FormattableString.Invariant($"An earlier run has predicted {Done} images; this one goes on from there.");

    /// <summary>The journal of a file that is to be written.</summary>
    public static string FileOf(string output) => output + ".journal.jsonl";

    /// <summary>Goes on where an earlier run was stopped, or starts.</summary>
    /// <param name="output">What is to be written.</param>
    /// <param name="job">Tells all that predictions depend on beside their images.</param>
    /// <param name="classes">The model's classes.</param>
    /// <param name="paths">The images as they are now; only as many as an earlier run has done are looked at.</param>
    /// <param name="restart">Whether an earlier run is forgotten.</param>
    /// <exception cref="IOException">The journal is of another job, or another process has it open.</exception>
    public static PredictionJournal Begin(string output, string job, IReadOnlyList<string> classes, IEnumerable<string> paths, bool restart)
    {
        if (Path.GetDirectoryName(output) is { Length: > 0 } folder)
            Directory.CreateDirectory(folder);
        var journal = new PredictionJournal(JsonLines.Open(FileOf(output)), classes);
        try
        {
            journal.Begin(new JournalHeader { PredictionJournal = 1, Job = job }, paths, restart);
            return journal;
        }
        catch
        {
            journal._lines.Dispose();
            throw;
        }
    }

    /// <summary>What the model says of the images: what is in the journal, and then what is computed, which goes into it.</summary>
    /// <param name="paths">All images.</param>
    /// <param name="predict">Asks the model.</param>
    public IEnumerable<ImagePrediction> Predict(
        IEnumerable<string> paths,
        Func<IEnumerable<string>, IEnumerable<ImagePrediction>> predict
    ) =>
        Predict(
            paths,
            predict,
            found => new JournalLine { Prediction = JournaledPrediction.Of(found, _classes.Count) },
            line => line.Prediction!.Restore(_classes)
        );

    /// <summary>What a detector and the model say of the images, in the same way.</summary>
    public IEnumerable<ClassifiedImage> Detect(
        IEnumerable<string> paths,
        Func<IEnumerable<string>, IEnumerable<ClassifiedImage>> predict
    ) =>
        Predict(
            paths,
            predict,
            found => new JournalLine
            {
                Error = found.Error,
                Objects = [.. found.Objects.Select(o => JournaledObject.Of(o, _classes.Count))],
            },
            line => new ClassifiedImage { Error = line.Error, Objects = [.. line.Objects!.Select(o => o.Restore(_classes))] }
        );

    /// <summary>The output is whole: there is nothing to go on with.</summary>
    public void Complete()
    {
        _isOver = true;
        _lines.Delete();
    }

    /// <summary>Keeps what isn't written yet.</summary>
    public void Dispose()
    {
        try
        {
            if (!_isOver)
                Flush();
        }
        catch (IOException)
        {
            // What ended the run is told; it may be the same full disk.
        }

        _isOver = true;
        _lines.Dispose();
    }

    private void Begin(JournalHeader header, IEnumerable<string> paths, bool restart)
    {
        (string Line, long Offset)[] first = restart ? [] : [.. _lines.Read().Take(1)];
        if (first.Length == 0)
        {
            _lines.Truncate(0);
            _lines.Append(header);
            _lines.Flush();
            return;
        }

        JournalHeader old =
            JsonLines.Parse<JournalHeader>(first[0].Line)
            ?? throw new IOException($"'{_lines.Path}' is no journal that this version of mlconv can read; start over with --restart.");
        if (old != header)
        {
            throw new IOException(
                $"'{_lines.Path}' is of a run with another model or other options. Give those again to go on with it, choose another --out, "
                    + "or start over with --restart."
            );
        }

        long end = first[0].Offset;
        using IEnumerator<string> now = paths.GetEnumerator();
        foreach ((string text, long offset) in _lines.Read().Skip(1))
        {
            if (JsonLines.Parse<JournalLine>(text) is not { File: { } file } line || !now.MoveNext() || !line.IsWhole(_classes.Count))
                break;
            if (!file.IsSameFile(ImageFile.Now(now.Current, now.Current)))
                break;
            end = offset;
            Done++;
        }

        _lines.Truncate(end);
    }

    private IEnumerable<T> Predict<T>(
        IEnumerable<string> paths,
        Func<IEnumerable<string>, IEnumerable<T>> predict,
        Func<T, JournalLine> save,
        Func<JournalLine, T> restore
    )
    {
        foreach ((string text, _) in _lines.Read().Skip(1))
            yield return restore(JsonLines.Parse<JournalLine>(text)!);
        IEnumerable<string> rest = paths.Skip((int)Done);
        foreach ((string path, T found) in rest.Zip(predict(rest)))
        {
            Add(save(found) with { File = Seen(path) });
            yield return found;
        }
    }

    /// <summary>
    /// The file as it is now that it has been read. One that was written since the run began may have been read before: it is none, so that
    /// another run reads it again.
    /// </summary>
    private ImageFile Seen(string path)
    {
        ImageFile now = ImageFile.Now(path, path);
        return now.Time >= _begun ? now with { Size = -1 } : now;
    }

    private void Add(JournalLine line)
    {
        _lines.Append(line);
        if (++_unflushed >= BlockImages || _sinceFlush.Elapsed >= BlockTime)
            Flush();
    }

    private void Flush()
    {
        _lines.Flush();
        _unflushed = 0;
        _sinceFlush.Restart();
    }
}

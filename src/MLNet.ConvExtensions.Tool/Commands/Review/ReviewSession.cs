using System.Security.Cryptography;
using System.Text.Json;
using CsvHelper;

namespace MLNet.ConvExtensions.Tool.Commands.Review;

/// <summary>A queue of photos and the answers so far. May be used from several threads.</summary>
internal sealed class ReviewSession : IDisposable
{
    /// <summary>The longest name of a class that can be added.</summary>
    public const int LongestName = 200;

    private readonly Lock _lock = new();
    private readonly string?[] _answers;
    private readonly ReviewJournal _journal;
    private readonly string _file;

    /// <param name="photos">The queue.</param>
    /// <param name="classes">The classes that are offered.</param>
    /// <param name="file">The CSV file of corrections.</param>
    /// <param name="restart">Whether to forget the answers of an earlier review.</param>
    /// <exception cref="IOException">There is a file of that name which no review has written, or one of another review.</exception>
    public ReviewSession(IReadOnlyList<ReviewedPhoto> photos, IReadOnlyList<string> classes, string file, bool restart)
    {
        (Photos, Classes, _file) = (photos, classes, file);
        if (!restart && File.Exists(file) && !File.Exists(JournalOf(file)))
            throw new IOException($"'{file}' is there already, and no review has written it. Choose another --out, or move the file away.");
        _answers = new string?[photos.Count];
        string queue = Convert.ToHexStringLower(
            SHA256.HashData(
                JsonSerializer.SerializeToUtf8Bytes(
                    photos.Select(p => new
                    {
                        p.Name,
                        p.Predicted,
                        p.Probabilities,
                    })
                )
            )
        );
        _journal = ReviewJournal.Open(JournalOf(file), queue, photos.Count, restart, out IReadOnlyList<ReviewJournal.Answer> answers);
        foreach (ReviewJournal.Answer answer in answers)
            _answers[answer.Image] = answer.Label;
        Resumed = _answers.Count(a => a is not null);
    }

    public IReadOnlyList<ReviewedPhoto> Photos { get; }

    public IReadOnlyList<string> Classes { get; }

    /// <summary>How many answers an earlier run left.</summary>
    public int Resumed { get; }

    /// <summary>The answers so far; null for none.</summary>
    public string?[] Answers
    {
        get
        {
            lock (_lock)
                return [.. _answers];
        }
    }

    /// <summary>The file that keeps the answers of a review until its end, and after.</summary>
    public static string JournalOf(string file) => file + ".journal.jsonl";

    /// <summary>Whether a class can be called so: a line of text.</summary>
    public static bool IsName(string label) =>
        label.Length is > 0 and <= LongestName && label.Trim() == label && !label.Any(char.IsControl);

    /// <summary>Keeps an answer: on the disk when this returns.</summary>
    /// <param name="photo">The photo's place in the queue.</param>
    /// <param name="label">The class; null takes an answer back.</param>
    public void Answer(int photo, string? label)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(photo);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(photo, Photos.Count);
        lock (_lock)
        {
            _journal.Append(new ReviewJournal.Answer(photo, label));
            _answers[photo] = label;
        }
    }

    /// <summary>Writes the answers as a list of images with their classes. Without an answer nothing is written.</summary>
    /// <returns>How many photos were looked at, and of how many the class was another.</returns>
    public (int Reviewed, int Corrected) Save()
    {
        string?[] answers = Answers;
        int[] reviewed = [.. Enumerable.Range(0, answers.Length).Where(i => answers[i] is not null)];
        if (reviewed.Length > 0)
            WholeFile.Write(_file, temporary => Write(temporary, reviewed, answers));
        return (reviewed.Length, reviewed.Count(i => answers[i] != Photos[i].Predicted));
    }

    public void Dispose() => _journal.Dispose();

    private void Write(string temporary, int[] reviewed, string?[] answers)
    {
        string folder = Path.GetDirectoryName(_file)!;
        using var table = CsvWriter.ToFile(temporary, new CsvWriterOptions { NewLine = "\n" });
        table.WriteRecord(["file", "label", "image", "predicted", "probability", "answer"]);
        foreach (int i in reviewed)
        {
            ReviewedPhoto photo = Photos[i];
            string path = Path.GetRelativePath(folder, Path.GetFullPath(photo.Path)).Replace(Path.DirectorySeparatorChar, '/');
            string answer = answers[i] == photo.Predicted ? "confirmed" : "corrected",
                probability = photo.Probability is { } p ? FormattableString.Invariant($"{p}") : "";
            table.WriteRecord([path, answers[i]!, photo.Name, photo.Predicted, probability, answer]);
        }
    }
}

using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace MLNet.ConvExtensions.Tool.Commands.Review;

/// <summary>
/// The answers of a review in JSON Lines, each on the disk before the page hears that it is kept. Lines are only ever added, so a process that
/// dies leaves at worst half a line, which is cut off. While it is open here, no other process can open it.
/// </summary>
internal sealed class ReviewJournal : IDisposable
{
    private static readonly JsonSerializerOptions Format = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectRequiredConstructorParameters = true,
    };

    private readonly FileStream _stream;

    private ReviewJournal(FileStream stream) => _stream = stream;

    /// <summary>Opens the journal of a queue, or begins one.</summary>
    /// <param name="path">The file.</param>
    /// <param name="queue">Tells the queue from any other.</param>
    /// <param name="images">How many images the queue has.</param>
    /// <param name="restart">Whether to forget what the file holds.</param>
    /// <param name="answers">The answers that it holds, in their order.</param>
    /// <exception cref="IOException">Another process has it open, it is of another queue, or damaged.</exception>
    public static ReviewJournal Open(string path, string queue, int images, bool restart, out IReadOnlyList<Answer> answers)
    {
        var stream = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
        try
        {
            var journal = new ReviewJournal(stream);
            if (restart)
                stream.SetLength(0);
            answers = journal.Read(queue, images);
            if (stream.Length == 0)
                journal.Append(new Head(queue));
            return journal;
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    public void Append(Answer answer) => Append<Answer>(answer);

    public void Dispose() => _stream.Dispose();

    private void Append<T>(T line)
    {
        byte[] bytes = [.. JsonSerializer.SerializeToUtf8Bytes(line, Format), (byte)'\n'];
        long length = _stream.Length;
        try
        {
            _stream.Position = length;
            _stream.Write(bytes);
            _stream.Flush(flushToDisk: true);
        }
        catch
        {
            // Half a line in the middle would end what can be read later.
            _stream.SetLength(length);
            throw;
        }
    }

    private List<Answer> Read(string queue, int images)
    {
        byte[] bytes = new byte[_stream.Length];
        _stream.Position = 0;
        _stream.ReadExactly(bytes);
        int whole = bytes.AsSpan().LastIndexOf((byte)'\n') + 1;
        _stream.SetLength(whole);
        string[] lines = Encoding.UTF8.GetString(bytes, 0, whole).Split('\n')[..^1];
        if (lines.Length == 0)
            return [];
        if (Parse<Head>(lines[0]) is not { } head)
            throw new IOException($"'{_stream.Name}' is not the journal of a review; start over with --restart, or choose another --out.");
        if (head.Queue != queue)
            throw new IOException(
                $"'{_stream.Name}' is of another queue: predictions, --order, --count or images differ. Choose another --out, or start over "
                    + "with --restart."
            );
        var answers = new List<Answer>();
        for (int i = 1; i < lines.Length; i++)
        {
            answers.Add(
                Parse<Answer>(lines[i]) is { } answer && answer.Image >= 0 && answer.Image < images
                    ? answer
                    : throw new IOException(
                        FormattableString.Invariant(
                            $"'{_stream.Name}', line {i + 1}, is damaged; mend or delete the line, or start over with --restart."
                        )
                    )
            );
        }

        return answers;
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

    /// <summary>An answer.</summary>
    /// <param name="Image">The image's place in the queue.</param>
    /// <param name="Label">The class; null where an answer was taken back.</param>
    internal sealed record Answer(int Image, string? Label);

    private sealed record Head(string Queue);
}

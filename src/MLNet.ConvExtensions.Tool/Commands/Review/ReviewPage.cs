using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace MLNet.ConvExtensions.Tool.Commands.Review;

/// <summary>The page of a review. Names of photos and classes reach it as data alone, by <see cref="Queue"/>, and are shown as text.</summary>
internal sealed class ReviewPage
{
    /// <summary>How many classes of a photo the page gets probabilities of.</summary>
    private const int Likely = 5;

    private const string Body = """
        <header>
        <h1>Review</h1>
        <p class="soft"><span id="place"></span> <span id="count"></span></p>
        <progress id="progress" max="1" value="0" aria-label="Photos that were looked at"></progress>
        </header>
        <p id="trouble" role="alert" hidden></p>
        <div id="review" hidden>
        <figure>
        <div id="frame"><img id="photo" alt="" draggable="false"><p id="unreadable" hidden>This photo can't be read.</p></div>
        <figcaption><span id="name"></span><span class="hint">Click, or <kbd>Z</kbd>, for a closer look</span></figcaption>
        </figure>
        <div id="choice">
        <p id="verdict" aria-live="polite"></p>
        <div class="row main"><button id="confirm" class="strong" type="button">Confirm <kbd>Enter</kbd></button>
        <button id="undo" type="button">Undo <kbd>U</kbd></button></div>
        <input id="filter" type="search" autocomplete="off" spellcheck="false" maxlength="200" aria-label="Find a class, or add one"
        placeholder="Find a class, or add one  ( / )">
        <div id="classes" aria-label="Classes"></div>
        <div class="row"><button id="back" type="button" aria-label="The photo before">←</button>
        <button id="next" type="button" aria-label="The next photo">→</button>
        <button id="done" type="button">Done</button></div>
        <p class="soft" id="kept"></p>
        </div>
        </div>
        <p id="end" class="lead" hidden></p>

        """;

    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web);

    private readonly ReviewSession _session;
    private readonly string _output;

    /// <param name="session">The queue and its answers.</param>
    /// <param name="output">What the file of corrections is called.</param>
    public ReviewPage(ReviewSession session, string output)
    {
        (_session, _output) = (session, output);
        string style = Resource("review.css"),
            script = Resource("review.js");
        Html = new HtmlPage("Review") { Style = style, Script = script }
            .Append(Body)
            .ToString();
        Policy =
            $"default-src 'none'; script-src '{Hash("script")}'; style-src '{Hash("style")}'; img-src 'self' data:; connect-src 'self'; "
            + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    }

    /// <summary>The page.</summary>
    public string Html { get; }

    /// <summary>Lets a browser run this page's script and style, and ask nobody but this server.</summary>
    public string Policy { get; }

    /// <summary>The queue with its answers so far, as JSON.</summary>
    public byte[] Queue()
    {
        string?[] answers = _session.Answers;
        return JsonSerializer.SerializeToUtf8Bytes(
            new
            {
                Output = _output,
                _session.Classes,
                Photos = _session.Photos.Select(
                    (photo, i) =>
                        new
                        {
                            photo.Name,
                            photo.Predicted,
                            photo.Probability,
                            Likely = LikelyOf(photo),
                            Answer = answers[i],
                        }
                ),
            },
            Format
        );
    }

    /// <summary>The most probable classes by their places, each with its probability.</summary>
    private static IEnumerable<float[]> LikelyOf(ReviewedPhoto photo) =>
        Enumerable
            .Range(0, photo.Probabilities.Length)
            .OrderByDescending(c => photo.Probabilities[c])
            .Take(Likely)
            .Select(c => new[] { c, photo.Probabilities[c] });

    /// <summary>The hash of what stands in the page's only element of a kind, as a browser computes it.</summary>
    private string Hash(string element)
    {
        int start = Html.IndexOf($"<{element}>", StringComparison.Ordinal) + element.Length + 2,
            end = Html.IndexOf($"</{element}>", start, StringComparison.Ordinal);
        return "sha256-" + Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Html[start..end])));
    }

    private static string Resource(string name)
    {
        using Stream resource = typeof(ReviewPage).Assembly.GetManifestResourceStream($"MLNet.ConvExtensions.Tool.Commands.Review.{name}")!;
        using var reader = new StreamReader(resource);
        return reader.ReadToEnd();
    }
}

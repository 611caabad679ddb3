using System.Text;

namespace Sentiment;

/// <summary>A sentence, and whether it is praise.</summary>
internal sealed class Sentence
{
    private static readonly string[] Praise = ["moving", "beautiful", "funny", "clever", "charming", "not dull", "not tedious"];
    private static readonly string[] Blame = ["dull", "tedious", "flat", "clumsy", "silly", "not funny", "not clever"];
    private static readonly string[] Things = ["film", "story", "comedy", "cast", "script", "mess", "drama"];
    private static readonly string[] Frames =
    [
        "a {0} {1}",
        "the {1} is {0}",
        "what a {0} and long {1}",
        "this {1} , though short , is {0}",
    ];

    public string Text { get; set; } = "";

    public bool Label { get; set; }

    /// <summary>The sentences of the two files, in their order.</summary>
    public static Sentence[] Read(string folder) =>
        [
            .. new[] { "pos", "neg" }.SelectMany(part =>
                File.ReadLines(Path.Combine(folder, $"rt-polarity.{part}"), Encoding.UTF8)
                    .Select(line => new Sentence { Text = line.Trim(), Label = part == "pos" })
            ),
        ];

    /// <summary>Sentences of a few words; that 'not dull' is praise shows only where neighbours are seen together.</summary>
    public static Sentence[] MakeUp(int count, int seed)
    {
        var random = new Random(seed);
        return
        [
            .. Enumerable
                .Range(0, count)
                .Select(i => new Sentence
                {
                    Text = string.Format(Pick(Frames), Pick(i % 2 == 0 ? Praise : Blame), Pick(Things)),
                    Label = i % 2 == 0,
                }),
        ];

        string Pick(string[] from) => from[random.Next(from.Length)];
    }
}

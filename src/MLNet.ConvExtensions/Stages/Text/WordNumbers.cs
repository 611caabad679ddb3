using MLNet.ConvExtensions.Networks.Edits;
using static MLNet.ConvExtensions.Networks.Edits.GraphEdits;

namespace MLNet.ConvExtensions.Stages.Text;

/// <summary>The numbers of words, and the graph that finds them.</summary>
internal static class WordNumbers
{
    /// <summary>The number behind the end of a text.</summary>
    public const int End = 0;

    /// <summary>The number of a word that has none.</summary>
    public const int Unknown = 1;

    /// <summary>The number of the first word.</summary>
    public const int First = 2;

    /// <summary>The first version with StringSplit.</summary>
    private const int Opset = 20;

    private static readonly char[] WhiteSpace = [' ', '\t', '\n', '\r', '\v', '\f'];

    public static string[] Split(string text) => text.Split(WhiteSpace, StringSplitOptions.RemoveEmptyEntries);

    /// <summary>A graph from a text, [1, 1], to a row of numbers, [1, length].</summary>
    public static OnnxNetwork Graph(string input, string output, IReadOnlyList<string> words, int length)
    {
        var graph = new OperatorGraph("VectorizeText", Opset);
        string text = graph.Op("Reshape", [graph.Input(input, OnnxElementType.String, 1, 1), graph.Integers(1)]);
        // Parts between two delimiters may be empty, and so is what fills up: no words, and no numbers.
        foreach (char delimiter in WhiteSpace)
            text = graph.Split(text, $"{delimiter}");
        string all = graph.NumberOf(text, ["", .. words], [End, .. Enumerable.Range(First, words.Count).Select(i => (float)i)], Unknown);
        string row = graph.Op("Reshape", [all, graph.Integers(-1)]);
        string found = graph.Op("Reshape", [graph.Op("NonZero", [row]), graph.Integers(-1)]);
        string numbers = graph.Op("Reshape", [graph.Op("Gather", [row, found]), graph.Integers(1, -1)]);
        string zeros = graph.Op("Reshape", [graph.Floats(new float[length]), graph.Integers(1, length)]);
        string filled = graph.Op("Concat", [numbers, zeros], Attribute("axis", 1));
        string cut = graph.Op("Slice", [filled, graph.Integers(0), graph.Integers(length), graph.Integers(1)]);
        graph.Output(output, cut, 1, length);
        return graph.ToNetwork();
    }
}

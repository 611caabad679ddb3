using MLNet.ConvExtensions.Fuzz.Inputs;

namespace MLNet.ConvExtensions.Fuzz.Targets;

/// <summary>Words of JSON, and of what is written in it here.</summary>
internal static class JsonWords
{
    public static byte[][] All { get; } =
        Corpus.Words(
            "{",
            "}",
            "[",
            "]",
            "\"",
            ":",
            ",",
            "\n",
            "\\u0000",
            "\\ud800",
            "null",
            "true",
            "NaN",
            "\"Infinity\"",
            "1e400",
            "-1",
            "Scores",
            "Key",
            "Dimension",
            "Failures",
            "finished",
            "part",
            "bytes",
            "path",
            "features",
            "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[",
            "\u00FF",
            "\u00EF\u00BB\u00BF"
        );
}

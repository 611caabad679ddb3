namespace MLNet.ConvExtensions.Fuzz.Running;

/// <summary>What went wrong with an input.</summary>
/// <param name="Seed">The input's seed.</param>
/// <param name="Kind">What it was: the exception's type, 'hang', 'memory' or 'crash'.</param>
/// <param name="Text">The message and where it came from.</param>
internal sealed record FuzzFault(int Seed, string Kind, string Text)
{
    private const int ShownLines = 5;

    /// <summary>Tells faults apart: the kind, and the first place in this repository's code.</summary>
    public string Place => $"{Kind} {Frames().FirstOrDefault()}";

    /// <summary>The message, where it came from, and what is at the bottom of it.</summary>
    public string Short =>
        string.Join(
            '\n',
            [
                Lines().FirstOrDefault(),
                .. Lines().Where(l => l.StartsWith("--->", StringComparison.Ordinal)).TakeLast(1),
                .. Frames().Take(ShownLines),
            ]
        );

    private IEnumerable<string> Lines() => Text.Split('\n').Select(l => l.Trim());

    private IEnumerable<string> Frames() =>
        Lines()
            .Where(l =>
                l.StartsWith("at MLNet.ConvExtensions.", StringComparison.Ordinal)
                && !l.StartsWith("at MLNet.ConvExtensions.Fuzz.", StringComparison.Ordinal)
            );
}

namespace MLNet.ConvExtensions.Insight.Explanations;

/// <summary>What of a network's outputs is explained.</summary>
/// <param name="Output">The place of the output.</param>
/// <param name="Sign">1, or -1 where the output speaks against what is explained: the logit of true against false.</param>
internal readonly record struct ExplainedScore(int Output, float Sign)
{
    /// <param name="kind">What the scores are.</param>
    /// <param name="index">The class, label or number.</param>
    /// <param name="outputs">How many outputs the network has.</param>
    public static ExplainedScore Of(ScoreKind kind, int index, long outputs) =>
        kind == ScoreKind.Binary && outputs == 1 ? new(0, index == 1 ? 1 : -1) : new(index, 1);
}

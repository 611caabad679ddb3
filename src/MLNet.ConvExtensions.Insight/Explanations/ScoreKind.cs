namespace MLNet.ConvExtensions.Insight.Explanations;

/// <summary>What the scores of a model are.</summary>
internal enum ScoreKind
{
    /// <summary>A logit for each of several classes.</summary>
    Classes,

    /// <summary>The logit of true.</summary>
    Binary,

    /// <summary>A logit for each label, of which a photo may have several.</summary>
    Labels,

    /// <summary>Numbers that are predicted.</summary>
    Numbers,
}

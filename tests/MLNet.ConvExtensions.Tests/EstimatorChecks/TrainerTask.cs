namespace MLNet.ConvExtensions.Tests.EstimatorChecks;

/// <summary>What a trainer predicts, which says what columns it adds.</summary>
public enum TrainerTask
{
    /// <summary>Score (a vector, one slot a class) and PredictedLabel (a key).</summary>
    Multiclass,

    /// <summary>Score (a number), Probability and PredictedLabel (true or false).</summary>
    Binary,

    /// <summary>Score, a number.</summary>
    Regression,
}

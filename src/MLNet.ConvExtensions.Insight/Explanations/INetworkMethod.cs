namespace MLNet.ConvExtensions.Insight.Explanations;

/// <summary>A method that looks into a network.</summary>
internal interface INetworkMethod : IDisposable
{
    ExplanationMethod Method { get; }

    /// <summary>The layer whose maps it takes; null where it takes none.</summary>
    string? Layer { get; }

    /// <summary>Explains one of the network's outputs for a photo.</summary>
    /// <param name="planes">The photo's planes.</param>
    /// <param name="choose">Says what is explained, when the outputs are known.</param>
    /// <exception cref="OnnxNetworkException">The network can't be computed.</exception>
    ScoreMap Explain(float[] planes, Func<float[], ExplainedScore> choose);
}

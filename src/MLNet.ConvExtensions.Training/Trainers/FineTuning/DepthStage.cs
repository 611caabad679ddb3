namespace MLNet.ConvExtensions.Training.Trainers.FineTuning;

/// <summary>A part of a backbone by depth, of layers that see the image at about one resolution.</summary>
/// <param name="Input">The one tensor that the stage takes.</param>
/// <param name="Layers">The layers with weights, in order.</param>
/// <param name="Weights">The names of what gradients change.</param>
/// <param name="Statistics">The names of the running means and variances of batch normalisation.</param>
internal sealed record DepthStage(
    string Input,
    IReadOnlyList<string> Layers,
    IReadOnlyList<string> Weights,
    IReadOnlyList<string> Statistics
)
{
    /// <summary>The first and the last layer, for messages.</summary>
    public override string ToString() => $"'{Layers[0]}' to '{Layers[^1]}'";
}

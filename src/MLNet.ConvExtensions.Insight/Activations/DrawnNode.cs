namespace MLNet.ConvExtensions.Insight.Activations;

/// <summary>A box of the drawing: a layer, with what follows it alone and doesn't change its shape's meaning.</summary>
/// <param name="Title">What it does.</param>
/// <param name="Shape">The shape of what it gives.</param>
/// <param name="Inputs">The boxes that it reads, by their places; -1 for the network's input.</param>
internal sealed record DrawnNode(string Title, string Shape, IReadOnlyList<int> Inputs);

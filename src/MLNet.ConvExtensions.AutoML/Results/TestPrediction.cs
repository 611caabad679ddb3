namespace MLNet.ConvExtensions;

/// <summary>What a feature set's pipeline took an image of the test part for.</summary>
/// <param name="Image">The image's name: its path, or its row.</param>
/// <param name="Label">Index of its class.</param>
/// <param name="Predicted">Index of the most probable class.</param>
/// <param name="Probabilities">The classes' probabilities.</param>
public sealed record TestPrediction(string Image, int Label, int Predicted, IReadOnlyList<float> Probabilities);

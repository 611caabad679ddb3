namespace MLNet.ConvExtensions;

/// <summary>How probable it is that an image is of a class.</summary>
/// <param name="Index">The place of the class among those of the model, from 0.</param>
/// <param name="Name">The name of the class.</param>
/// <param name="Probability">The probability, 0 to 1.</param>
public sealed record ClassProbability(int Index, string Name, float Probability);

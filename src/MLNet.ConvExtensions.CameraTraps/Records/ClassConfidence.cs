namespace MLNet.ConvExtensions;

/// <summary>A class, and how sure a model is of it.</summary>
/// <param name="Name">The class.</param>
/// <param name="Confidence">From 0 to 1.</param>
public readonly record struct ClassConfidence(string Name, float Confidence);

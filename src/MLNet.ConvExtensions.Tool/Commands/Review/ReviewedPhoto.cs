namespace MLNet.ConvExtensions.Tool.Commands.Review;

/// <summary>A photo with what a model says of it.</summary>
/// <param name="Name">What the predictions call it.</param>
/// <param name="Path">Where it is.</param>
/// <param name="Predicted">The predicted class.</param>
/// <param name="Probability">How probable that is, 0 to 1; null where the predictions don't say.</param>
/// <param name="Probabilities">The probability of each class that the predictions have a column for.</param>
internal sealed record ReviewedPhoto(string Name, string Path, string Predicted, float? Probability, float[] Probabilities);

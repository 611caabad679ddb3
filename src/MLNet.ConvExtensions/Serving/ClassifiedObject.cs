namespace MLNet.ConvExtensions;

/// <summary>An object that a detector found, and what a classifier says of it.</summary>
/// <param name="Object">The object.</param>
/// <param name="Prediction">
/// What the classifier says of the part of the photo around it; null where the object's class isn't among those that are classified.
/// </param>
public sealed record ClassifiedObject(DetectedObject Object, ImagePrediction? Prediction);

namespace MLNet.ConvExtensions.Tool.Models;

/// <summary>An image with what is known of it and what a model says.</summary>
/// <param name="Image">Its path.</param>
/// <param name="Label">What is known, as it was written.</param>
/// <param name="Truth">The same as the class from 0, as 0 or 1 for false and true, or as the number itself.</param>
/// <param name="Group">What it belongs together with; null for nothing.</param>
/// <param name="Prediction">What the model says.</param>
internal sealed record JudgedImage(string Image, string Label, double Truth, string? Group, ImagePrediction Prediction);

namespace MLNet.ConvExtensions;

/// <summary>A photo of a known number, and the number that a model predicts for it.</summary>
/// <param name="Image">The photo's file.</param>
/// <param name="Label">The number that is known.</param>
/// <param name="Predicted">The number that is predicted.</param>
/// <param name="Group">What the photo belongs together with, such as its camera; null for nothing.</param>
public sealed record JudgedNumber(string Image, double Label, double Predicted, string? Group = null)
{
    /// <summary>The predicted number less the known one.</summary>
    public double Residual => Predicted - Label;
}

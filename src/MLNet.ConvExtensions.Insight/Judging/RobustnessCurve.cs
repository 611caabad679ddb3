namespace MLNet.ConvExtensions;

/// <summary>How a model's accuracy falls with the strength of a change.</summary>
public sealed record RobustnessCurve
{
    internal RobustnessCurve(ImageCorruption corruption, IReadOnlyList<RobustnessPoint> points)
    {
        Corruption = corruption;
        Points = points;
    }

    /// <summary>The change.</summary>
    public ImageCorruption Corruption { get; }

    /// <summary>The accuracy by growing strength; the first is that of photos as they are, at 0.</summary>
    public IReadOnlyList<RobustnessPoint> Points { get; }

    /// <summary>The mean accuracy over the strengths above 0, as a part of that at 0; NaN where the model is never right there.</summary>
    public double Kept =>
        Points.Skip(1).Average(p => p.Accuracy.Value) / (Points[0].Accuracy.Value is 0 ? double.NaN : Points[0].Accuracy.Value);
}

using MLNet.ConvExtensions.Options;

namespace MLNet.ConvExtensions;

/// <summary>
/// Images are smaller at first and grow to the network's size, so that the first epochs take a part of the time (fastai's progressive
/// resizing; the schedule is that of MosaicML's Composer). For networks that take images of any size, such as those that end in global
/// pooling.
/// </summary>
/// <remarks>
/// Images are shrunk after augmentation, each pixel the mean of the area that it covers (PyTorch: <c>interpolate(mode='area')</c>).
/// The validation sees them in full size.
/// </remarks>
public sealed record ProgressiveResizing
{
    /// <summary>The first height and width as a part of the full ones, above 0 and below 1.</summary>
    public double InitialScale { get; init; } = 0.5;

    /// <summary>The part of all steps before images begin to grow, 0 or more and below 1.</summary>
    public double Delay { get; init; } = 0.5;

    /// <summary>
    /// The part of all steps, at the end, in which images have their full size, 0 or more; together with <see cref="Delay"/> at most 1.
    /// </summary>
    public double FineTune { get; init; } = 0.2;

    /// <summary>Heights and widths are multiples of this, 1 or more, until they are full.</summary>
    public int SizeIncrement { get; init; } = 4;

    /// <summary>The height or width for a part of the training that is done.</summary>
    /// <param name="side">The full one.</param>
    /// <param name="done">The part of all steps that is done, 0 to 1.</param>
    internal long SizeAt(long side, double done)
    {
        if (done >= 1 - FineTune)
            return side;
        double grown = Math.Max(0, done - Delay) / (1 - FineTune - Delay),
            scale = InitialScale + ((1 - InitialScale) * grown);
        long size = (long)Math.Round(side * scale / SizeIncrement) * SizeIncrement;
        return Math.Clamp(size, Math.Min(SizeIncrement, side), side);
    }

    internal void Validate()
    {
        this.Require(InitialScale is > 0 and < 1, nameof(InitialScale), InitialScale, "above 0, below 1");
        this.Require(Delay is >= 0 and < 1, nameof(Delay), Delay, "0 or more, below 1");
        this.Require(
            FineTune is >= 0 and <= 1 && Delay + FineTune <= 1,
            nameof(FineTune),
            FineTune,
            $"0 to 1 - {nameof(Delay)} ({1 - Delay})"
        );
        this.Require(SizeIncrement is >= 1 and <= 1024, nameof(SizeIncrement), SizeIncrement, "1 to 1024");
    }
}

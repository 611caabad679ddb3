namespace MLNet.ConvExtensions;

/// <summary>Which photos somebody looks at, and in what order.</summary>
public sealed record ReviewQueueOptions
{
    /// <summary>The order.</summary>
    public ReviewOrder Order { get; init; } = ReviewOrder.Uncertain;

    /// <summary>How unsure a prediction is; of no meaning for <see cref="ReviewOrder.Random"/>.</summary>
    public ReviewUncertainty Uncertainty { get; init; } = ReviewUncertainty.Margin;

    /// <summary>How many photos at most; 1 or more.</summary>
    public int Count { get; init; } = 200;

    /// <summary>What <see cref="ReviewOrder.Random"/> is drawn from.</summary>
    public int Seed { get; init; } = 1;
}

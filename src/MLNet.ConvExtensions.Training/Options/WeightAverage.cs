using MLNet.ConvExtensions.Options;

namespace MLNet.ConvExtensions;

/// <summary>
/// A moving average of the weights over the steps, which is what is validated, saved and returned, while the training goes on with the
/// weights themselves (Polyak and Juditsky, 1992; Tarvainen and Valpola, Mean teachers, 2017).
/// </summary>
/// <remarks>
/// As PyTorch's <c>AveragedModel(network, multi_avg_fn=get_ema_multi_avg_fn(decay), use_buffers=True)</c>: the first averaging takes the
/// weights as they are, and each further one moves the average by 1 - <see cref="Decay"/> of the way to them, or by more at first
/// (<see cref="WarmUp"/>). The running means and variances of batch normalisation are averaged alike.
/// </remarks>
public sealed record WeightAverage
{
    /// <summary>
    /// The part of the average that is kept at each averaging, 0 or more and below 1. It looks back over about 1 / (1 - decay) averagings:
    /// 0.999 over a thousand.
    /// </summary>
    public double Decay { get; init; } = 0.999;

    /// <summary>
    /// Whether the part that is kept is (1 + n) / (10 + n) after n averagings, where that is less than <see cref="Decay"/>, as in
    /// TensorFlow's <c>ExponentialMovingAverage</c> with <c>num_updates</c>: the average of a short training isn't that of its beginning.
    /// Without it the average is PyTorch's.
    /// </summary>
    public bool WarmUp { get; init; } = true;

    /// <summary>Steps from one averaging to the next, 1 or more.</summary>
    public int EverySteps { get; init; } = 1;

    /// <summary>The part that is kept after so many averagings.</summary>
    internal double KeptAfter(long averagings) => WarmUp ? Math.Min(Decay, (1.0 + averagings) / (10 + averagings)) : Decay;

    internal void Validate()
    {
        this.Require(Decay is >= 0 and < 1, nameof(Decay), Decay, "0 or more, below 1");
        this.Require(EverySteps is >= 1 and <= 1_000_000, nameof(EverySteps), EverySteps, "1 to 1000000");
    }
}

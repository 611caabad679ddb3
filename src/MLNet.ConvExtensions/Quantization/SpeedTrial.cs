using System.Diagnostics;

namespace MLNet.ConvExtensions.Quantization;

/// <summary>How fast two networks are on one thread: in turns, and of each the best time, which other programs have disturbed least.</summary>
internal static class SpeedTrial
{
    private const int Batch = 4,
        FewestRounds = 5,
        MostRounds = 40;

    private static readonly TimeSpan Enough = TimeSpan.FromSeconds(1);

    /// <summary>Images a second of both, without reading photos.</summary>
    public static (double First, double Second) Run(PhotoNetwork first, PhotoNetwork second, CancellationToken stop)
    {
        int batch = first.TakesBatches && second.TakesBatches ? Batch : 1;
        var random = new Random(1);
        float[] images = [.. Enumerable.Range(0, (int)first.Shape(batch).Aggregate((a, b) => a * b)).Select(_ => random.NextSingle() - 0.5f)];
        using TensorSession one = new(first.Network),
            other = new(second.Network);
        (double best, double bestOther) = (double.PositiveInfinity, double.PositiveInfinity);
        long began = Stopwatch.GetTimestamp();
        for (int round = 0; round < FewestRounds || (round < MostRounds && Stopwatch.GetElapsedTime(began) < Enough); round++)
        {
            stop.ThrowIfCancellationRequested();
            best = Math.Min(best, Time(one));
            bestOther = Math.Min(bestOther, Time(other));
        }

        return (batch / best, batch / bestOther);

        double Time(TensorSession session)
        {
            long start = Stopwatch.GetTimestamp();
            session.Run(images, first.Shape(batch), (_, _) => { });
            return Stopwatch.GetElapsedTime(start).TotalSeconds;
        }
    }
}

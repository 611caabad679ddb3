using System.Diagnostics;

namespace MLNet.ConvExtensions.Quantization;

/// <summary>
/// How fast two networks are on one thread: in turns, by the processor time of this process, which other programs change little, and of
/// each the best of several times.
/// </summary>
internal static class SpeedTrial
{
    private const int Batch = 4,
        Rounds = 5;

    /// <summary>Processor time is counted in steps of up to 16 ms.</summary>
    private static readonly TimeSpan Long = TimeSpan.FromMilliseconds(100);

    /// <summary>Images a second of both, without reading photos.</summary>
    public static (double First, double Second) Run(PhotoNetwork first, PhotoNetwork second, CancellationToken stop)
    {
        int batch = first.TakesBatches && second.TakesBatches ? Batch : 1;
        var random = new Random(1);
        var images = new float[first.Shape(batch).Aggregate((a, b) => a * b)];
        for (int i = 0; i < images.Length; i++)
            images[i] = random.NextSingle() - 0.5f;
        using TensorSession one = new(first.Network),
            other = new(second.Network);
        (int runs, int runsOfOther) = (Enough(one), Enough(other));
        (double best, double bestOther) = (double.PositiveInfinity, double.PositiveInfinity);
        for (int round = 0; round < Rounds; round++)
        {
            stop.ThrowIfCancellationRequested();
            best = Math.Min(best, Time(one, runs));
            bestOther = Math.Min(bestOther, Time(other, runsOfOther));
        }

        return (batch / best, batch / bestOther);

        // The first run is slower than all others.
        int Enough(TensorSession session)
        {
            Compute(session);
            int count = 0;
            for (long began = Stopwatch.GetTimestamp(); count == 0 || Stopwatch.GetElapsedTime(began) < Long; count++)
                Compute(session);
            return count;
        }

        double Time(TensorSession session, int count)
        {
            TimeSpan began = Environment.CpuUsage.TotalTime;
            for (int i = 0; i < count; i++)
                Compute(session);
            return Math.Max((Environment.CpuUsage.TotalTime - began).TotalSeconds, double.Epsilon) / count;
        }

        void Compute(TensorSession session) => session.Run(images, first.Shape(batch), (_, _) => { });
    }
}

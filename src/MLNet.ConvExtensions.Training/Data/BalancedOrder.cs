namespace MLNet.ConvExtensions.Training.Data;

/// <summary>
/// The samples of an epoch, drawn so that rare classes come more often: of a class of n samples as many as n to the power of 1 - balance
/// says, its samples in turn before any comes again. An epoch has as many as there are; what chance decides depends on the seed and the
/// epoch alone.
/// </summary>
internal sealed class BalancedOrder
{
    private readonly int[][] _classes;
    private readonly double _balance;
    private readonly int _seed;

    /// <param name="samples">The samples, whose targets are classes.</param>
    /// <param name="balance">0 to take them as they are, 1 for as many of each class.</param>
    /// <param name="seed">What chance is drawn from.</param>
    public BalancedOrder(TrainingSamples samples, double balance, int seed)
    {
        (_balance, _seed) = (balance, seed);
        _classes =
        [
            .. Enumerable
                .Range(0, samples.Count)
                .GroupBy(s => samples.TargetAt(samples.PlaceOf(s))[0])
                .OrderBy(c => c.Key)
                .Select(c => c.ToArray()),
        ];
    }

    /// <summary>Draws an epoch's samples.</summary>
    /// <param name="order">Receives the samples.</param>
    /// <param name="repeats">Receives how often each one has come before in this epoch.</param>
    /// <param name="epoch">The epoch.</param>
    public void Fill(Span<int> order, Span<int> repeats, int epoch)
    {
        double all = _classes.Sum(Share),
            upTo = 0,
            offset = new SampleRandom(_seed, epoch, -2).NextDouble();
        var drawn = new int[order.Length];
        var before = new int[order.Length];
        int at = 0;
        for (int i = 0; i < _classes.Length; i++)
        {
            // Whole numbers whose mean over epochs is the share.
            upTo += Share(_classes[i]);
            int end = i == _classes.Length - 1 ? drawn.Length : (int)Math.Floor((upTo / all * drawn.Length) + offset);
            int[] members = [.. _classes[i]];
            SampleRandom.Shuffle(members, _seed ^ (i + 1), epoch);
            for (int taken = 0; at < Math.Min(end, drawn.Length); at++, taken++)
                (drawn[at], before[at]) = (members[taken % members.Length], taken / members.Length);
        }

        int[] places = [.. Enumerable.Range(0, order.Length)];
        SampleRandom.Shuffle(places, _seed, epoch);
        for (int i = 0; i < places.Length; i++)
            (order[i], repeats[i]) = (drawn[places[i]], before[places[i]]);
    }

    private double Share(int[] members) => Math.Pow(members.Length, 1 - _balance);
}

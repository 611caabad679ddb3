namespace MLNet.ConvExtensions.Stages.LinearProbe;

/// <summary>Finds the best of 97 regularizations without trying them all: every sixteenth, then both sides of the best by half the step.</summary>
/// <param name="judge">Tells how good a regularization is.</param>
internal sealed class RegularizationSearch(Func<float, LinearProbeChoice> judge)
{
    private const int StepsPerDecade = 8,
        Last = 12 * StepsPerDecade;

    private readonly SortedDictionary<int, LinearProbeChoice> _tried = [];

    public LinearProbeChoice Run()
    {
        int step = 2 * StepsPerDecade;
        for (int place = 0; place <= Last; place += step)
            Try(place);
        for (step /= 2; step >= 1; step /= 2)
        {
            int best = Best();
            Try(Math.Max(0, best - step));
            Try(Math.Min(Last, best + step));
        }

        return _tried[Best()];
    }

    /// <summary>0.000001 at the first place, 1,000,000 at the last.</summary>
    private static float At(int place) => (float)Math.Pow(10, ((double)place / StepsPerDecade) - 6);

    private void Try(int place)
    {
        if (!_tried.ContainsKey(place))
            _tried[place] = judge(At(place));
    }

    // Of ones that are equal in both, the strongest: its weights are the smallest.
    private int Best() =>
        _tried.OrderByDescending(t => t.Value.Accuracy).ThenBy(t => t.Value.LogLoss).ThenByDescending(t => t.Key).First().Key;
}

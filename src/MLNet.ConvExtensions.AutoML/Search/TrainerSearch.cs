namespace MLNet.ConvExtensions.AutoML.Search;

/// <summary>A trainer on a feature set: the search over the hyper-parameters of both, and what it has cost and brought.</summary>
internal sealed class TrainerSearch(FeatureSet set, ComparedTrainer trainer, int seed)
{
    private const int MostFailures = 2;
    private const double LeastSeconds = 0.01;

    private readonly DirectedSearch _search = new([.. set.Space, .. trainer.Space], seed);
    private int _fruitless;
    private double _seconds;

    public int Trials { get; private set; }

    public double Loss { get; private set; } = double.MaxValue;

    /// <summary>Whether there is nothing left to try, or the trainer fails on this set.</summary>
    public bool IsOver { get; private set; }

    public Candidate? Next()
    {
        double[]? position = _search.Next();
        IsOver = position is null;
        return position is null
            ? null
            : new Candidate(
                set.Name,
                HyperParameterValues.At(set.Space, position[..set.Space.Count]),
                trainer,
                HyperParameterValues.At(trainer.Space, position[set.Space.Count..])
            );
    }

    public void Update(TrialResult result)
    {
        Trials++;
        _seconds += result.Record.Seconds;
        _search.Update(result.Loss);
        (_fruitless, Loss) = result.Loss < Loss ? (0, result.Loss) : (_fruitless + 1, Loss);
        IsOver |= Loss == double.MaxValue && Trials >= MostFailures;
    }

    /// <summary>
    /// The estimated cost of becoming better than the best trainer: as many trials as the last improvement is back, and one more for each
    /// standard error that it has to make up; in seconds where time is what is spent.
    /// </summary>
    public double CostOfImprovement(double bestLoss, double standardError, bool inSeconds)
    {
        double trials = 1 + _fruitless + (Math.Max(0, Loss - bestLoss) / standardError);
        return inSeconds ? trials * Math.Max(LeastSeconds, _seconds / Trials) : trials;
    }
}

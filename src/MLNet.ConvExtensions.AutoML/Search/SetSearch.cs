namespace MLNet.ConvExtensions.AutoML.Search;

/// <summary>
/// The search on one feature set. Every trainer's start values come first, the quick trainers before the slow ones. Each trial after that goes to
/// the trainer that is estimated to become better than the best one at the least cost. A candidate that takes the lead has to show on another
/// division into folds that it was not luck before anything else is tried: the best of many is partly lucky.
/// </summary>
internal sealed class SetSearch(FeatureSet set, IReadOnlyList<ComparedTrainer> trainers, int seed, bool countsSeconds)
{
    private const int DivisionsOfLeader = 2;
    private const double LeastError = 1e-4;

    private readonly TrainerSearch[] _trainers = [.. trainers.Select((t, i) => new TrainerSearch(set, t, Seeds.Mix(seed, i)))];
    private readonly Dictionary<Candidate, Contender> _contenders = [];

    public string Name => set.Name;

    public int Trials { get; private set; }

    public double Seconds { get; private set; }

    /// <summary>The best of those that held on two divisions; while there is none, the best.</summary>
    public Contender? Best => Leader(_contenders.Values.Where(c => c.Divisions == DivisionsOfLeader)) ?? Leader(_contenders.Values);

    /// <summary>What to try next; null if there is nothing left.</summary>
    public Proposal? Next()
    {
        if (Array.Find(_trainers, t => t.Trials == 0 && !t.IsOver) is { } untried && untried.Next() is { } first)
            return new Proposal(first, 0);
        Contender? leader = Leader(_contenders.Values);
        if (leader is { Divisions: < DivisionsOfLeader })
            return new Proposal(leader.Candidate, leader.Divisions);
        double loss = leader?.Loss ?? 0, error = Math.Max(LeastError, leader?.StandardError ?? 0);
        while (_trainers.Where(t => !t.IsOver).MinBy(t => t.CostOfImprovement(loss, error, countsSeconds)) is { } trainer)
        {
            if (trainer.Next() is { } candidate)
                return new Proposal(candidate, 0);
        }

        return null;
    }

    public void Update(TrialResult result)
    {
        Trials++;
        Seconds += result.Record.Seconds;
        (Candidate candidate, int division) = result.Proposal;
        if (division == 0)
            _trainers[trainers.ToList().IndexOf(candidate.Trainer)].Update(result);
        if (result.Record.Scores is null || result.Loss == double.MaxValue)
        {
            _contenders.Remove(candidate);
            return;
        }

        if (!_contenders.TryGetValue(candidate, out Contender? contender))
            _contenders.Add(candidate, contender = new Contender(candidate));
        contender.Add(result);
    }

    private static Contender? Leader(IEnumerable<Contender> contenders) => contenders.MinBy(c => c.Loss);
}

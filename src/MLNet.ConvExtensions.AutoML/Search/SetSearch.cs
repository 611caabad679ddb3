using MLNet.ConvExtensions.AutoML.Statistics;

namespace MLNet.ConvExtensions.AutoML.Search;

/// <summary>
/// The search on one feature set. Every trainer's start values come first, the quick trainers before the slow ones. Each trial after that
/// goes to the trainer that is estimated to become better than the best one at the least cost; one in eight goes to the leader again, on
/// other folds, since the best of many is partly lucky. For the same reason a candidate is judged not by its own trials alone, but a little
/// by those of its trainer.
/// </summary>
internal sealed class SetSearch(FeatureSet set, IReadOnlyList<ComparedTrainer> trainers, int seed, bool countsSeconds)
{
    private const int TrialsForEachRepeat = 8;
    private const int MostDivisions = 3;
    private const double WeightOfOthers = 0.5;
    private const double LeastError = 1e-4;

    private readonly TrainerSearch[] _trainers = [.. trainers.Select((t, i) => new TrainerSearch(set, t, Seeds.Mix(seed, i)))];
    private readonly Dictionary<Candidate, Contender> _contenders = [];

    public string Name => set.Name;

    public int Trials { get; private set; }

    public double Seconds { get; private set; }

    /// <summary>The best candidate so far.</summary>
    public Contender? Best => _contenders.Values.MinBy(Estimate);

    /// <summary>What to try next; null if there is nothing left.</summary>
    public Proposal? Next()
    {
        if (Array.Find(_trainers, t => t.Trials == 0 && !t.IsOver) is { } untried && untried.Next() is { } first)
            return new Proposal(first, 0);
        Contender? leader = Best;
        if ((Trials + 1) % TrialsForEachRepeat == 0 && leader is { Divisions: < MostDivisions })
            return new Proposal(leader.Candidate, leader.Divisions);
        double loss = leader?.Loss ?? 0,
            error = Math.Max(LeastError, leader?.StandardError ?? 0);
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

    /// <summary>The mean of its trials, with half a trial of what is usual for its trainer on this set.</summary>
    private double Estimate(Contender contender)
    {
        double[] others =
        [
            .. _contenders
                .Values.Where(c => c.Candidate.Trainer == contender.Candidate.Trainer && c != contender)
                .Select(c => c.Loss)
                .Order(),
        ];
        return others.Length == 0
            ? contender.Loss
            : ((contender.Loss * contender.Divisions) + (WeightOfOthers * others[others.Length / 2]))
                / (contender.Divisions + WeightOfOthers);
    }
}

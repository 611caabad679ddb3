namespace MLNet.ConvExtensions.AutoML.Search;

/// <summary>
/// Whose turn it is. Where trials are counted, feature sets take turns; nothing then depends on measured time, so a seed gives the same
/// trials on every machine. Where time is counted, it is the turn of the set that has had the least of it.
/// </summary>
internal sealed class SearchPlan(IReadOnlyList<FeatureSet> sets, FeatureComparisonOptions options, IReadOnlyList<ComparedTrainer> trainers)
{
    private readonly SetSearch[] _searches =
    [
        .. sets.Select(s => new SetSearch(s, trainers, options.Seed, options.TimeBudget is not null)),
    ];
    private readonly int _trials = options.SearchTrials(sets.Count);

    public IEnumerable<SetSearch> Searches => _searches;

    /// <summary>What to try next; null if all trials were made, or there is nothing left to try.</summary>
    public Proposal? Next()
    {
        if (_searches.Sum(s => s.Trials) >= _trials)
            return null;
        // With a limit to both, a set that is quick doesn't take the trials of the others.
        int most = _trials == int.MaxValue ? int.MaxValue : (_trials + sets.Count - 1) / sets.Count;
        IEnumerable<SetSearch> open = _searches.Where(s => s.Trials < most);
        IEnumerable<SetSearch> inTurn = options.TimeBudget is null
            ? open.OrderBy(s => s.Trials)
            : open.OrderBy(s => Math.Min(s.Trials, 1)).ThenBy(s => s.Seconds);
        return inTurn.Select(s => s.Next()).FirstOrDefault(p => p is not null);
    }

    public void Update(TrialResult result) => _searches.First(s => s.Name == result.Proposal.Candidate.Set).Update(result);
}

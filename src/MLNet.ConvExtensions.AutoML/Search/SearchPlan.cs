namespace MLNet.ConvExtensions.AutoML.Search;

/// <summary>
/// Whose turn it is. Where trials are counted, feature sets take turns; nothing then depends on measured time, so a seed gives the same
/// trials on every machine, and a round of turns can be tried at once. Where time is counted, it is the turn of the set that has had the
/// least of it.
/// </summary>
internal sealed class SearchPlan(IReadOnlyList<FeatureSet> sets, FeatureComparisonOptions options, IReadOnlyList<ComparedTrainer> trainers)
{
    private readonly SetSearch[] _searches =
    [
        .. sets.Select(s => new SetSearch(s, trainers, options.Seed, options.TimeBudget is not null)),
    ];
    private readonly int _trials = options.SearchTrials(sets.Count);

    public IEnumerable<SetSearch> Searches => _searches;

    /// <summary>
    /// What to try next: where trials are counted, a turn of each set whose turn it is, none of which depends on the others; where time is,
    /// one. Empty if all trials were made, or there is nothing left to try.
    /// </summary>
    public IReadOnlyList<Proposal> Next()
    {
        int left = _trials - _searches.Sum(s => s.Trials);
        if (left <= 0)
            return [];
        // With a limit to both, a set that is quick doesn't take the trials of the others.
        int most = _trials == int.MaxValue ? int.MaxValue : (_trials + sets.Count - 1) / sets.Count;
        IEnumerable<SetSearch> open = _searches.Where(s => s.Trials < most);
        IEnumerable<SetSearch> inTurn = options.TimeBudget is null
            ? open.OrderBy(s => s.Trials)
            : open.OrderBy(s => Math.Min(s.Trials, 1)).ThenBy(s => s.Seconds);
        var round = new List<Proposal>();
        int? trials = null;
        foreach (SetSearch search in inTurn.ToArray())
        {
            if (round.Count == (options.TimeBudget is null ? left : 1) || search.Trials > trials)
                break;
            if (search.Next() is not { } proposal)
                continue;
            round.Add(proposal);
            trials = search.Trials;
        }

        return round;
    }

    public void Update(TrialResult result) => _searches.First(s => s.Name == result.Proposal.Candidate.Set).Update(result);
}

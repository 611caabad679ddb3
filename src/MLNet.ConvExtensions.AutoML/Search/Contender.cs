namespace MLNet.ConvExtensions.AutoML.Search;

/// <summary>A candidate and all trials it had that gave a score.</summary>
internal sealed class Contender(Candidate candidate)
{
    private readonly List<TrialResult> _trials = [];

    public Candidate Candidate => candidate;

    public int Divisions => _trials.Count;

    public double Loss => _trials.Average(t => t.Loss);

    public double StandardError => _trials.Average(t => t.StandardError) / Math.Sqrt(_trials.Count);

    public double Seconds => _trials.Average(t => t.Record.Seconds);

    public FoldScores Scores => FoldScores.Mean([.. _trials.Select(t => t.Record.Scores!)]);

    public void Add(TrialResult trial) => _trials.Add(trial);
}

using Microsoft.ML.AutoML;

namespace MLNet.ConvExtensions.Conformance.AutoML;

/// <summary>Does in trial after trial what it was told, and counts.</summary>
internal sealed class ScriptedRunner(params Func<CancellationToken, double>[] losses) : ITrialRunner
{
    private int _trial;

    public int Disposals { get; private set; }

    public List<double> Proposed { get; } = [];

    public Task<TrialResult> RunAsync(TrialSettings settings, CancellationToken ct)
    {
        Proposed.Add(settings.Parameter["space"]["x"].AsType<double>());
        Func<CancellationToken, double> loss = losses[Math.Min(_trial++, losses.Length - 1)];
        return Task.FromResult(new TrialResult { TrialSettings = settings, Loss = loss(ct), Metric = -1, DurationInMilliseconds = 1 });
    }

    public void Dispose() => Disposals++;
}

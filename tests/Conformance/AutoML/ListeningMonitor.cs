using Microsoft.ML.AutoML;

namespace MLNet.ConvExtensions.Conformance.AutoML;

internal sealed class ListeningMonitor : IMonitor
{
    public List<string> Heard { get; } = [];

    public void ReportBestTrial(TrialResult result) => Heard.Add($"best {result.TrialSettings.TrialId}");

    public void ReportCompletedTrial(TrialResult result) => Heard.Add($"completed {result.TrialSettings.TrialId}");

    public void ReportFailTrial(TrialSettings settings, Exception? exception = null) => Heard.Add($"failed {settings.TrialId}: {exception!.Message}");

    public void ReportRunningTrial(TrialSettings settings) => Heard.Add($"running {settings.TrialId}");
}

namespace Microsoft.ML.AutoML;

public interface IMonitor
{
    void ReportCompletedTrial(TrialResult result);

    void ReportBestTrial(TrialResult result);

    void ReportFailTrial(TrialSettings settings, Exception? exception = null);

    void ReportRunningTrial(TrialSettings settings);
}

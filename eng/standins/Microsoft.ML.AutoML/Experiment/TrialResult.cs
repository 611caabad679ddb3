namespace Microsoft.ML.AutoML;

public class TrialResult
{
    public TrialSettings TrialSettings { get; set; } = null!;

    public ITransformer? Model { get; set; }

    public double Loss { get; set; }

    public double Metric { get; set; }

    public double DurationInMilliseconds { get; set; }
}

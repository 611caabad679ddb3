namespace Microsoft.ML.AutoML;

/// <summary>Trial after trial: the tuner proposes, the runner runs, until something asks to stop. The smallest loss is the best.</summary>
public class AutoMLExperiment
{
    private readonly AutoMLExperimentSettings _settings;
    private IMonitor? _monitor;
    private ITrialRunner? _runner;
    private Func<ITuner>? _tuner;
    private int? _maxModels;
    private uint? _seconds;
    private double _bestLoss = double.MaxValue;
    private TrialResult? _best;

    public AutoMLExperiment(MLContext context, AutoMLExperimentSettings settings)
    {
        _settings = settings;
        _settings.Seed ??= context.Environment.Seed;
        _settings.SearchSpace ??= [];
    }

    internal AutoMLExperimentSettings Settings => _settings;

    public AutoMLExperiment AddSearchSpace(string key, SearchSpace.SearchSpace searchSpace)
    {
        _settings.SearchSpace![key] = searchSpace;
        return this;
    }

    public AutoMLExperiment SetTrainingTimeInSeconds(uint trainingTimeInSeconds)
    {
        _settings.MaxExperimentTimeInSeconds = trainingTimeInSeconds;
        _seconds = trainingTimeInSeconds;
        return this;
    }

    public AutoMLExperiment SetMaxModelToExplore(int maxModel)
    {
        _maxModels = maxModel;
        return this;
    }

    public AutoMLExperiment SetMonitor<TMonitor>(TMonitor monitor)
        where TMonitor : class, IMonitor
    {
        _monitor = monitor;
        return this;
    }

    public AutoMLExperiment SetTrialRunner<TTrialRunner>(TTrialRunner runner)
        where TTrialRunner : class, ITrialRunner
    {
        _runner = runner;
        return this;
    }

    public AutoMLExperiment SetTuner<TTuner>(TTuner proposer)
        where TTuner : class, ITuner
    {
        _tuner = () => proposer;
        return this;
    }

    internal AutoMLExperiment SetTuner(Func<ITuner> factory)
    {
        _tuner = factory;
        return this;
    }

    public TrialResult Run() => RunAsync().Result;

    public async Task<TrialResult> RunAsync(CancellationToken ct = default)
    {
        _settings.CancellationToken = ct;
        // A tuner that is missing is found out by the first trial, as in the real package.
        ITuner? tuner = _tuner?.Invoke();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        if (_seconds is { } seconds)
            stop.CancelAfter(TimeSpan.FromSeconds(seconds));
        for (int trial = 0; !stop.IsCancellationRequested && trial < (_maxModels ?? int.MaxValue); trial++)
        {
            var settings = new TrialSettings
            {
                TrialId = trial,
                Parameter = SearchSpace.Parameter.CreateNestedParameter(),
                StartedAtUtc = DateTime.UtcNow,
            };
            settings.Parameter = tuner!.Propose(settings);
            _monitor?.ReportRunningTrial(settings);
            if (!await Try(tuner, settings, stop.Token))
                break;
        }

        return _best ?? throw new TimeoutException(
            "Training time finished without completing a successful trial. Either no trial completed or the metric for all completed trials are NaN or Infinity");
    }

    /// <summary>Whether the experiment goes on.</summary>
    private async Task<bool> Try(ITuner tuner, TrialSettings settings, CancellationToken stop)
    {
        try
        {
            using ITrialRunner runner = _runner ?? throw new InvalidOperationException($"No service for type '{typeof(ITrialRunner)}' has been registered.");
            TrialResult result = await runner.RunAsync(settings, stop);
            result.TrialSettings.EndedAtUtc = DateTime.UtcNow;
            _monitor?.ReportCompletedTrial(result);
            tuner.Update(result);
            if (result.Loss < _bestLoss)
            {
                (_best, _bestLoss) = (result, result.Loss);
                _monitor?.ReportBestTrial(result);
            }
        }
        catch (Exception exception) when (!stop.IsCancellationRequested)
        {
            settings.EndedAtUtc = DateTime.UtcNow;
            _monitor?.ReportFailTrial(settings, exception);
            tuner.Update(new TrialResult { TrialSettings = settings, Loss = double.MaxValue });
            if (_best is null && exception is not (OperationCanceledException or OutOfMemoryException))
                throw;
        }
        catch (Exception) when (stop.IsCancellationRequested)
        {
            return false;
        }

        return true;
    }

    public class AutoMLExperimentSettings : ExperimentSettings
    {
        public int? Seed { get; set; }

        public SearchSpace.SearchSpace? SearchSpace { get; set; }
    }
}

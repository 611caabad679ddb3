using MLNet.ConvExtensions.Training.Loop;

namespace MLNet.ConvExtensions.Training.Trainers.FineTuning;

/// <summary>Decides which weights of a network learn in which epoch, and how fast.</summary>
internal sealed class LearningParts
{
    private readonly IReadOnlyList<DepthStage> _stages;
    private readonly FineTuneOptions _options;
    private TrainableNetwork? _network;

    /// <param name="stages">The backbone's stages, from the image to the features.</param>
    /// <param name="options">The strategy.</param>
    /// <exception cref="ArgumentException">More stages are to learn than there are.</exception>
    public LearningParts(IReadOnlyList<DepthStage> stages, FineTuneOptions options)
    {
        _stages = stages;
        _options = options;
        if (options.Strategy == FineTuneStrategy.LastStages && options.Stages > stages.Count)
        {
            throw new ArgumentException(
                $"{nameof(FineTuneOptions)}.{nameof(FineTuneOptions.Stages)} is {options.Stages}; the backbone has {stages.Count}, so "
                    + $"allowed: 1 to {stages.Count}. They are: {string.Join("; ", stages)}."
            );
        }

        Most = options.Strategy switch
        {
            FineTuneStrategy.Head => 0,
            FineTuneStrategy.LastStages => options.Stages,
            _ => stages.Count,
        };
    }

    /// <summary>The stages that learn at some time, the last ones.</summary>
    public int Most { get; }

    /// <summary>The stages that learn at some time.</summary>
    public IEnumerable<DepthStage> Learning => _stages.Skip(_stages.Count - Most);

    /// <summary>What a checkpoint must agree in.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Identity => [new("the stages that learn", $"{Most} of {_stages.Count}")];

    /// <summary>The groups of weights, each with the factor of its rate; what never learns is in none.</summary>
    public IReadOnlyList<WeightGroup> Groups(TrainableNetwork network)
    {
        _network = network;
        HashSet<string> body = [.. _stages.SelectMany(s => s.Weights)];
        var groups = new List<WeightGroup> { new([.. network.Weights.Where(w => !body.Contains(w.Name)).Select(w => w.Tensor)]) };
        for (int behind = 1; behind <= Most; behind++)
        {
            HashSet<string> names = [.. _stages[^behind].Weights];
            groups.Add(
                new WeightGroup(
                    [.. network.Weights.Where(w => names.Contains(w.Name)).Select(w => w.Tensor)],
                    Math.Pow(_options.StageRateFactor, behind)
                )
            );
        }

        Begin(0);
        return [.. groups.Where(g => g.Weights.Count > 0)];
    }

    /// <summary>Settles what learns in an epoch, from 0.</summary>
    public void Begin(int epoch)
    {
        int count = StagesIn(epoch);
        HashSet<string> frozen = [.. _stages.Take(_stages.Count - count).SelectMany(s => s.Weights)];
        foreach (TrainableWeight weight in _network!.Weights)
            weight.IsTrainable = !frozen.Contains(weight.Name);
        IEnumerable<string> still = _stages.Take(_stages.Count - count).SelectMany(s => s.Statistics);
        if (_options.FreezeBatchStatistics)
            still = still.Concat(
                _stages.Skip(_stages.Count - count).SelectMany(s => s.Statistics).Except(RestoredNormalization.Statistics(_network.Network))
            );
        _network.FixStatistics(still.Where(_network.Statistics.ContainsKey));
    }

    /// <summary>How many stages learn in an epoch, from 0.</summary>
    public int StagesIn(int epoch)
    {
        if (epoch < _options.EffectiveHeadEpochs)
            return 0;
        return _options.Strategy == FineTuneStrategy.Gradual
            ? Math.Min(_stages.Count, 1 + ((epoch - _options.EffectiveHeadEpochs) / _options.EpochsPerStage))
            : Most;
    }
}

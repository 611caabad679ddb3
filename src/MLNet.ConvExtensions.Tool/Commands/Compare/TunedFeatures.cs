using Microsoft.ML;
using MLNet.ConvExtensions.Tool.Images;

namespace MLNet.ConvExtensions.Tool.Commands.Compare;

/// <summary>
/// A fine-tuned network as a stage of features: it learns from the rows that it is fitted on, and gives what the layer in front of its new
/// head says of any row. With the strategy 'head' nothing in front of the head learns, so the features are the network's own and no
/// training is needed.
/// </summary>
internal sealed class TunedFeatures(
    MLContext context,
    Backbone backbone,
    ConvFeaturesOptions features,
    HyperParameterValues values,
    int epochs,
    int seed,
    CancellationToken cancellation
) : IEstimator<ITransformer>
{
    public const int DefaultEpochs = 10;

    private const string Strategy = "Strategy";
    private const string Rate = "Rate";
    private const string LabelColumn = "TunedFeatures.Label";
    private const int BatchSize = 16;

    private static readonly Dictionary<string, FineTuneStrategy> Strategies = new()
    {
        ["head"] = FineTuneStrategy.Head,
        ["last-stages"] = FineTuneStrategy.LastStages,
        ["full"] = FineTuneStrategy.Full,
    };

    /// <summary>What a comparison searches.</summary>
    public static IReadOnlyList<HyperParameter> Space { get; } =
    [
        new ChoiceHyperParameter(Strategy, [.. Strategies.Keys], "last-stages"),
        new RealHyperParameter(Rate, 0.0002, 0.02, start: 0.002, logarithmic: true),
    ];

    public ITransformer Fit(IDataView input)
    {
        FineTuneStrategy strategy = Strategies[values.GetString(Strategy)];
        if (strategy == FineTuneStrategy.Head)
            return context.Transforms.ConvFeatures(backbone, features).Fit(input);
        BackbonePreprocessing preprocessing = backbone.GetPreprocessing(out _);
        IDataView rows = context.Transforms.Conversion.MapValueToKey(LabelColumn, LabelledImages.LabelColumn).Fit(input).Transform(input);
        FineTuneTrainer trainer = context.MulticlassClassification.Trainers.FineTune(
            backbone,
            new FineTuneOptions
            {
                FeatureColumnName = features.InputColumnName ?? features.OutputColumnName,
                LabelColumnName = LabelColumn,
                FeatureLayer = features.Layer,
                Preprocessing = preprocessing,
                Strategy = strategy,
                LearningRate = values.GetDouble(Rate),
                Epochs = epochs,
                BatchSize = (int)Math.Min(BatchSize, input.GetRowCount() ?? BatchSize),
                Callbacks = [new StopOnNaN()],
                Seed = seed,
                Cancellation = cancellation,
            }
        );
        using ConvNetTransformer trained = trainer.Fit(rows);
        if (trained.History.Epochs.Count == 0 || !double.IsFinite(trained.History[TrainingLogs.Loss][^1]))
            throw new InvalidOperationException(trained.History.StopReason ?? "The loss is no number any more.");
        Backbone tuned = Backbone.FromNetwork(backbone.Name, trained.Network, preprocessing, backbone.FeatureLayer);
        return context.Transforms.ConvFeatures(tuned, features).Fit(input);
    }

    public SchemaShape GetOutputSchema(SchemaShape inputSchema) =>
        context.Transforms.ConvFeatures(backbone, features).GetOutputSchema(inputSchema);
}

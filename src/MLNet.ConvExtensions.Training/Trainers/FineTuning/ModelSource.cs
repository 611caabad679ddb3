using Microsoft.ML;
using MLNet.ConvExtensions.Columns;
using MLNet.ConvExtensions.Stages.Trained;

namespace MLNet.ConvExtensions.Training.Trainers.FineTuning;

/// <summary>The network of a fitted model, with its head, for the classes that it knows.</summary>
internal sealed class ModelSource(ITransformer model, DataViewSchema inputSchema, ModelTask task) : INetworkSource
{
    private readonly Lazy<TrainedModel> _trained = new(() => TrainedModel.In(model, inputSchema));

    public ClassList? ClassesFor(ClassList? found, FineTuneOptions options)
    {
        ClassList? known = _trained.Value.Classes;
        if ((task == ModelTask.Multiclass) != (known is not null))
            throw new ArgumentException(
                $"The model predicts {(known is null ? "no classes" : $"the classes {known}")}; use a "
                    + "trainer of the same kind to train it further."
            );
        if (found is null)
            return known;
        if (found.IsOfOtherType(known!))
            throw new ArgumentException(
                $"The label column '{options.LabelColumnName}' has keys of another type than the model's "
                    + $"classes: {found} there; {known} in the model."
            );
        string[] unknown =
        [
            .. found.PlacesIn(known!).Select((place, i) => (place, i)).Where(p => p.place < 0).Select(p => found.NameOf(p.i)),
        ];
        return unknown.Length == 0
            ? known
            : throw new ArgumentException(
                $"The label column '{options.LabelColumnName}' has classes that the model doesn't know: "
                    + $"{string.Join(", ", unknown)}; it knows {known}. "
                    + "Leave these out, or fine-tune a backbone with a new head: the model's network is one."
            );
    }

    public InitialNetwork Create(int outputs, FineTuneOptions options)
    {
        var other = new FineTuneOptions();
        if (
            options.HiddenUnits.Count > 0
            || options.Dropout != other.Dropout
            || options.FeatureLayer is not null
            || options.Pooling != other.Pooling
        )
        {
            throw new ArgumentException(
                $"{nameof(FineTuneOptions.HiddenUnits)}, {nameof(FineTuneOptions.Dropout)}, {nameof(FineTuneOptions.FeatureLayer)} and "
                    + $"{nameof(FineTuneOptions.Pooling)} are of a new head; "
                    + "a model that is trained on keeps its own. Leave them out."
            );
        }

        OnnxNetwork network = _trained.Value.Network.WithOwnStatistics();
        return new InitialNetwork(network, network.CutAt(network.FindFeatureLayer().OutputName), _trained.Value.Preprocessing);
    }
}

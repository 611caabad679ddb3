using Microsoft.ML;
using MLNet.ConvExtensions.Columns;

namespace MLNet.ConvExtensions.Stages.Trained;

/// <summary>The trained network inside a fitted or loaded model.</summary>
/// <param name="Network">What the column of features holds, or planes of images, to logits or shares.</param>
/// <param name="Preprocessing">What is done to images; null where the column holds vectors.</param>
/// <param name="Classes">The classes in the order of the network's outputs; null unless there are several.</param>
internal sealed record TrainedModel(OnnxNetwork Network, BackbonePreprocessing? Preprocessing, ClassList? Classes)
{
    /// <summary>Finds it.</summary>
    /// <param name="model">A fitted model, or one that was loaded with this library's stages given back.</param>
    /// <param name="input">The schema of the model's input.</param>
    /// <exception cref="ArgumentException">There is none, or more than one.</exception>
    public static TrainedModel In(ITransformer model, DataViewSchema input)
    {
        var found = new List<TrainedModel>();
        Collect(model, found);
        if (found.Count != 1)
        {
            throw new ArgumentException(
                found.Count == 0
                    ? $"The model ({model.GetType().Name}) has no trained network of this library. A saved one is to be loaded with "
                        + "Model.LoadWithConvFeatures; features with a linear model can't be trained on."
                    : $"The model has {found.Count} trained networks; needed: one.",
                nameof(model)
            );
        }

        return found[0].Classes is not null ? found[0] : found[0] with { Classes = ClassesOf(model.GetOutputSchema(input)) };
    }

    /// <summary>The network of a stage that makes the scores of a trained one; null of any other stage.</summary>
    public static OnnxNetwork? NetworkOf(ITransformer stage) =>
        stage switch
        {
            NetworkStage own when own.Options.OutputColumnName == TrainedNetworkTransformer.Scores => own.Network,
            ConvFeaturesTransformer own when own.Options.OutputColumnName == TrainedNetworkTransformer.Scores => own.Session.Network.Body,
            _ => null,
        };

    private static void Collect(ITransformer model, List<TrainedModel> found)
    {
        switch (model)
        {
            case TrainedNetworkTransformer trained:
                found.Add(new TrainedModel(trained.Network, trained.Settings.Preprocessing, trained.Settings.Classes));
                break;
            case var stage when NetworkOf(stage) is { } network:
                found.Add(new TrainedModel(network, (stage as ConvFeaturesTransformer)?.Preprocessing, null));
                break;
            case IEnumerable<ITransformer> chain:
                foreach (ITransformer part in chain)
                    Collect(part, found);
                break;
        }
    }

    // A later stage may have put the classes' names in the place of the keys; these are hidden then, not gone.
    private static ClassList? ClassesOf(DataViewSchema output) =>
        output.Where(c => c.Name == "PredictedLabel").Select(ClassList.Of).LastOrDefault(c => c is not null);
}

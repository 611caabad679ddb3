using Microsoft.ML;
using Microsoft.ML.Calibrators;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;

namespace MLNet.ConvExtensions.Insight.Explanations;

/// <summary>Finds the one network that a model is, where it is one: a trained one, or features with a linear model behind.</summary>
internal static class ModelNetwork
{
    private const string Logits = "explained.logits";

    /// <param name="model">The model.</param>
    /// <param name="outputs">How many scores the model has of a photo.</param>
    /// <param name="why">Receives why it isn't one network; null where it is.</param>
    public static ExplainedNetwork? Find(ImageModel model, int outputs, out string? why)
    {
        ITransformer[] stages = [.. StageSequences.Flatten(model.Transformer)];
        ConvFeaturesTransformer[] networks = [.. stages.OfType<ConvFeaturesTransformer>()];
        if (networks is not [{ Preprocessing: { } preprocessing } features] || stages.Any(s => s is HandCraftedFeaturesTransformer))
        {
            why =
                $"The model predicts from {(networks.Length == 0 ? "other features than a network's" : "more than one network's features")}.";
            return null;
        }

        if (features.Crops != ImageCrops.Center)
        {
            why = $"The model averages the features of several parts of the photo ({features.Crops}).";
            return null;
        }

        if (Linear(model, stages, features, outputs, out why) is not { } linear)
            return null;
        if (!linear.IsIdentity)
        {
            OnnxNetwork whole = features.Network.WithDenseLayer(Logits, linear.Weights, linear.Biases);
            return new ExplainedNetwork(whole, preprocessing, ScoresOf(stages));
        }

        // The softmax of a network that was trained here stands in front of a linear model that changes nothing.
        FinalActivation end = features.Network.FindFinalActivation();
        return end.Operator == "Softmax"
            ? new ExplainedNetwork(features.Network.CutAt(end.Tensor), preprocessing, outputs => [ExplainedNetwork.Softmax(outputs)])
            : new ExplainedNetwork(features.Network, preprocessing, ScoresOf(stages));
    }

    private static LinearWeights? Linear(
        ImageModel model,
        ITransformer[] stages,
        ConvFeaturesTransformer features,
        int outputs,
        out string? why
    )
    {
        why = null;
        ISingleFeaturePredictionTransformer<object>[] trainers = [.. stages.OfType<ISingleFeaturePredictionTransformer<object>>()];
        // No trainer of ML.NET predicts several labels or numbers: the network was trained to.
        if (trainers.Length == 0 && (model.IsMultilabel || model.NumberOfValues > 1) && features.FeatureCount == outputs)
            return LinearWeights.Identity(outputs);
        if (trainers is not [var trainer])
        {
            why =
                trainers.Length == 0 ? "The model's predictions are of no linear model." : $"The model has {trainers.Length} models in it.";
            return null;
        }

        if (LinearWeights.Of(trainer.Model) is not { } own)
        {
            why = $"The model's trainer made no linear model, but {Name(trainer.Model)}, which has no gradients.";
            return null;
        }

        ITransformer[] between = [.. stages.Skip(Array.IndexOf(stages, features) + 1).TakeWhile(stage => stage != trainer)];
        bool direct = between.Length == 0 && trainer.FeatureColumnName == features.OutputColumnName;
        LinearWeights? columns = direct
            ? null
            : ColumnProbe.Find(between, features.OutputColumnName, features.FeatureCount, trainer.FeatureColumnName, out why);
        if (!direct && columns is null)
            return null;
        int given = columns?.Biases.Length ?? features.FeatureCount;
        if (given == own.Inputs)
            return columns is null ? own : own.Behind(columns);
        why = $"The model's trainer takes {own.Inputs} values in the column '{trainer.FeatureColumnName}'; {given} are the network's.";
        return null;
    }

    private static Func<float[], float[][]>? ScoresOf(ITransformer[] stages) =>
        stages.OfType<ISingleFeaturePredictionTransformer<object>>().SingleOrDefault()?.Model switch
        {
            MaximumEntropyModelParameters => static outputs => [ExplainedNetwork.Softmax(outputs)],
            OneVersusAllModelParameters each => OneVersusAll(each),
            _ => static outputs => [outputs],
        };

    /// <summary>A model for each class: they are taken as they are, by a softmax, or calibrated, with a sum of 1 or without.</summary>
    private static Func<float[], float[][]>? OneVersusAll(OneVersusAllModelParameters each)
    {
        object?[] calibrators = [.. LinearWeights.Parts(each).Select(part => LinearWeights.Inner(part, "Calibrator"))];
        if (Array.TrueForAll(calibrators, c => c is null))
            return static outputs => [outputs, ExplainedNetwork.Softmax(outputs)];
        if (!Array.TrueForAll(calibrators, c => c is PlattCalibrator))
            return null;
        return outputs =>
        {
            float[] shares = [.. outputs.Zip(calibrators, (x, c) => Calibrated((PlattCalibrator)c!, x))];
            float sum = shares.Sum();
            return [outputs, ExplainedNetwork.Softmax(outputs), shares, Array.ConvertAll(shares, s => s / sum)];
        };
    }

    private static float Calibrated(PlattCalibrator calibrator, float output) =>
        (float)(1 / (1 + Math.Exp((calibrator.Slope * output) + calibrator.Offset)));

    private static string Name(object model) => (LinearWeights.Inner(model, "SubModel") ?? model).GetType().Name.Split('`')[0];
}

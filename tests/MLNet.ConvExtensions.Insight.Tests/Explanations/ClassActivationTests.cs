using System.Collections.Immutable;
using System.Numerics.Tensors;
using System.Reflection;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;
using Microsoft.ML.Transforms;
using MLNet.ConvExtensions.Tests.Support;

namespace MLNet.ConvExtensions.Insight.Tests.Explanations;

public sealed class ClassActivationTests
{
    private static readonly MLContext Ml = new(seed: 1);

    public static TheoryData<string> Trainers =>
        ["maximum entropy", "maximum entropy, normalized", "one versus all", "not calibrated", "svm"];

    [Fact]
    public void Map_and_bias_add_up_to_the_logit_that_the_network_computes()
    {
        Backbone backbone = SmallNetworks.Backbone(SmallNetworks.Pooled);
        using ImageExplainer explainer = Ml.Model.CreateImageExplainer(
            backbone,
            new ExplanationOptions { Method = ExplanationMethod.ClassActivation, Class = "cat" }
        );
        float[][] logits = Columns<float[]>(backbone, "logits");
        foreach ((ImageExplanation found, float[] expected) in explainer.Explain(Photos.Some).Zip(logits))
        {
            Assert.Equal((2, "cat"), (found.ClassIndex, found.Class));
            AssertClose(expected[2], TensorPrimitives.Sum(found.Map!.Values) + found.Bias!.Value);
            AssertClose(expected[2], found.Logit!.Value);
        }
    }

    [Theory]
    [MemberData(nameof(Trainers))]
    public void Map_of_a_recipe_is_the_sum_of_the_maps_by_the_trainers_weights(string trainer)
    {
        Backbone backbone = Backbone.FromNetwork("pooled", SmallNetworks.Pooled, SmallNetworks.Preprocessing, "averages");
        IDataView photos = Ml.Data.LoadImageFolder(Photos.Folder);
        ITransformer model = Recipe(backbone, trainer).Fit(photos);
        (float[] weights, float bias) = WeightsOf(model, trainer, classIndex: 1);
        float[][] maps = Columns<float[]>(backbone, "relu2");
        using ImageExplainer explainer = Ml.Model.CreateImageExplainer(model, photos.Schema, new ExplanationOptions { Class = "striped" });
        Assert.Equal((ExplanationMethod.ClassActivation, null), (explainer.Method, explainer.Remark));
        foreach ((ImageExplanation found, float[] map) in explainer.Explain(Photos.Some).Zip(maps))
        {
            int size = found.Map!.Width * found.Map.Height;
            Assert.Equal(SmallNetworks.Side / 2 * SmallNetworks.Side / 2, size);
            AssertClose(bias, found.Bias!.Value);
            for (int i = 0; i < size; i++)
                AssertClose(weights.Select((w, k) => (double)w * map[(k * size) + i] / size).Sum(), found.Map.Values[i]);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Binary_models_are_explained_for_and_against(bool calibrated)
    {
        Backbone backbone = Backbone.FromNetwork("pooled", SmallNetworks.Pooled, SmallNetworks.Preprocessing, "averages");
        IDataView photos = Ml.Data.LoadImageFolder(Photos.Folder);
        IEstimator<ITransformer> trainer = calibrated
            ? Ml.BinaryClassification.Trainers.LbfgsLogisticRegression()
            : Ml.BinaryClassification.Trainers.LinearSvm();
        ITransformer model = Ml
            .Transforms.CustomMapping<Named, Marked>((from, to) => to.Label = from.Label == "striped", null)
            .Append(Ml.Transforms.ConvFeatures("Features", "ImagePath", backbone))
            .Append(trainer)
            .Fit(photos);
        using ImageExplainer yes = Ml.Model.CreateImageExplainer(model, photos.Schema, new ExplanationOptions { Class = "true" }),
            no = Ml.Model.CreateImageExplainer(model, photos.Schema, new ExplanationOptions { Class = "false" });
        float[] scores = [.. model.Transform(photos).GetColumn<float>("Score")];
        for (int i = 0; i < Photos.Some.Length; i++)
        {
            ImageExplanation pro = yes.Explain(Photos.Some[i]),
                contra = no.Explain(Photos.Some[i]);
            AssertClose(scores[i], TensorPrimitives.Sum(pro.Map!.Values) + pro.Bias!.Value);
            AssertClose(-scores[i], TensorPrimitives.Sum(contra.Map!.Values) + contra.Bias!.Value);
            Assert.Equal(1, pro.Probability!.Value + contra.Probability!.Value, 5);
        }
    }

    [Theory]
    [MemberData(nameof(Trainers))]
    public void Saved_models_are_explained_as_those_in_memory(string trainer)
    {
        using var folder = new TemporaryFolder();
        Backbone backbone = Backbone.FromNetwork("pooled", SmallNetworks.Pooled, SmallNetworks.Preprocessing, "averages");
        IDataView photos = Ml.Data.LoadImageFolder(Photos.Folder);
        ITransformer model = Recipe(backbone, trainer).Fit(photos);
        Ml.Model.Save(model, photos.Schema, folder.File("model.zip"));
        using ImageModel loaded = Ml.Model.LoadImageModel(folder.File("model.zip"));
        using ImageExplainer ofLoaded = Ml.Model.CreateImageExplainer(loaded),
            inMemory = Ml.Model.CreateImageExplainer(model, photos.Schema);
        Assert.Equal(ExplanationMethod.ClassActivation, ofLoaded.Method);
        ImageExplanation expected = inMemory.Explain(Photos.Some[0]),
            found = ofLoaded.Explain(Photos.Some[0]);
        Assert.Equal(expected.Class, found.Class);
        Assert.Equal(expected.Map!.Values.ToArray(), found.Map!.Values.ToArray());
    }

    [Fact]
    public void Predicted_class_is_explained_where_none_is_named()
    {
        Backbone backbone = SmallNetworks.Backbone(SmallNetworks.Pooled);
        using ImageExplainer explainer = Ml.Model.CreateImageExplainer(backbone);
        float[][] logits = Columns<float[]>(backbone, "logits");
        foreach ((ImageExplanation found, float[] expected) in explainer.Explain(Photos.Some).Zip(logits))
        {
            Assert.Equal(TensorPrimitives.IndexOfMax<float>(expected), found.ClassIndex);
            Assert.Equal(found.Prediction!.Probability, found.Probability);
        }
    }

    [Fact]
    public void Networks_whose_end_is_not_linear_in_averages_are_refused_with_what_works()
    {
        var error = Assert.Throws<NotSupportedException>(() =>
            Ml.Model.CreateImageExplainer(
                SmallNetworks.Backbone(SmallNetworks.Flat),
                new ExplanationOptions { Method = ExplanationMethod.ClassActivation }
            )
        );
        Assert.Contains("averages over all positions", error.Message, StringComparison.Ordinal);
        Assert.Contains("GradCam and Occlusion can", error.Message, StringComparison.Ordinal);
    }

    private static IEstimator<ITransformer> Recipe(Backbone backbone, string trainer)
    {
        IEstimator<ITransformer> features = Ml
            .Transforms.Conversion.MapValueToKey("Label")
            .Append(Ml.Transforms.ConvFeatures("Features", "ImagePath", backbone));
        if (trainer.EndsWith("normalized", StringComparison.Ordinal))
            features = features.Append(Ml.Transforms.NormalizeMeanVariance("Features", fixZero: false));
        MulticlassClassificationCatalog.MulticlassClassificationTrainers all = Ml.MulticlassClassification.Trainers;
        IEstimator<ITransformer> last = trainer switch
        {
            "one versus all" => all.OneVersusAll(Ml.BinaryClassification.Trainers.LbfgsLogisticRegression()),
            "svm" => all.OneVersusAll(Ml.BinaryClassification.Trainers.LinearSvm()),
            "not calibrated" => all.SdcaNonCalibrated(
                new SdcaNonCalibratedMulticlassTrainer.Options { NumberOfThreads = 1, MaximumNumberOfIterations = 5 }
            ),
            _ => all.LbfgsMaximumEntropy(),
        };
        return features.Append(last);
    }

    /// <summary>The weights and the bias of a class, of the features as they come from the network.</summary>
    private static (float[] Weights, float Bias) WeightsOf(ITransformer model, string trainer, int classIndex)
    {
        ITransformer[] stages = [.. StageSequences.Flatten(model)];
        object last = ((ISingleFeaturePredictionTransformer<object>)stages[^1]).Model;
        if (trainer is "one versus all" or "svm")
        {
            object one = ((IEnumerable<object>)Inner(last, "SubModelParameters")!).ElementAt(classIndex);
            var linear = (LinearModelParameters)(Inner(one, "SubModel") ?? one);
            return ([.. linear.Weights], linear.Bias);
        }

        var several = (LinearMulticlassModelParametersBase)last;
        VBuffer<float>[]? rows = null;
        several.GetWeights(ref rows, out _);
        float[] weights = [.. rows[classIndex].DenseValues()];
        float bias = several.GetBiases().ElementAt(classIndex);
        if (!trainer.EndsWith("normalized", StringComparison.Ordinal))
            return (weights, bias);
        var normalizer = (NormalizingTransformer.AffineNormalizerModelParameters<ImmutableArray<float>>)
            ((NormalizingTransformer)stages[^2]).GetNormalizerModelParameters(0);
        double shift = weights.Select((w, i) => (double)w * normalizer.Scale[i] * normalizer.Offset[i]).Sum();
        return ([.. weights.Select((w, i) => w * normalizer.Scale[i])], (float)(bias - shift));
    }

    /// <summary>A property of a type that only ML.NET can name.</summary>
    private static object? Inner(object model, string property) =>
        model
            .GetType()
            .GetProperties(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance)
            .FirstOrDefault(p => p.Name == property)
            ?.GetValue(model);

    private static T[] Columns<T>(Backbone backbone, string layer)
    {
        IDataView photos = Ml.Data.LoadFromEnumerable(Photos.Some.Select(p => new Photo { ImagePath = p }));
        using ConvFeaturesTransformer stage = Ml
            .Transforms.ConvFeatures("Values", "ImagePath", backbone, layer, FeaturePooling.None)
            .Fit(photos);
        return [.. stage.Transform(photos).GetColumn<T>("Values")];
    }

    private static void AssertClose(double expected, double actual) =>
        Assert.InRange(Math.Abs(expected - actual), 0, 1e-5 * Math.Max(1, Math.Abs(expected)));

    private sealed class Photo
    {
        public string ImagePath { get; set; } = "";
    }

    private sealed class Named
    {
        public string Label { get; set; } = "";
    }

    private sealed class Marked
    {
        public bool Label { get; set; }
    }
}

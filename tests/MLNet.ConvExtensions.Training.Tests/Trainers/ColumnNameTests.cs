using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.Tests.EstimatorChecks;
using MLNet.ConvExtensions.Training.Tests.Trainers.ConvNet;

namespace MLNet.ConvExtensions.Training.Tests.Trainers;

/// <summary>Trainers take the names of their columns without options, as ML.NET's own do.</summary>
public sealed class ColumnNameTests
{
    private static readonly MLContext Ml = new(1);

    private static OnnxNetwork Images { get; } =
        NetworkBuilder.Image(8, 8, 3).Conv(2, 3).Relu().GlobalAveragePool().Dense(2).Build("images");

    private static Backbone Backbone { get; } = Backbone.FromNetwork("images", Images);

    [Fact]
    public void Those_that_are_given_are_read() =>
        Assert.All(
            new IEstimator<ITransformer>[]
            {
                Ml.MulticlassClassification.Trainers.ConvNet(Small.Network(2), "Kind", "Photo"),
                Ml.MulticlassClassification.Trainers.ConvNet(Small.Network, "Kind", "Photo"),
                Ml.BinaryClassification.Trainers.ConvNet(Small.Network(1), "Kind", "Photo"),
                Ml.Regression.Trainers.ConvNet(Small.Network(1), "Kind", "Photo"),
                Ml.MulticlassClassification.Trainers.FineTune(Backbone, "Kind", "Photo"),
                Ml.BinaryClassification.Trainers.FineTune(Backbone, "Kind", "Photo"),
                Ml.Regression.Trainers.FineTune(Backbone, "Kind", "Photo"),
            },
            trainer => AssertReads(trainer, "Kind", "Photo")
        );

    [Fact]
    public void Otherwise_they_are_Label_and_Features() =>
        Assert.All(
            new IEstimator<ITransformer>[]
            {
                Ml.MulticlassClassification.Trainers.ConvNet(Small.Network(2)),
                Ml.MulticlassClassification.Trainers.ConvNet(Small.Network),
                Ml.BinaryClassification.Trainers.ConvNet(Small.Network(1)),
                Ml.Regression.Trainers.ConvNet(Small.Network(1)),
                Ml.MulticlassClassification.Trainers.FineTune(Backbone),
                Ml.BinaryClassification.Trainers.FineTune(Backbone),
                Ml.Regression.Trainers.FineTune(Backbone),
            },
            trainer => AssertReads(trainer, "Label", "Features")
        );

    [Fact]
    public void A_model_is_trained_on_by_the_columns_that_are_given()
    {
        ConvNetOptions first = Small.Options with { Epochs = 1 };
        IDataView keys = Rows("key", "Label", "Features"),
            answers = Rows("bool", "Label", "Features"),
            numbers = Rows("number", "Label", "Features");
        using ConvNetTransformer several = Ml.MulticlassClassification.Trainers.ConvNet(Small.Network(2), first).Fit(keys);
        using ConvNetTransformer yesOrNo = Ml.BinaryClassification.Trainers.ConvNet(Small.Network(1), first).Fit(answers);
        using ConvNetTransformer number = Ml.Regression.Trainers.ConvNet(Small.Network(1), first).Fit(numbers);
        DataViewSchema schema = keys.Schema;
        AssertReads(Ml.MulticlassClassification.Trainers.FineTune(several, schema, "Kind", "Photo"), "Kind", "Photo");
        AssertReads(Ml.BinaryClassification.Trainers.FineTune(yesOrNo, schema, "Kind", "Photo"), "Kind", "Photo");
        AssertReads(Ml.Regression.Trainers.FineTune(number, schema, "Kind", "Photo"), "Kind", "Photo");
    }

    [Fact]
    public void Features_without_labels_are_learned_from_one_column_into_another() =>
        Assert.All(
            new IEstimator<ITransformer>[]
            {
                Ml.Transforms.PretrainAutoencoder("Deep", "Photo", Images),
                Ml.Transforms.PretrainRotation("Deep", "Photo", Images),
                Ml.Transforms.PretrainContrastive("Deep", "Photo", Images),
            },
            estimator =>
            {
                Assert.Contains("'Photo'", Refusal(estimator, Rows("key", "Kind", "Other")), StringComparison.Ordinal);
                var probe = new ShapeProbe(Ml);
                // There are no rows to learn from, but the columns are told before.
                Refusal(estimator, Ml.Data.LoadFromEnumerable(new List<PathRow>()), probe);
                Assert.Contains("Deep", probe.Promised!.Select(c => c.Name));
            }
        );

    private static void AssertReads(IEstimator<ITransformer> trainer, string label, string features)
    {
        Assert.Contains($"'{features}'", Refusal(trainer, Rows("key", "Other", "Another")), StringComparison.Ordinal);
        Assert.Contains($"'{label}'", Refusal(trainer, Rows("key", "Other", features)), StringComparison.Ordinal);
    }

    /// <summary>What a chain that begins with the estimator says of data without its columns, or without rows.</summary>
    private static string Refusal(IEstimator<ITransformer> estimator, IDataView data, ShapeProbe? probe = null) =>
        Assert.ThrowsAny<Exception>(() => estimator.Append(probe ?? new ShapeProbe(Ml)).Fit(data)).Message;

    /// <summary>Rows with a label of a type and a vector, under these names.</summary>
    private static IDataView Rows(string kind, string label, string features)
    {
        IDataView rows = Ml.Data.LoadFromEnumerable(
            Enumerable
                .Range(0, 8)
                .Select(i => new Row
                {
                    Number = i % 2,
                    Yes = i % 2 == 1,
                    Values = [i % 2, 1, 2, 3],
                })
                .ToList()
        );
        IEstimator<ITransformer> labels = kind switch
        {
            "key" => Ml.Transforms.Conversion.MapValueToKey(label, nameof(Row.Number)),
            "bool" => Ml.Transforms.CopyColumns(label, nameof(Row.Yes)),
            _ => Ml.Transforms.CopyColumns(label, nameof(Row.Number)),
        };
        return labels.Append(Ml.Transforms.CopyColumns(features, nameof(Row.Values))).Fit(rows).Transform(rows);
    }

    private sealed class Row
    {
        public float Number { get; set; }

        public bool Yes { get; set; }

        [VectorType(4)]
        public float[] Values { get; set; } = [];
    }

    private sealed class PathRow
    {
        public string Photo { get; set; } = "";
    }
}

using Microsoft.ML;
using MLNet.ConvExtensions.Tests.Support;
using static MLNet.ConvExtensions.Training.Tests.Trainers.ConvNet.VectorLabels;
using static MLNet.ConvExtensions.Training.Tests.Trainers.FineTuning.FineTuneData;

namespace MLNet.ConvExtensions.Training.Tests.Trainers.ConvNet;

/// <summary>Labels that are vectors, and don't fit: errors that say what is needed.</summary>
public sealed class VectorLabelRefusalTests
{
    private readonly MLContext _ml = new(1);

    [Fact]
    public void What_does_not_fit_is_named()
    {
        Refused(Numbers, Untrained(3), Usual(), "has 3 values for each row; needed: 2, one for each element of column 'Label'");
        OnnxNetwork exclusive = NetworkBuilder.Image(8, 8, 1, seed: 1).Flatten().Dense(2).Softmax().Build();
        Refused(Labels, exclusive, Usual(), "ends in Softmax", "need a Sigmoid");
        ConvNetOptions weighted = Usual() with { ClassWeights = [1, 2] };
        Refused(Labels, Untrained(2), weighted, "ClassWeights has 2 values; a row of several labels has no one class");
        foreach (string form in new[] { Labels, Numbers })
            Refused(
                form,
                Untrained(2),
                Usual() with
                {
                    ClassBalance = 1,
                },
                "ClassBalance is 1; allowed: 0 where a row's label isn't one class"
            );
        string halves = Assert
            .Throws<ArgumentException>(() =>
                _ml.MultilabelClassification().Trainers.ConvNet(Untrained(2), Usual()).Fit(Labelled(20, 1, Numbers))
            )
            .Message;
        Assert.Matches(@"Row \d+, column 'Label': the label at \d is .*; needed: 0 or 1", halves);
        string number = Assert
            .Throws<ArgumentException>(() =>
                _ml.MultilabelClassification()
                    .Trainers.ConvNet(Untrained(1), Usual() with { LabelColumnName = "Number" })
                    .Fit(Stripes(20, 1))
            )
            .Message;
        Assert.Contains("The label column 'Number' has type Single; needed: a vector of Boolean", number, StringComparison.Ordinal);
        string key = Assert
            .Throws<ArgumentException>(() => _ml.Regression.Trainers.ConvNet(Untrained(1), Usual()).Fit(Stripes(20, 1)))
            .Message;
        Assert.Contains("needed: Single, or a vector of Single of known length", key, StringComparison.Ordinal);
    }

    [Fact]
    public void A_validation_set_has_labels_of_the_same_length()
    {
        IDataView other = _ml
            .Transforms.Concatenate("Label", "Label", "Label")
            .Fit(Labelled(20, 2, Numbers))
            .Transform(Labelled(20, 2, Numbers));
        Refused(
            Numbers,
            Untrained(2),
            Usual() with
            {
                ValidationSet = other,
            },
            "The labels of the ValidationSet have 4 elements, and those of the training data 2"
        );
    }

    [Fact]
    public void Labels_that_all_rows_have_or_none_are_told()
    {
        var log = new MessageLog();
        IDataView some = Labelled(30, 1, Labels, r => r.Down = 1);
        using (_ml.MultilabelClassification().Trainers.ConvNet(Untrained(2), Usual() with { Epochs = 1, Logger = log }).Fit(some)) { }
        Assert.Contains(
            log.Messages,
            m => m.Contains("Nothing can be learned of labels that all rows have, or none: Down (all rows)", StringComparison.Ordinal)
        );

        IDataView all = Labelled(30, 1, Labels, r => (r.Across, r.Down) = (0, 1));
        string message = Assert
            .Throws<ArgumentException>(() => _ml.MultilabelClassification().Trainers.ConvNet(Untrained(2), Usual()).Fit(all))
            .Message;
        Assert.Contains("All 30 rows have the same labels in column 'Label'", message, StringComparison.Ordinal);
    }

    private static void Refused(string form, OnnxNetwork network, ConvNetOptions options, params string[] parts)
    {
        string message = Assert.ThrowsAny<Exception>(() => Trainer(form, options, network).Fit(Labelled(20, 1, form))).Message;
        Assert.All(parts, part => Assert.Contains(part, message, StringComparison.Ordinal));
    }
}

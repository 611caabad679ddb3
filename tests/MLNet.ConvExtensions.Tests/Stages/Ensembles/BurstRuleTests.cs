using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.ConvExtensions.Tests.Stages.Ensembles;

public sealed class BurstRuleTests
{
    private readonly MLContext _context = new(1);

    [Fact]
    public void By_the_maximum_every_row_gets_the_scores_of_the_surest_row_of_its_group()
    {
        IDataView output = Judge(
            new BurstEnsembleOptions { Rule = BurstRule.Maximum },
            ("1", [0.6f, 0.3f, 0.1f]),
            ("2", [0.2f, 0.5f, 0.3f]),
            ("1", [0.1f, 0.2f, 0.7f]),
            ("1", [float.NaN, float.NaN, float.NaN]),
            ("3", [float.NaN, float.NaN, float.NaN])
        );
        float[][] scores = [.. output.GetColumn<float[]>("Score")];
        Assert.Equal([0.1f, 0.2f, 0.7f], scores[0]);
        Assert.Equal([0.2f, 0.5f, 0.3f], scores[1]);
        Assert.Equal([0.1f, 0.2f, 0.7f], scores[2]);
        Assert.Equal([0.1f, 0.2f, 0.7f], scores[3]);
        Assert.All(scores[4], s => Assert.True(float.IsNaN(s)));
        Assert.Equal([3u, 2u, 3u, 3u, 0u], output.GetColumn<uint>("PredictedLabel"));
    }

    [Fact]
    public void By_smoothing_a_single_other_class_becomes_that_of_four_with_its_score_exchanged()
    {
        IDataView output = Judge(
            new BurstEnsembleOptions { Rule = BurstRule.Smoothing },
            ("1", [0.6f, 0.3f, 0.1f]),
            ("1", [0.7f, 0.2f, 0.1f]),
            ("1", [0.1f, 0.8f, 0.1f]),
            ("2", [0.1f, 0.8f, 0.1f]),
            ("1", [0.7f, 0.2f, 0.1f]),
            ("1", [0.7f, 0.2f, 0.1f]),
            ("1", [0.3f, 0.4f, 0.3f]),
            ("1", [float.NaN, float.NaN, float.NaN])
        );
        float[][] scores = [.. output.GetColumn<float[]>("Score")];
        Assert.Equal([0.6f, 0.3f, 0.1f], scores[0]);
        Assert.Equal([0.8f, 0.1f, 0.1f], scores[2]);
        Assert.Equal([0.3f, 0.4f, 0.3f], scores[6]);
        Assert.Equal([1u, 1u, 1u, 2u, 1u, 1u, 2u, 0u], output.GetColumn<uint>("PredictedLabel"));
    }

    [Fact]
    public void By_smoothing_unknown_becomes_the_class_of_two()
    {
        (string, float[])[] rows = [("1", [0.6f, 0.3f, 0.1f]), ("1", [0.1f, 0.2f, 0.7f]), ("1", [0.7f, 0.2f, 0.1f])];
        Assert.Equal([1u, 1u, 1u], Judge(new BurstEnsembleOptions { Rule = BurstRule.Smoothing }, rows).GetColumn<uint>("PredictedLabel"));
        BurstEnsembleOptions none = new()
        {
            Rule = BurstRule.Smoothing,
            Smoothing = new ClassSmoothingOptions { OtherClasses = [] },
        };
        Assert.Equal([1u, 3u, 1u], Judge(none, rows).GetColumn<uint>("PredictedLabel"));
    }

    [Fact]
    public void Options_out_of_range_are_refused_by_name()
    {
        Assert.StartsWith(
            "ClassSmoothingOptions.MinConfidence is 2; allowed: 0 to 1.",
            Assert
                .Throws<ArgumentException>(() =>
                    Judge(new BurstEnsembleOptions { Smoothing = new ClassSmoothingOptions { MinConfidence = 2 } }, ("1", [1, 0, 0]))
                )
                .Message,
            StringComparison.Ordinal
        );
        Assert.StartsWith(
            "BurstEnsembleOptions.Rule is 7; allowed: Average, Maximum, Smoothing.",
            Assert.Throws<ArgumentException>(() => Judge(new BurstEnsembleOptions { Rule = (BurstRule)7 }, ("1", [1, 0, 0]))).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Lists_are_smoothed_by_name_whatever_the_capitals_of_unknown()
    {
        Assert.Equal(["deer", "deer", "deer", "elk"], ClassSmoothing.Smooth(["deer", "Unknown", "deer", "elk"], [0.9f, 0.5f, 0.5f, 0.49f]));
        Assert.Equal(["deer", "unknown", "elk"], ClassSmoothing.Smooth(["deer", "unknown", "elk"], [1, 1, 1]));
        Assert.Throws<ArgumentException>(() => ClassSmoothing.Smooth(["deer"], []));
    }

    private IDataView Judge(BurstEnsembleOptions options, params (string Burst, float[] Scores)[] photos)
    {
        Members.Input[] rows =
        [
            .. photos.Select(p => new Members.Input
            {
                Kind = "lynx",
                Burst = p.Burst,
                Score0 = Members.Dense(p.Scores),
            }),
        ];
        IDataView data = Members.View(_context, rows, ["lynx", "owl", "unknown"], 3);
        return _context
            .MulticlassClassification.Trainers.BurstEnsemble(
                Members.Classifier(_context, 0, "lynx", "owl", "unknown"),
                options with
                {
                    GroupColumnName = "Burst",
                }
            )
            .Fit(data)
            .Transform(data);
    }
}

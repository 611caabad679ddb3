using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.ConvExtensions.Tests.Stages.Decisions;

/// <summary>Thresholds of probability, compared with scipy (make_decisions.py).</summary>
public sealed class ThresholdTests
{
    private readonly MLContext _ml = new(1);

    public static TheoryData<string, ThresholdOptions> Targets =>
        new()
        {
            {
                "recall",
                new ThresholdOptions { TargetRecall = 0.9, TargetClass = "manul" }
            },
            {
                "precision",
                new ThresholdOptions { TargetPrecision = 0.9, TargetClass = "manul" }
            },
            {
                "bounded",
                new ThresholdOptions
                {
                    TargetRecall = 0.8,
                    TargetClass = "manul",
                    IsBoundRequired = true,
                }
            },
            {
                "sure",
                new ThresholdOptions { TargetPrecision = 0.95 }
            },
        };

    [Theory]
    [MemberData(nameof(Targets))]
    public void The_threshold_is_the_one_that_reaches_the_target(string name, ThresholdOptions options)
    {
        double[] expected =
        [
            .. ScoredCases.Expected.GetProperty("thresholds").GetProperty(name).EnumerateArray().Select(v => v.GetDouble()),
        ];
        using ThresholdTransformer found = _ml.MulticlassClassification.Decisions().Threshold(options).Fit(ScoredCases.Rows(_ml));

        Assert.Equal(expected[0], found.Choice.Threshold, 1e-7);
        Assert.Equal(expected[1], found.Choice.Precision.Value, 1e-9);
        Assert.Equal(expected[2], found.Choice.Recall.Value, 1e-9);
    }

    [Fact]
    public void A_class_is_said_from_its_threshold_on_and_the_next_one_below()
    {
        float[][] scores =
        [
            [0.6f, 0.3f, 0.1f, 0],
            [0.7f, 0.29f, 0.01f, 0],
            [0.1f, 0.8f, 0.1f, 0],
            [0.2f, 0.25f, 0.15f, 0.4f],
        ];
        var options = new ThresholdOptions { Probability = 0.3f, TargetClass = "manul" };
        AssertSaid(["manul", "lynx", "manul", "serval"], scores, options);
        AssertSaid(["lynx", "lynx", "lynx", "serval"], scores, options with { Probability = 0.85f });
    }

    [Fact]
    public void Without_a_class_none_is_said_below_the_threshold() =>
        AssertSaid(
            ["lynx", null, "manul", null],
            [
                [0.6f, 0.3f, 0.1f, 0],
                [0.4f, 0.3f, 0.2f, 0.1f],
                [0.1f, 0.8f, 0.1f, 0],
                [float.NaN, 0, 0, 1],
            ],
            new ThresholdOptions { Probability = 0.5f }
        );

    [Fact]
    public void Of_scores_that_are_no_probabilities_no_class_is_said() =>
        AssertSaid(
            [null],
            [
                [3f, 1, 0, -1],
            ],
            new ThresholdOptions { Probability = 0.5f }
        );

    [Fact]
    public void A_fine_tuned_classifier_of_two_classes_says_true_from_the_probability_on()
    {
        IDataView data = _ml.Data.LoadFromEnumerable(
            new[] { 0.2f, 0.3f, 0.31f, 0.9f, float.NaN }.Select(p => new Binary { Probability = p })
        );
        ITransformer model = _ml.Transforms.CopyColumns("Copy", "Score").Fit(data);
        using TransformerChain<ITransformer> found = _ml.BinaryClassification.WithThreshold(model, 0.3f);

        bool[] expected = [false, true, true, true, false];
        Assert.Equal(expected, found.Transform(data).GetColumn<bool>("PredictedLabel"));
        Assert.Equal(expected, ScoredCases.Saved(_ml, found, data).GetColumn<bool>("PredictedLabel"));
    }

    [Fact]
    public void A_threshold_of_two_classes_is_learned_from_their_probabilities()
    {
        IDataView data = _ml.Data.LoadFromEnumerable(
            Enumerable.Range(0, 20).Select(i => new Binary { Probability = i / 20f, Label = i is 5 or > 9 })
        );
        using ThresholdTransformer all = _ml.BinaryClassification.Threshold(new ThresholdOptions { TargetRecall = 1 }).Fit(data);
        using ThresholdTransformer most = _ml.BinaryClassification.Threshold(new ThresholdOptions { TargetRecall = 0.9 }).Fit(data);

        Assert.Equal(0.25f, all.Choice.Threshold);
        Assert.Equal(0.5f, most.Choice.Threshold);
        Assert.Equal(10 / 11.0, most.Choice.Recall.Value, 1e-12);
        Assert.Equal(10, most.Transform(data).GetColumn<bool>("PredictedLabel").Count(p => p));
    }

    [Fact]
    public void A_model_with_its_threshold_keeps_it_when_it_is_saved()
    {
        IDataView data = ScoredCases.Rows(_ml);
        ITransformer model = _ml.Transforms.CopyColumns("Copy", "Score").Fit(data);
        using TransformerChain<ITransformer> found = _ml.MulticlassClassification.WithThreshold(model, data.Schema, 0.9f);
        string?[] expected =
        [
            .. ScoredCases.Vectors("shares").Select(s => s.Max() >= 0.9f ? ScoredCases.Classes[Array.IndexOf(s, s.Max())] : null),
        ];

        Assert.True(Array.IndexOf(expected, null) >= 0);
        Assert.Equal(expected, ScoredCases.Names(found.Transform(data), "PredictedLabel"));
        Assert.Equal(expected, ScoredCases.Names(ScoredCases.Saved(_ml, found, data), "PredictedLabel"));
    }

    [Fact]
    public void A_target_that_no_threshold_reaches_is_an_error_with_what_can_be_reached()
    {
        var options = new ThresholdOptions
        {
            TargetRecall = 0.99,
            TargetClass = "manul",
            IsBoundRequired = true,
        };
        var error = Assert.Throws<InvalidOperationException>(() =>
            _ml.MulticlassClassification.Decisions().Threshold(options).Fit(ScoredCases.Rows(_ml))
        );

        Assert.Contains("TargetRecall is 0.99", error.Message, StringComparison.Ordinal);
        Assert.Contains("0.8806", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_that_do_not_fit_together_are_refused()
    {
        Refuse(new ThresholdOptions(), "0 of Probability");
        Refuse(new ThresholdOptions { Probability = 0.5f, TargetRecall = 0.9 }, "2 of Probability");
        Refuse(new ThresholdOptions { Probability = 1.5f }, "Probability is 1.5");
        Refuse(new ThresholdOptions { TargetRecall = 0.9 }, "no TargetClass");
        Refuse(new ThresholdOptions { TargetRecall = 0.9, TargetClass = "yak" }, "'yak'");

        void Refuse(ThresholdOptions options, string reason)
        {
            var error = Assert.Throws<ArgumentException>(() =>
                _ml.MulticlassClassification.Decisions().Threshold(options).Fit(ScoredCases.Rows(_ml))
            );
            Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_threshold_is_not_learned_from_logits()
    {
        var options = new ThresholdOptions { TargetPrecision = 0.9 };
        var error = Assert.Throws<InvalidOperationException>(() =>
            _ml.MulticlassClassification.Decisions().Threshold(options).Fit(ScoredCases.Rows(_ml, logits: true))
        );

        Assert.Contains("Calibrators().Temperature()", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Exact_intervals_are_those_of_scipy()
    {
        foreach (System.Text.Json.JsonElement row in ScoredCases.Expected.GetProperty("exact").EnumerateArray())
        {
            MetricInterval found = MetricInterval.OfShareExact(row[0].GetInt32(), row[1].GetInt32());
            Assert.Equal(row[2].GetDouble(), found.Low, 1e-9);
            Assert.Equal(row[3].GetDouble(), found.High, 1e-9);
        }
    }

    private void AssertSaid(string?[] expected, float[][] scores, ThresholdOptions options)
    {
        IDataView data = ScoredCases.Rows(_ml, scores);
        using ThresholdTransformer found = _ml.MulticlassClassification.Decisions().Threshold(options).Fit(data);

        Assert.Equal(expected, ScoredCases.Names(found.Transform(data), "PredictedLabel"));
        Assert.Equal(expected, ScoredCases.Names(ScoredCases.Saved(_ml, found, data), "PredictedLabel"));
        Assert.Equal(scores, found.Transform(data).GetColumn<float[]>("Score"));
    }

    private sealed class Binary
    {
        public float Score { get; set; }

        public float Probability { get; set; }

        public bool Label { get; set; }

        public bool PredictedLabel { get; set; }
    }
}

using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.ConvExtensions.Tests.Stages.Decisions;

/// <summary>Calibrators of several classes, compared with scipy and scikit-learn (make_decisions.py).</summary>
public sealed class CalibratorTests
{
    private readonly MLContext _ml = new(1);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_temperature_is_that_of_the_least_log_loss(bool logits)
    {
        IDataView data = ScoredCases.Rows(_ml, logits);
        using TemperatureTransformer found = _ml.MulticlassClassification.Calibrators().Temperature().Fit(data);

        Assert.Equal(ScoredCases.Number("temperature"), found.Temperature, 1e-3);
        float[][] expected = ScoredCases.Vectors("atTemperature");
        ScoredCases.AssertClose(expected, found.Transform(data).GetColumn<float[]>("Score"), 1e-3f);
        ScoredCases.AssertClose(expected, ScoredCases.Saved(_ml, found, data).GetColumn<float[]>("Score"), 1e-3f);
    }

    [Fact]
    public void A_model_that_is_always_right_does_not_become_certain()
    {
        float[][] scores = ScoredCases.Vectors("logits");
        int[] labels = [.. ScoredCases.Expected.GetProperty("labels").EnumerateArray().Select(l => l.GetInt32())];
        int[] right = [.. Enumerable.Range(0, labels.Length).Where(i => Array.IndexOf(scores[i], scores[i].Max()) == labels[i])];
        IDataView data = ScoredCases.Rows(_ml, right.Select(i => scores[i]), [.. right.Select(i => labels[i])]);
        using TemperatureTransformer found = _ml.MulticlassClassification.Calibrators().Temperature().Fit(data);

        Assert.Equal(ScoredCases.Number("temperatureOfRight"), found.Temperature, 1e-3);
    }

    [Fact]
    public void A_temperature_leaves_the_most_probable_class_as_it_is()
    {
        IDataView data = ScoredCases.Rows(_ml);
        using TemperatureTransformer found = _ml.MulticlassClassification.Calibrators().Temperature().Fit(data);

        Assert.Equal(
            ScoredCases.Vectors("shares").Select(s => (uint)Array.IndexOf(s, s.Max()) + 1),
            found.Transform(data).GetColumn<uint>("PredictedLabel")
        );
    }

    [Fact]
    public void Isotonic_probabilities_are_those_of_scikit_learn_divided_by_their_sum()
    {
        IDataView data = ScoredCases.Rows(_ml);
        using IsotonicTransformer found = _ml.MulticlassClassification.Calibrators().Isotonic().Fit(data);

        float[][] expected = ScoredCases.Vectors("isotonic");
        ScoredCases.AssertClose(expected, found.Transform(data).GetColumn<float[]>("Score"), 1e-4f);
        ScoredCases.AssertClose(expected, ScoredCases.Saved(_ml, found, data).GetColumn<float[]>("Score"), 1e-4f);
    }

    [Fact]
    public void Rows_without_a_label_or_without_scores_are_left_out()
    {
        float[][] scores = ScoredCases.Vectors("shares");
        int[] labels = [.. ScoredCases.Expected.GetProperty("labels").EnumerateArray().Select(l => l.GetInt32())];
        IDataView more = ScoredCases.Rows(_ml, [.. scores, scores[0], [float.NaN, 0, 0, 1]], [.. labels, -1, 2]);
        using TemperatureTransformer found = _ml.MulticlassClassification.Calibrators().Temperature().Fit(more);

        Assert.Equal(ScoredCases.Number("temperature"), found.Temperature, 1e-3);
        float[] last = found.Transform(more).GetColumn<float[]>("Score").Last();
        Assert.All(last, p => Assert.True(float.IsNaN(p)));
        Assert.Equal(0u, found.Transform(more).GetColumn<uint>("PredictedLabel").Last());
        Assert.All(ScoredCases.Saved(_ml, found, more).GetColumn<float[]>("Score").Last(), p => Assert.True(float.IsNaN(p)));
    }

    [Fact]
    public void Labels_that_data_number_in_another_order_are_known_by_their_values()
    {
        IDataView data = ScoredCases.Rows(_ml);
        var turned = _ml.Data.LoadFromEnumerable(ScoredCases.Classes.Reverse().Select(c => new { Class = c }));
        IDataView other = _ml.Transforms.Conversion.MapValueToKey("Label", "Class", keyData: turned).Fit(data).Transform(data);
        using TemperatureTransformer found = _ml.MulticlassClassification.Calibrators().Temperature().Fit(other);

        Assert.Equal(ScoredCases.Number("temperature"), found.Temperature, 1e-3);
    }

    [Fact]
    public void A_label_that_the_model_does_not_know_is_named()
    {
        IDataView data = ScoredCases.Rows(_ml);
        var more = _ml.Data.LoadFromEnumerable(ScoredCases.Classes.Append("yak").Select(c => new { Class = c }));
        IDataView other = _ml.Transforms.Conversion.MapValueToKey("Label", "Class", keyData: more).Fit(data).Transform(data);

        var error = Assert.Throws<ArgumentException>(() => _ml.MulticlassClassification.Calibrators().Temperature().Fit(other));
        Assert.Contains("'yak'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_class_without_rows_is_named_by_the_isotonic_calibrator()
    {
        IDataView data = ScoredCases.Rows(_ml, ScoredCases.Vectors("shares").Take(3), [0, 1, 2]);
        var error = Assert.Throws<InvalidOperationException>(() => _ml.MulticlassClassification.Calibrators().Isotonic().Fit(data));

        Assert.Contains("'serval'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_that_predicts_no_classes_is_refused()
    {
        IDataView data = _ml.Data.LoadFromEnumerable(new[] { new { Score = 1f, Label = 2f } });
        var error = Assert.Throws<ArgumentException>(() => _ml.MulticlassClassification.Calibrators().Temperature().Fit(data));

        Assert.Contains("'Score' has type Single", error.Message, StringComparison.Ordinal);
    }
}

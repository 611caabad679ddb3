using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.ConvExtensions.Tests.Evaluation;

/// <summary>Classes that have an order.</summary>
public sealed class OrdinalMetricsTests
{
    private const string Right = "340422314011220000040331121404340132333042411400130411244410";
    private const string Predicted = "441202214010140000040312210304340141412240431322220401333401";

    /// <remarks>
    /// <c>cohen_kappa_score(right, predicted, weights='quadratic')</c>, <c>mean_absolute_error(right, predicted)</c> of scikit-learn 1.2.1,
    /// and <c>np.mean(abs(right - predicted) &lt;= 1)</c>.
    /// </remarks>
    [Fact]
    public void They_are_those_of_scikit_learn()
    {
        OrdinalMetrics metrics = Evaluate(Right, Predicted);
        Assert.Equal(0.7695121951219512, metrics.QuadraticWeightedKappa, 1e-12);
        Assert.Equal(0.7166666666666667, metrics.MeanAbsoluteError, 1e-12);
        Assert.Equal(0.8333333333333334, metrics.WithinOne, 1e-12);
    }

    [Fact]
    public void Where_all_is_of_one_class_there_is_no_kappa()
    {
        OrdinalMetrics metrics = Evaluate("000", "000");
        Assert.Equal(double.NaN, metrics.QuadraticWeightedKappa);
        Assert.Equal((0, 1), (metrics.MeanAbsoluteError, metrics.WithinOne));
    }

    private static OrdinalMetrics Evaluate(string right, string predicted)
    {
        var ml = new MLContext();
        IDataView rows = ml.Data.LoadFromEnumerable(
            right.Zip(predicted, (r, p) => new Row(r.ToString(), [.. Enumerable.Range(0, 5).Select(i => i == p - '0' ? 1f : 0)]))
        );
        IDataView classes = ml.Data.LoadFromEnumerable("01234".Select(c => new { Label = c.ToString() }));
        return ml
            .MulticlassClassification.Evaluate(
                ml.Transforms.Conversion.MapValueToKey("Label", keyData: classes)
                    .Append(ml.Transforms.CopyColumns("PredictedLabel", "Label"))
                    .Fit(rows)
                    .Transform(rows)
            )
            .Ordinal();
    }

    private sealed record Row(string Label, [property: VectorType(5)] float[] Score);
}

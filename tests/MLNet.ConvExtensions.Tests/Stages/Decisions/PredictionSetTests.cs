using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.ConvExtensions.Tests.Stages.Decisions;

/// <summary>Conformal prediction sets, compared with an implementation in numpy (make_decisions.py).</summary>
public sealed class PredictionSetTests
{
    private readonly MLContext _ml = new(1);

    [Theory]
    [InlineData("leastAmbiguous", PredictionSetMethod.LeastAmbiguous)]
    [InlineData("adaptive", PredictionSetMethod.Adaptive)]
    public void Sets_are_those_of_the_finite_sample_quantile(string name, PredictionSetMethod method)
    {
        IDataView data = ScoredCases.Rows(_ml);
        using PredictionSetTransformer found = _ml.MulticlassClassification.Decisions().PredictionSet(0.8, method).Fit(data);
        bool[][] expected =
        [
            .. ScoredCases.Vectors(ScoredCases.Expected.GetProperty(name).GetProperty("sets")).Select(s => Array.ConvertAll(s, v => v > 0)),
        ];

        Assert.Equal(ScoredCases.Number(name, "quantile"), found.Quantile, 1e-6);
        Assert.Equal(expected, found.Transform(data).GetColumn<bool[]>("PredictionSet"));
        IDataView saved = ScoredCases.Saved(_ml, found, data);
        Assert.Equal(expected, saved.GetColumn<bool[]>("PredictionSet"));
        Assert.Equal(ScoredCases.Vectors("shares"), saved.GetColumn<float[]>("Score"));
        VBuffer<ReadOnlyMemory<char>> names = default;
        saved.Schema["PredictionSet"].GetSlotNames(ref names);
        Assert.Equal(ScoredCases.Classes, names.DenseValues().Select(n => n.ToString()));
    }

    [Fact]
    public void Sets_hold_the_right_class_of_other_rows_as_often_as_asked()
    {
        var random = new Random(5);
        IDataView known = Draw(2000),
            other = Draw(20_000);
        using PredictionSetTransformer found = _ml.MulticlassClassification.Decisions().PredictionSet(0.9).Fit(known);
        double covered = found
            .Transform(other)
            .GetColumn<bool[]>("PredictionSet")
            .Zip(other.GetColumn<uint>("Label"), (set, label) => set[label - 1] ? 1.0 : 0)
            .Average();

        Assert.Equal(0.9, covered, 0.015);

        // A model that is surer than it should be.
        IDataView Draw(int rows)
        {
            int[] labels = [.. Enumerable.Range(0, rows).Select(_ => random.Next(4))];
            return ScoredCases.Rows(_ml, labels.Select(Shares).ToList(), labels);
        }

        float[] Shares(int label)
        {
            double[] raw = [.. Enumerable.Range(0, 4).Select(c => Math.Exp((c == label ? 3 : 0) + (4 * random.NextDouble())))];
            return [.. raw.Select(r => (float)(r / raw.Sum()))];
        }
    }

    [Fact]
    public void Too_few_rows_for_the_coverage_are_an_error_that_says_how_many_it_takes()
    {
        IDataView data = ScoredCases.Rows(_ml, ScoredCases.Vectors("shares").Take(50), [.. Enumerable.Repeat(0, 50)]);
        var error = Assert.Throws<InvalidOperationException>(() => _ml.MulticlassClassification.Decisions().PredictionSet(0.99).Fit(data));

        Assert.Contains("99 or more", error.Message, StringComparison.Ordinal);
    }
}

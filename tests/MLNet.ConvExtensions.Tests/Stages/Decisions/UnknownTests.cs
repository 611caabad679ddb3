using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.ConvExtensions.Tests.Stages.Decisions;

/// <summary>Rows unlike any class, compared with scikit-learn and scipy (make_decisions.py).</summary>
public sealed class UnknownTests
{
    private readonly MLContext _ml = new(1);

    [Theory]
    [InlineData(NeighborDistance.L1)]
    [InlineData(NeighborDistance.L2)]
    [InlineData(NeighborDistance.Cosine)]
    public void The_distance_to_the_fifth_neighbor_is_that_of_scikit_learn(NeighborDistance distance)
    {
        IDataView known = ScoredCases.Rows(_ml);
        var options = new UnknownOptions { AcceptedShare = 0.9, Distance = distance };
        using UnknownTransformer found = _ml.MulticlassClassification.Decisions().UnknownByNeighbors(options).Fit(known);
        System.Text.Json.JsonElement expected = ScoredCases.Expected.GetProperty("distances").GetProperty(distance.ToString());
        float threshold = expected.GetProperty("threshold").GetSingle();
        float[] scores = [.. expected.GetProperty("strange").EnumerateArray().Select(v => v.GetSingle())];
        IDataView strange = ScoredCases.Rows(
            _ml,
            scores.Select(_ => new float[] { 0, 1, 0, 0 }),
            features: ScoredCases.Vectors("strangeFeatures")
        );

        Assert.Equal(threshold, found.Threshold, 1e-5f);
        foreach (IDataView output in new[] { found.Transform(strange), ScoredCases.Saved(_ml, found, strange) })
        {
            Assert.All(scores.Zip(output.GetColumn<float>("UnknownScore")), pair => Assert.Equal(pair.First, pair.Second, 1e-4f));
            bool[] isUnknown = [.. scores.Select(s => s > threshold)];
            Assert.Contains(true, isUnknown);
            Assert.Contains(false, isUnknown);
            Assert.Equal(isUnknown, output.GetColumn<bool>("Unknown"));
            Assert.Equal(isUnknown.Select(u => u ? null : "lynx"), ScoredCases.Names(output, "PredictedLabel"));
            Assert.All(output.GetColumn<float[]>("Score"), s => Assert.Equal([0, 1, 0, 0], s));
        }
    }

    [Fact]
    public void The_energy_is_that_of_scipy()
    {
        IDataView known = ScoredCases.Rows(_ml, logits: true);
        using UnknownTransformer found = _ml
            .MulticlassClassification.Decisions()
            .UnknownByEnergy(new UnknownOptions { AcceptedShare = 0.9 })
            .Fit(known);
        float[] expected =
        [
            .. ScoredCases.Expected.GetProperty("energy").GetProperty("values").EnumerateArray().Select(v => v.GetSingle()),
        ];

        Assert.Equal(ScoredCases.Number("energy", "threshold"), found.Threshold, 1e-4);
        Assert.All(
            expected.Zip(found.Transform(known).GetColumn<float>("UnknownScore")),
            pair => Assert.Equal(pair.First, pair.Second, 1e-4f)
        );
        Assert.Equal(0.9, 1 - found.Transform(known).GetColumn<bool>("Unknown").Average(u => u ? 1.0 : 0), 0.01);
    }

    [Fact]
    public void A_row_whose_features_are_missing_is_unknown()
    {
        using UnknownTransformer found = _ml.MulticlassClassification.Decisions().UnknownByNeighbors().Fit(ScoredCases.Rows(_ml));
        IDataView data = ScoredCases.Rows(
            _ml,
            [
                [0, 1, 0, 0],
            ],
            features:
            [
                [0, 0, float.NaN, 0, 0, 0],
            ]
        );

        foreach (IDataView output in new[] { found.Transform(data), ScoredCases.Saved(_ml, found, data) })
        {
            Assert.Equal([true], output.GetColumn<bool>("Unknown"));
            Assert.Equal([null], ScoredCases.Names(output, "PredictedLabel"));
        }
    }

    [Fact]
    public void Probabilities_have_no_energy()
    {
        var error = Assert.Throws<InvalidOperationException>(() =>
            _ml.MulticlassClassification.Decisions().UnknownByEnergy(new UnknownOptions()).Fit(ScoredCases.Rows(_ml))
        );

        Assert.Contains("UnknownByNeighbors", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_column_of_features_is_named()
    {
        var error = Assert.ThrowsAny<ArgumentException>(() =>
            _ml.MulticlassClassification.Decisions().UnknownByNeighbors(featureColumnName: "Feathers").Fit(ScoredCases.Rows(_ml))
        );

        Assert.Contains("'Feathers'", error.Message, StringComparison.Ordinal);
    }
}

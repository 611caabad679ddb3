using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.ConvExtensions.Tests.Stages.Ensembles;

/// <summary>Compared with scikit-learn's ensembles of the same members: Data/make_ensembles.py.</summary>
public sealed class ScikitLearnTests
{
    private static readonly string[] Species = ["0", "1", "2"];

    private readonly MLContext _context = new(1);
    private readonly string[][] _rows;
    private readonly IDataView _data;
    private readonly IEstimator<ITransformer>[] _members;

    public ScikitLearnTests()
    {
        string[][] lines =
        [
            .. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Data", "ensembles.csv")).Skip(1).Select(l => l.Split(',')),
        ];
        _rows = lines[..^1];
        Weights = [.. lines[^1][1..].Select(Number)];
        _data = Members.View(
            _context,
            _rows.Select(r => new Members.Input
            {
                Kind = r[0],
                IsFirst = r[0] == "1",
                Score0 = Members.Dense(Numbers(r, 1)),
                Score1 = Members.Dense(Numbers(r, 4)),
                Score2 = Members.Dense(Numbers(r, 7)),
            }),
            Species,
            3
        );
        _members = [.. Enumerable.Range(0, 3).Select(i => Members.Classifier(_context, i, Species))];
    }

    private float[] Weights { get; }

    [Fact]
    public void The_average_is_the_soft_vote() =>
        AssertScores(10, 1e-6f, _context.MulticlassClassification.Trainers.AveragingEnsemble(_members));

    [Fact]
    public void The_average_with_weights_is_the_weighted_soft_vote() =>
        AssertScores(
            13,
            1e-6f,
            _context.MulticlassClassification.Trainers.AveragingEnsemble(_members, new EnsembleOptions { Weights = [2, 1, 1] })
        );

    [Fact]
    public void The_vote_is_the_hard_vote()
    {
        using EnsembleTransformer ensemble = _context.MulticlassClassification.Trainers.VotingEnsemble(_members).Fit(_data);
        Assert.Equal(
            _rows.Select(r => uint.Parse(r[16], CultureInfo.InvariantCulture) + 1),
            ensemble.Transform(_data).GetColumn<uint>("PredictedLabel")
        );
    }

    [Fact]
    public void Learned_weights_are_those_of_the_least_log_loss()
    {
        using EnsembleTransformer ensemble = _context.MulticlassClassification.Trainers.WeightedEnsemble(Fitted()).Fit(_data);
        Assert.All(Weights.Zip(ensemble.Weights), w => Assert.Equal(w.First, w.Second, 2e-3f));
    }

    [Fact]
    public void A_stack_is_the_same_stack()
    {
        IEstimator<ITransformer> meta = _context.MulticlassClassification.Trainers.LbfgsMaximumEntropy(
            l1Regularization: 0,
            l2Regularization: 1,
            optimizationTolerance: 1e-9f
        );
        AssertScores(17, 0.03f, _context.MulticlassClassification.Trainers.StackingEnsemble(meta, Fitted()));
    }

    private IEstimator<ITransformer>[] Fitted() => [.. _members.Select(m => new EnsembleMember(m.Fit(_data)))];

    private void AssertScores(int firstColumn, float tolerance, EnsembleEstimator estimator)
    {
        using EnsembleTransformer ensemble = estimator.Fit(_data);
        float[][] scores = [.. ensemble.Transform(_data).GetColumn<float[]>("Score").Select(s => (float[])s.Clone())];
        Assert.Equal(_rows.Length, scores.Length);
        for (int row = 0; row < _rows.Length; row++)
            Assert.All(Numbers(_rows[row], firstColumn).Zip(scores[row]), s => Assert.Equal(s.First, s.Second, tolerance));
    }

    private static float[] Numbers(string[] row, int first) => [.. row[first..(first + 3)].Select(Number)];

    private static float Number(string text) => float.Parse(text, CultureInfo.InvariantCulture);
}

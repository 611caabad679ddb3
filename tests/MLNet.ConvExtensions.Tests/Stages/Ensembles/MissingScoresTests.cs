using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.Tests.Support;

namespace MLNet.ConvExtensions.Tests.Stages.Ensembles;

/// <summary>A row that the members say nothing of has no answer of the ensemble: missing scores, as of ML.NET's own trainers.</summary>
public sealed class MissingScoresTests : IDisposable
{
    private readonly MLContext _context = new(1);
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("vote")]
    [InlineData("weighted vote")]
    [InlineData("average")]
    [InlineData("bags that vote")]
    public void Of_several_classes_scores_and_class_are_missing_also_after_saving(string kind)
    {
        IDataView training = Rows(60),
            test = Rows(4, missing: 2);
        var trainers = _context.MulticlassClassification.Trainers;
        IEstimator<ITransformer>[] members = [trainers.LbfgsMaximumEntropy(), trainers.KNearestNeighbors(), trainers.NaiveBayes()];
        using EnsembleTransformer model = (
            kind switch
            {
                "average" => trainers.AveragingEnsemble(members[0], members[1]),
                "weighted vote" => trainers.VotingEnsemble(members, new EnsembleOptions { Weights = [0.5f, 2, 1] }),
                "bags that vote" => trainers.VotingEnsemble(trainers.BaggingEnsemble(members[0], 3), members[1]),
                _ => trainers.VotingEnsemble(members[0], members[1]),
            }
        ).Fit(training);
        ITransformer stock = members[0].Fit(training);

        foreach (ITransformer each in new[] { model, Saved(model, training) })
        {
            IDataView output = each.Transform(test);
            float[][] scores = [.. output.GetColumn<float[]>("Score")];
            Assert.All(scores[2], s => Assert.Equal(float.NaN, s));
            Assert.All(scores.Where((_, i) => i != 2), row => Assert.Equal(1, row.Sum(), 1e-5f));
            Assert.Equal(
                stock.Transform(test).GetColumn<uint>("PredictedLabel").ElementAt(2),
                output.GetColumn<uint>("PredictedLabel").ElementAt(2)
            );
            Assert.Equal(
                test.GetColumn<uint>("Label").Where((_, i) => i != 2),
                output.GetColumn<uint>("PredictedLabel").Where((_, i) => i != 2)
            );
        }
    }

    [Theory]
    [InlineData("vote")]
    [InlineData("weighted vote")]
    [InlineData("average")]
    public void Of_two_classes_score_and_probability_are_missing_also_after_saving(string kind)
    {
        IDataView training = Rows(60),
            test = Rows(4, missing: 2);
        var trainers = _context.BinaryClassification.Trainers;
        IEstimator<ITransformer>[] members =
        [
            trainers.LbfgsLogisticRegression("IsFirst"),
            trainers.SdcaLogisticRegression("IsFirst"),
            trainers.LinearSvm("IsFirst"),
        ];
        var named = new EnsembleOptions { LabelColumnName = "IsFirst" };
        using EnsembleTransformer model = (
            kind switch
            {
                "average" => trainers.AveragingEnsemble(members[..2], named),
                "weighted vote" => trainers.VotingEnsemble(members, named with { Weights = [0.5f, 0.7f, 1] }),
                _ => trainers.VotingEnsemble(members, named),
            }
        ).Fit(training);

        foreach (ITransformer each in new[] { model, Saved(model, training) })
        {
            IDataView output = each.Transform(test);
            float[] scores = [.. output.GetColumn<float>("Score")],
                probabilities = [.. output.GetColumn<float>("Probability")];
            Assert.Equal([false, false, true, false], scores.Select(float.IsNaN));
            Assert.Equal([false, false, true, false], probabilities.Select(float.IsNaN));
            Assert.Equal(
                test.GetColumn<bool>("IsFirst").Where((_, i) => i != 2),
                output.GetColumn<bool>("PredictedLabel").Where((_, i) => i != 2)
            );
        }
    }

    [Theory]
    [InlineData(0, 0.5f, 0.5f)]
    [InlineData(1, 0.2f, 0.8f)]
    [InlineData(-1, 0.35f, 0.65f)]
    public void In_a_burst_a_row_without_scores_does_not_count(int missing, float first, float second)
    {
        VBuffer<float> none = Members.Dense(float.NaN, float.NaN);
        VBuffer<float>[] said = [Members.Dense(0.2f, 0.8f), Members.Dense(0.5f, 0.5f)];
        IDataView rows = Members.View(
            _context,
            [
                .. said.Select(
                    (s, i) =>
                        new Members.Input
                        {
                            Kind = "owl",
                            Burst = "1",
                            Score0 = i == missing ? none : s,
                        }
                ),
                new()
                {
                    Kind = "owl",
                    Burst = "2",
                    Score0 = none,
                },
            ],
            ["lynx", "owl"],
            2
        );
        using BurstEnsembleTransformer burst = _context
            .MulticlassClassification.Trainers.BurstEnsemble(Members.Classifier(_context, 0, "lynx", "owl"), "Burst")
            .Fit(rows);
        float[][] scores = [.. burst.Transform(rows).GetColumn<float[]>("Score")];

        Assert.All(scores[..2], s => Assert.Equal([first, second], s.Select(v => MathF.Round(v, 5))));
        Assert.All(scores[2], s => Assert.Equal(float.NaN, s));
    }

    private ITransformer Saved(ITransformer model, IDataView data)
    {
        _context.Model.Save(model, data.Schema, _folder.File("model.zip"));
        return new MLContext().Model.Load(_folder.File("model.zip"), out _);
    }

    private IDataView Rows(int count, int missing = -1)
    {
        var random = new Random(count);
        IEnumerable<Row> rows = Enumerable
            .Range(0, count)
            .Select(i => new Row
            {
                Kind = "abc"[i % 3].ToString(),
                IsFirst = i % 3 == 0,
                Features =
                [
                    .. Enumerable.Range(0, 3).Select(d => i == missing ? float.NaN : (float)random.NextDouble() + (d == i % 3 ? 2 : 0)),
                ],
            });
        IDataView data = _context.Data.LoadFromEnumerable(rows.ToList());
        return _context.Transforms.Conversion.MapValueToKey("Label", "Kind").Fit(data).Transform(data);
    }

    private sealed class Row
    {
        public string Kind { get; set; } = "";

        public bool IsFirst { get; set; }

        [VectorType(3)]
        public float[] Features { get; set; } = [];
    }
}

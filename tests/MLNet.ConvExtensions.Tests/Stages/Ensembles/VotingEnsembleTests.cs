using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.ConvExtensions.Tests.Stages.Ensembles;

public sealed class VotingEnsembleTests
{
    private readonly MLContext _context = new(1);

    /// <summary>
    /// 0.7^3 + 3 * 0.7^2 * 0.3 = 0.784: every pattern of right and wrong answers comes as often as three independent classifiers make it.
    /// </summary>
    [Fact]
    public void Three_independent_classifiers_of_70_percent_make_one_of_78_4()
    {
        var rows = new List<Members.Input>();
        for (int pattern = 0; pattern < 8; pattern++)
        {
            bool[] right = [(pattern & 1) != 0, (pattern & 2) != 0, (pattern & 4) != 0];
            int times = right.Aggregate(1, (product, r) => product * (r ? 7 : 3));
            rows.AddRange(Enumerable.Range(0, times).Select(i => Row(i % 2 == 0, right)));
        }

        IDataView data = Members.View(_context, rows, ["a", "b"], 2);
        using EnsembleTransformer several = _context
            .MulticlassClassification.Trainers.VotingEnsemble(
                Enumerable.Range(0, 3).Select(i => Members.Classifier(_context, i, "a", "b")).ToArray()
            )
            .Fit(data);
        using EnsembleTransformer two = _context
            .BinaryClassification.Trainers.VotingEnsemble(Enumerable.Range(0, 3).Select(i => Members.Binary(_context, i)).ToArray())
            .Fit(data);

        Assert.Equal(1000, rows.Count);
        Assert.Equal(0.784, _context.MulticlassClassification.Evaluate(several.Transform(data)).MicroAccuracy, 1e-9);
        Assert.Equal(0.784, _context.BinaryClassification.Evaluate(two.Transform(data), "IsFirst").Accuracy, 1e-9);

        static Members.Input Row(bool isFirst, bool[] right)
        {
            VBuffer<float>[] said = [.. right.Select(r => r == isFirst ? Members.Dense(0.9f, 0.1f) : Members.Dense(0.1f, 0.9f))];
            return new()
            {
                Kind = isFirst ? "a" : "b",
                IsFirst = isFirst,
                Score0 = said[0],
                Score1 = said[1],
                Score2 = said[2],
            };
        }
    }

    [Theory]
    [InlineData(2)]
    [InlineData(6)]
    [InlineData(20)]
    [InlineData(24)]
    [InlineData(28)]
    public void A_tie_of_two_classes_is_no_majority(int members)
    {
        IDataView data = Members.View(
            _context,
            [
                new()
                {
                    Kind = "a",
                    Score0 = Members.Dense(0.9f),
                    Score1 = Members.Dense(0.1f),
                    Score2 = Members.Dense(0),
                },
            ],
            ["a", "b"],
            1
        );
        using EnsembleTransformer ensemble = _context
            .BinaryClassification.Trainers.VotingEnsemble(
                Enumerable.Range(0, members).Select(i => Members.Binary(_context, i % 2)).ToArray()
            )
            .Fit(data);
        IDataView output = ensemble.Transform(data);

        Assert.Equal(0, output.GetColumn<float>("Score").Single());
        Assert.Equal(0.5f, output.GetColumn<float>("Probability").Single());
        Assert.False(output.GetColumn<bool>("PredictedLabel").Single());
    }

    [Fact]
    public void A_tie_of_several_classes_goes_to_the_first()
    {
        IDataView data = Members.View(
            _context,
            [
                new()
                {
                    Kind = "a",
                    Score0 = Members.Dense(0, 0, 1),
                    Score1 = Members.Dense(0, 1, 0),
                    Score2 = Members.Dense(0, 1, 0),
                },
            ],
            ["a", "b", "c"],
            3
        );
        using EnsembleTransformer ensemble = _context
            .MulticlassClassification.Trainers.VotingEnsemble(
                Members.Classifier(_context, 0, "a", "b", "c"),
                Members.Classifier(_context, 1, "a", "b", "c")
            )
            .Fit(data);

        Assert.Equal([0, 0.5f, 0.5f], ensemble.Transform(data).GetColumn<float[]>("Score").Single());
        Assert.Equal(2u, ensemble.Transform(data).GetColumn<uint>("PredictedLabel").Single());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Classes_in_another_order_or_missing_are_matched_by_name(bool votes)
    {
        // The third member knows only two classes, the second has them turned round: all are for "owl".
        Members.Input row = new()
        {
            Kind = "owl",
            Score0 = Members.Dense(0.1f, 0.2f, 0.7f),
            Score1 = Members.Dense(0.6f, 0.3f, 0.1f),
            Score2 = Members.Dense(0.8f, 0.2f, 0),
        };
        IDataView data = Members.View(_context, [row], ["lynx", "marten", "owl"], 3);
        IEstimator<ITransformer>[] members =
        [
            Members.Classifier(_context, 0, "lynx", "marten", "owl"),
            Members.Classifier(_context, 1, "owl", "marten", "lynx"),
            Members.Classifier(_context, 2, "owl", "lynx", "swan"),
        ];
        using EnsembleTransformer ensemble = (
            votes
                ? _context.MulticlassClassification.Trainers.VotingEnsemble(members)
                : _context.MulticlassClassification.Trainers.AveragingEnsemble(members)
        ).Fit(data);
        IDataView output = ensemble.Transform(data);
        VBuffer<ReadOnlyMemory<char>> names = default;
        output.Schema["Score"].Annotations.GetValue("SlotNames", ref names);

        Assert.Equal(["lynx", "marten", "owl", "swan"], names.DenseValues().Select(n => n.ToString()));
        float[] expected = votes ? [0, 0, 1, 0] : [(0.1f + 0.1f + 0.2f) / 3, (0.2f + 0.3f) / 3, (0.7f + 0.6f + 0.8f) / 3, 0];
        Assert.All(expected.Zip(output.GetColumn<float[]>("Score").Single()), s => Assert.Equal(s.First, s.Second, 1e-6f));
        Assert.Equal(3u, output.GetColumn<uint>("PredictedLabel").Single());
    }

    [Fact]
    public void Members_count_what_they_are_given()
    {
        IDataView data = Members.View(
            _context,
            [
                new()
                {
                    Kind = "a",
                    Score0 = Members.Dense(0.9f),
                    Score1 = Members.Dense(0.2f),
                    Score2 = Members.Dense(0.4f),
                },
            ],
            ["a", "b"],
            1
        );
        IEstimator<ITransformer>[] members = [.. Enumerable.Range(0, 3).Select(i => Members.Binary(_context, i))];
        using EnsembleTransformer average = _context
            .BinaryClassification.Trainers.AveragingEnsemble(members, new EnsembleOptions { Weights = [2, 1, 1] })
            .Fit(data);
        using EnsembleTransformer vote = _context
            .BinaryClassification.Trainers.VotingEnsemble(members, new EnsembleOptions { Weights = [2.5f, 1, 1] })
            .Fit(data);

        Assert.Equal((2 * 0.9f + 0.2f + 0.4f) / 4, average.Transform(data).GetColumn<float>("Probability").Single(), 1e-6f);
        Assert.Equal(2.5f / 4.5f, vote.Transform(data).GetColumn<float>("Probability").Single(), 1e-6f);
        Assert.Equal([0.5f, 0.25f, 0.25f], average.Weights);
    }

    [Fact]
    public void Weights_are_learned_for_the_members_that_know()
    {
        var random = new Random(4);
        Members.Input[] rows =
        [
            .. Enumerable
                .Range(0, 400)
                .Select(i =>
                {
                    bool isFirst = i % 2 == 0;
                    float sure = 0.6f + 0.3f * random.NextSingle(),
                        guess = random.NextSingle();
                    return new Members.Input
                    {
                        Kind = isFirst ? "a" : "b",
                        IsFirst = isFirst,
                        Score0 = Members.Dense(guess),
                        Score1 = Members.Dense(isFirst ? sure : 1 - sure),
                        Score2 = Members.Dense(0.5f),
                    };
                }),
        ];
        IDataView data = Members.View(_context, rows, ["a", "b"], 1);
        using EnsembleTransformer ensemble = _context
            .BinaryClassification.Trainers.WeightedEnsemble(
                Enumerable.Range(0, 3).Select(i => Members.Binary(_context, i)),
                new WeightedEnsembleOptions { LabelColumnName = "IsFirst" }
            )
            .Fit(data);

        Assert.Equal(1, ensemble.Weights.Sum(), 1e-5f);
        Assert.InRange(ensemble.Weights[1], 0.8f, 1);
    }
}

using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.ConvExtensions.Tests.Stages.Ensembles;

public sealed class StackingEnsembleTests
{
    private readonly MLContext _context = new(1);

    /// <summary>
    /// Trees as deep as they get know every row that they saw by heart. Labels are random, so out of fold they know nothing; a meta-learner
    /// that saw what they say of their own rows would trust them, and be right on nearly all rows.
    /// </summary>
    [Fact]
    public void What_the_meta_learner_sees_of_a_row_does_not_know_the_rows_label()
    {
        var random = new Random(7);
        Row[] rows =
        [
            .. Enumerable
                .Range(0, 200)
                .Select(_ => new Row
                {
                    Features = [.. Enumerable.Range(0, 6).Select(_ => random.NextSingle())],
                    Label = random.Next(2) == 1,
                }),
        ];
        IDataView data = _context.Data.LoadFromEnumerable(rows);
        IEstimator<ITransformer> memory = Memory();
        var spy = new Spy(_context.BinaryClassification.Trainers.LbfgsLogisticRegression());
        using EnsembleTransformer stack = _context.BinaryClassification.Trainers.StackingEnsemble(spy, memory).Fit(data);

        double byHeart = _context.BinaryClassification.EvaluateNonCalibrated(memory.Fit(data).Transform(data)).Accuracy;
        Assert.InRange(byHeart, 0.9, 1);
        double outOfFold = spy.Seen.Zip(rows, (seen, row) => seen[0] > 0.5 == row.Label ? 1.0 : 0).Average();
        Assert.InRange(outOfFold, 0.38, 0.62);
        Assert.Equal(200, spy.Seen.Count);
    }

    [Fact]
    public void Rows_of_a_group_are_never_on_both_sides()
    {
        // Each group of five rows has its own random label and its own place: who has seen a row of the group knows the label of the
        // others.
        var random = new Random(3);
        var rows = new List<Row>();
        for (int group = 0; group < 60; group++)
        {
            bool label = random.Next(2) == 1;
            float[] place = [.. Enumerable.Range(0, 6).Select(_ => 10 * random.NextSingle())];
            rows.AddRange(
                Enumerable
                    .Range(0, 5)
                    .Select(_ => new Row
                    {
                        Features = [.. place.Select(p => p + 0.01f * random.NextSingle())],
                        Label = label,
                        Camera = $"c{group}",
                    })
            );
        }

        IDataView data = _context.Data.LoadFromEnumerable(rows);
        double torn = Accuracy(null),
            together = Accuracy("Camera");

        Assert.InRange(torn, 0.8, 1);
        Assert.InRange(together, 0.3, 0.68);

        double Accuracy(string? key)
        {
            var spy = new Spy(_context.BinaryClassification.Trainers.LbfgsLogisticRegression());
            using EnsembleTransformer stack = _context
                .BinaryClassification.Trainers.StackingEnsemble(spy, [Memory()], new StackingEnsembleOptions { GroupColumnName = key })
                .Fit(data);
            return spy.Seen.Zip(rows, (seen, row) => seen[0] > 0.5 == row.Label ? 1.0 : 0).Average();
        }
    }

    [Fact]
    public void Columns_can_pass_through_to_the_meta_learner()
    {
        var random = new Random(7);
        Row[] rows =
        [
            .. Enumerable
                .Range(0, 50)
                .Select(_ => new Row
                {
                    Features = [.. Enumerable.Range(0, 6).Select(_ => random.NextSingle())],
                    Label = random.Next(2) == 1,
                }),
        ];
        var spy = new Spy(_context.BinaryClassification.Trainers.LbfgsLogisticRegression());
        using EnsembleTransformer stack = _context
            .BinaryClassification.Trainers.StackingEnsemble(
                spy,
                [Memory()],
                new StackingEnsembleOptions { PassThroughColumnNames = ["Features"] }
            )
            .Fit(_context.Data.LoadFromEnumerable(rows));

        Assert.All(spy.Seen.Zip(rows), s => Assert.Equal(s.Second.Features, s.First.Skip(1)));
    }

    private IEstimator<ITransformer> Memory() =>
        _context.BinaryClassification.Trainers.FastTree(numberOfLeaves: 100, numberOfTrees: 50, minimumExampleCountPerLeaf: 1);

    /// <summary>A trainer that keeps the features that it was given.</summary>
    private sealed class Spy(IEstimator<ITransformer> inner) : IEstimator<ITransformer>
    {
        public List<float[]> Seen { get; } = [];

        public ITransformer Fit(IDataView input)
        {
            Seen.AddRange(input.GetColumn<float[]>("Features").Select(f => (float[])f.Clone()));
            return inner.Fit(input);
        }

        public SchemaShape GetOutputSchema(SchemaShape inputSchema) => inner.GetOutputSchema(inputSchema);
    }

    private sealed class Row
    {
        [VectorType(6)]
        public float[] Features { get; set; } = [];

        public bool Label { get; set; }

        public string Camera { get; set; } = "";
    }
}

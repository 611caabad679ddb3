using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.Tests.Support;

namespace MLNet.ConvExtensions.Tests.Stages.Neighbors;

public sealed class NearestClassMeanTests
{
    private readonly MLContext _context = new(1);

    // scikit-learn 1.2.1's NearestCentroid on the same rows, fitted on the first 24, for the others; with the cosine on rows of length 1:
    // i = np.arange(40)[:, None]; c = np.arange(40) % 4; X = np.sin(1.3 * i + 2.1 * np.arange(3)) + 1; X[np.arange(40), c % 3] += 0.5 * c
    // X *= 1 + i % 3; NearestCentroid(metric=METRIC).fit(X[:24], c[:24]).predict(X[24:])
    [Theory]
    [InlineData(NeighborDistance.L2, "0 3 2 0 1 1 0 3 2 0 1 3 0 2 2 0")]
    [InlineData(NeighborDistance.Cosine, "1 3 2 2 1 1 3 3 2 1 1 3 2 2 1 3")]
    public void Rows_are_of_the_class_that_scikit_learn_finds_also_after_saving(NeighborDistance distance, string expected)
    {
        IDataView all = Data(Waves(40)),
            training = _context.Data.TakeRows(all, 24),
            test = _context.Data.SkipRows(all, 24);
        ITransformer model = _context.MulticlassClassification.Trainers.NearestClassMean(distance: distance).Fit(training);
        using var folder = new TemporaryFolder();
        _context.Model.Save(model, training.Schema, folder.File("model.zip"));
        ITransformer loaded = new MLContext().Model.Load(folder.File("model.zip"), out _);

        foreach (ITransformer each in new[] { model, loaded })
        {
            IDataView predictions = each.Transform(test);
            Assert.Equal(expected, string.Join(' ', predictions.GetColumn<uint>("PredictedLabel").Select(k => k - 1)));
            Assert.All(predictions.GetColumn<float[]>("Score"), s => Assert.Equal(1, s.Sum(), 1e-5));
        }

        (loaded as IDisposable)?.Dispose();
    }

    [Fact]
    public void A_class_without_rows_is_never_predicted_and_one_row_is_enough_for_the_others()
    {
        Row[] rows = [new(0, [0, 0, 1]), new(2, [1, 0, 0]), new(2, [1, 0.5f, 0])];
        ITransformer model = _context.MulticlassClassification.Trainers.NearestClassMean().Fit(Data(rows));

        IDataView predictions = model.Transform(Data([new(1, [0.9f, 0.2f, 0]), new(1, [0, 0, 2])]));

        Assert.Equal([3u, 1u], predictions.GetColumn<uint>("PredictedLabel"));
        Assert.All(predictions.GetColumn<float[]>("Score"), s => Assert.Equal(0, s[1]));
    }

    [Fact]
    public void What_has_no_mean_is_refused()
    {
        Assert.StartsWith(
            "NearestClassMeanOptions.Distance is L1; allowed: L2, Cosine",
            Fails<ArgumentException>(Waves(8), NeighborDistance.L1),
            StringComparison.Ordinal
        );
        Assert.StartsWith(
            "1 of the 4 classes of column 'Label' have rows",
            Fails<ArgumentException>([new(1, [1, 2, 3])], NeighborDistance.L2),
            StringComparison.Ordinal
        );
        Assert.StartsWith(
            "The directions of the 2 rows of class 'c1' cancel out in column 'Features'",
            Fails<InvalidOperationException>([new(0, [1, 2, 3]), new(1, [1, 0, 0]), new(1, [-1, 0, 0])], NeighborDistance.Cosine),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "Row 1, column 'Features': the feature at 2 is NaN",
            Fails<InvalidOperationException>([new(0, [1, 2, 3]), new(1, [1, 0, float.NaN])], NeighborDistance.L2),
            StringComparison.Ordinal
        );
    }

    private static Row[] Waves(int count) =>
        [
            .. Enumerable
                .Range(0, count)
                .Select(i =>
                {
                    double[] values = [.. Enumerable.Range(0, 3).Select(j => Math.Sin((1.3 * i) + (2.1 * j)) + 1)];
                    values[i % 4 % 3] += 0.5 * (i % 4);
                    return new Row(i % 4, [.. values.Select(v => (float)(v * (1 + (i % 3))))]);
                }),
        ];

    private string Fails<TException>(Row[] rows, NeighborDistance distance)
        where TException : Exception =>
        Assert
            .Throws<TException>(() => _context.MulticlassClassification.Trainers.NearestClassMean(distance: distance).Fit(Data(rows)))
            .Message;

    private IDataView Data(Row[] rows) => ClassRows.Of(_context, [.. rows.Select(r => (r.Class, r.Features))], classes: 4);

    private sealed record Row(int Class, float[] Features);
}

using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;

namespace MLNet.ConvExtensions.Conformance.Trainers;

/// <summary>Features that come as the slots that aren't zero.</summary>
public class SparseFeatureTests
{
    private readonly MLContext _context = new(1);
    private readonly Row[] _dense = Draw();

    public static TheoryData<string> Kinds => ["Lbfgs", "Sdca", "SdcaL1", "Svm"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Sparse_rows_train_as_dense_ones_do(string kind)
    {
        (float[] expected, float[] expectedScores) = Train(kind, _dense);
        (float[] actual, float[] actualScores) = Train(kind, [.. _dense.Select(Sparse)]);
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 2e-3));
        Assert.All(expectedScores.Zip(actualScores), pair => Assert.Equal(pair.First, pair.Second, 1e-2));
    }

    [Fact]
    public void Models_score_sparse_rows_as_dense_ones()
    {
        IDataView dense = _context.Data.LoadFromEnumerable(_dense);
        IDataView sparse = _context.Data.LoadFromEnumerable(_dense.Select(Sparse));
        var keyed = _context.Transforms.Conversion.MapValueToKey("Class", "Label");
        IDataView train = keyed.Fit(dense).Transform(dense);
        var model = _context.MulticlassClassification.Trainers.LbfgsMaximumEntropy("Class").Fit(train);
        Assert.All(
            model.Transform(dense).GetColumn<float[]>("Score").Zip(model.Transform(sparse).GetColumn<float[]>("Score")),
            pair => Assert.Equal(pair.First[0], pair.Second[0], 1e-5));
    }

    private (float[] Parameters, float[] Scores) Train(string kind, Row[] rows)
    {
        IDataView data = _context.Data.LoadFromEnumerable(rows);
        var trainers = _context.BinaryClassification.Trainers;
        if (kind == "Svm")
        {
            var model = trainers.LinearSvm(new LinearSvmTrainer.Options { Shuffle = false }).Fit(data);
            return ([model.Model.Bias, .. model.Model.Weights], [.. model.Transform(data).GetColumn<float>("Score")]);
        }

        var options = new SdcaLogisticRegressionBinaryTrainer.Options
        {
            L2Regularization = 0.01f,
            L1Regularization = kind == "SdcaL1" ? 0.2f : 0,
            Shuffle = false,
            NumberOfThreads = 1,
            MaximumNumberOfIterations = 10,
        };
        var calibrated = kind == "Lbfgs" ? trainers.LbfgsLogisticRegression(l1Regularization: 0.1f).Fit(data) : trainers.SdcaLogisticRegression(options).Fit(data);
        return ([calibrated.Model.SubModel.Bias, .. calibrated.Model.SubModel.Weights], [.. calibrated.Transform(data).GetColumn<float>("Score")]);
    }

    /// <summary>Rows of which every fifth is all zeros.</summary>
    private static Row[] Draw()
    {
        var random = new Random(3);
        return
        [
            .. Enumerable.Range(0, 100).Select(i =>
            {
                var values = new float[Row.Size];
                for (int j = 0; j < values.Length; j++)
                    values[j] = i % 5 == 0 || random.Next(3) > 0 ? 0 : (float)random.NextDouble();
                return new Row { Label = i % 5 == 0 || values[0] > values[1], Features = new VBuffer<float>(values.Length, values) };
            }),
        ];
    }

    private static Row Sparse(Row row)
    {
        (int Slot, float Value)[] items = [.. row.Features.DenseValues().Select((value, slot) => (slot, value)).Where(item => item.value != 0)];
        return new Row
        {
            Label = row.Label,
            Features = new VBuffer<float>(Row.Size, items.Length, [.. items.Select(i => i.Value)], [.. items.Select(i => i.Slot)]),
        };
    }

    private sealed class Row
    {
        public const int Size = 6;

        public bool Label { get; set; }

        [VectorType(Size)]
        public VBuffer<float> Features { get; set; }
    }
}

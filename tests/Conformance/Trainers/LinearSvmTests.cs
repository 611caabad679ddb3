using Microsoft.ML;
using Microsoft.ML.Trainers;

namespace MLNet.ConvExtensions.Conformance.Trainers;

public class LinearSvmTests
{
    private readonly MLContext _context = new(1);
    private readonly Sample[] _rows = Sample.Draw(60);

    [Fact]
    public void Options_have_the_documented_defaults()
    {
        var options = new LinearSvmTrainer.Options();
        Assert.Equal(0.001f, options.Lambda);
        Assert.Equal(1, options.BatchSize);
        Assert.Equal(1, options.NumberOfIterations);
        Assert.Equal(0, options.InitialWeightsDiameter);
        Assert.False(options.PerformProjection);
        Assert.False(options.NoBias);
        Assert.True(options.Shuffle);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void One_batch_with_next_to_no_regularization_makes_a_model_with_the_mean_of_its_features(bool noBias)
    {
        IDataView data = _context.Data.LoadFromEnumerable(new[]
        {
            new Point { Features = [4 * 0.3f, -28], IsFirst = true }, new Point(), new Point(), new Point(),
        });
        var options = new LinearSvmTrainer.Options { LabelColumnName = "IsFirst", Lambda = 1e-30f, BatchSize = 4, NoBias = noBias, Shuffle = false };
        LinearBinaryModelParameters model = _context.BinaryClassification.Trainers.LinearSvm(options).Fit(data).Model;

        Assert.Equal([0.3f, -7], model.Weights);
        Assert.Equal(noBias ? 0 : -0.5f, model.Bias);
    }

    [Theory]
    [InlineData(1, 1, false, false)]
    [InlineData(3, 1, false, false)]
    [InlineData(2, 7, false, false)]
    [InlineData(2, 1, true, false)]
    [InlineData(1, 1, false, true)]
    public void Without_shuffling_the_steps_are_Pegasos_with_a_rate_that_starts_at_one(int iterations, int batchSize, bool noBias, bool projection)
    {
        const float lambda = 0.05f;
        LinearBinaryModelParameters model = Fit(new LinearSvmTrainer.Options
        {
            LabelColumnName = "IsFirst",
            Shuffle = false,
            Lambda = lambda,
            NumberOfIterations = iterations,
            BatchSize = batchSize,
            NoBias = noBias,
            PerformProjection = projection,
        });
        var weights = new double[Sample.FeatureCount];
        double bias = 0;
        int batch = 0;
        for (int iteration = 0; iteration < iterations; iteration++)
        {
            foreach (Sample[] rows in _rows.Chunk(batchSize).Where(rows => rows.Length == batchSize))
            {
                double rate = 1 / (1 + lambda * ++batch);
                Sample[] wrong = [.. rows.Where(r => Sign(r) * (bias + weights.Zip(r.Features, (w, x) => w * x).Sum()) < 1)];
                for (int j = 0; j < weights.Length; j++)
                    weights[j] = weights[j] * (1 - rate * lambda) + rate / batchSize * wrong.Sum(r => Sign(r) * r.Features[j]);
                bias += noBias ? 0 : rate / batchSize * wrong.Sum(Sign);
                double shrinkage = 1 / (Math.Sqrt(lambda) * Math.Sqrt(weights.Sum(w => w * w)));
                for (int j = 0; projection && shrinkage < 1 && j < weights.Length; j++)
                    weights[j] *= shrinkage;
            }

            // Each pass begins a batch, also where the last one has just begun one; what was left of that is dropped.
            batch++;
        }

        Assert.Equal(bias, model.Bias, 2e-3);
        Assert.All(weights.Zip(model.Weights), pair => Assert.Equal(pair.First, pair.Second, 2e-3));
    }

    [Fact]
    public void Example_weights_are_not_looked_at()
    {
        var options = new LinearSvmTrainer.Options { LabelColumnName = "IsFirst", Shuffle = false };
        var weighted = new LinearSvmTrainer.Options { LabelColumnName = "IsFirst", Shuffle = false, ExampleWeightColumnName = "Weight" };
        Assert.Equal(Fit(options).Weights, Fit(weighted).Weights);
    }

    [Fact]
    public void More_passes_tell_the_classes_apart()
    {
        IDataView data = Sample.View(_context, Sample.Draw(300));
        IDataView scored = _context.BinaryClassification.Trainers.LinearSvm("IsFirst", numberOfIterations: 50).Fit(data).Transform(data);
        Assert.InRange(_context.BinaryClassification.EvaluateNonCalibrated(scored, "IsFirst").AreaUnderRocCurve, 0.85, 1);
    }

    [Fact]
    public void The_score_is_linear_and_the_label_its_sign()
    {
        IDataView data = Sample.View(_context, _rows);
        var model = _context.BinaryClassification.Trainers.LinearSvm("IsFirst").Fit(data);
        foreach (Scored row in _context.Data.CreateEnumerable<Scored>(model.Transform(data), false))
        {
            Assert.Equal(model.Model.Bias + row.Features.Zip(model.Model.Weights, (x, w) => (double)x * w).Sum(), row.Score, 1e-4);
            Assert.Equal(row.Score > 0, row.PredictedLabel);
        }
    }

    [Fact]
    public void A_fit_can_go_on_from_a_model()
    {
        IDataView data = Sample.View(_context, _rows);
        LinearSvmTrainer trainer = _context.BinaryClassification.Trainers.LinearSvm(
            new LinearSvmTrainer.Options { LabelColumnName = "IsFirst", Lambda = 1e-6f, Shuffle = false });
        LinearBinaryModelParameters first = trainer.Fit(data).Model;
        LinearBinaryModelParameters second = trainer.Fit(data, first).Model;
        Assert.NotEqual(first.Weights, second.Weights);
        Assert.Equal(first.Weights, trainer.Fit(data).Model.Weights);
    }

    [Fact]
    public void A_seed_gives_one_result()
    {
        Assert.Equal(Weights(3), Weights(3));

        IReadOnlyList<float> Weights(int seed)
        {
            var context = new MLContext(seed);
            return context.BinaryClassification.Trainers.LinearSvm("IsFirst").Fit(Sample.View(context, _rows)).Model.Weights;
        }
    }

    private static double Sign(Sample row) => row.IsFirst ? 1 : -1;

    private LinearBinaryModelParameters Fit(LinearSvmTrainer.Options options) =>
        _context.BinaryClassification.Trainers.LinearSvm(options).Fit(Sample.View(_context, _rows)).Model;

    private sealed class Scored
    {
        public float[] Features { get; set; } = [];

        public float Score { get; set; }

        public bool PredictedLabel { get; set; }
    }

    private sealed class Point
    {
        [Microsoft.ML.Data.VectorType(2)]
        public float[] Features { get; set; } = [0, 0];

        public bool IsFirst { get; set; }
    }
}

using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;

namespace MLNet.ConvExtensions.Conformance.Trainers;

public class LbfgsMaximumEntropyTests
{
    private readonly MLContext _context = new(1);
    private readonly Sample[] _rows = Sample.Draw(90);

    [Fact]
    public void Options_have_the_documented_defaults()
    {
        var options = new LbfgsMaximumEntropyMulticlassTrainer.Options();
        Assert.Equal(1, options.L1Regularization);
        Assert.Equal(1, options.L2Regularization);
        Assert.Equal(1e-7f, options.OptimizationTolerance);
        Assert.Equal(20, options.HistorySize);
        Assert.Equal(int.MaxValue, options.MaximumNumberOfIterations);
        Assert.False(options.EnforceNonNegativity);
    }

    [Theory]
    [InlineData(0f, 0.5f, false)]
    [InlineData(1f, 1f, false)]
    [InlineData(0f, 1f, true)]
    public void The_weights_are_at_the_optimum_of_the_sum_of_losses_and_the_terms_and_the_biases_are_free(float l1, float l2, bool weighted)
    {
        var trainer = _context.MulticlassClassification.Trainers.LbfgsMaximumEntropy(
            exampleWeightColumnName: weighted ? "Weight" : null, l1Regularization: l1, l2Regularization: l2);
        (float[][] weights, float[] biases) = Parameters(trainer.Fit(Sample.KeyedView(_context, _rows)).Model);
        for (int c = 0; c < 3; c++)
        {
            var gradient = new double[Sample.FeatureCount + 1];
            foreach (Sample row in _rows)
            {
                double weight = weighted ? row.Weight : 1;
                double slope = (Softmax(weights, biases, row.Features)[c] - (row.Name == $"class{c}" ? 1 : 0)) * weight;
                gradient[0] += slope;
                for (int j = 0; j < Sample.FeatureCount; j++)
                    gradient[j + 1] += slope * row.Features[j];
            }

            Assert.Equal(0, gradient[0], 0.02);
            for (int j = 0; j < Sample.FeatureCount; j++)
                Assert.Equal(0, LogisticProblem.Violation(gradient[j + 1] + l2 * weights[c][j], weights[c][j], l1), 0.02);
        }
    }

    [Fact]
    public void The_scores_are_the_softmax_and_the_predicted_label_is_the_key_of_the_largest()
    {
        IDataView data = Sample.KeyedView(_context, _rows);
        var model = _context.MulticlassClassification.Trainers.LbfgsMaximumEntropy().Fit(data);
        (float[][] weights, float[] biases) = Parameters(model.Model);
        foreach (Scored row in _context.Data.CreateEnumerable<Scored>(model.Transform(data), false))
        {
            double[] expected = Softmax(weights, biases, row.Features);
            for (int c = 0; c < 3; c++)
                Assert.Equal(expected[c], row.Score[c], 1e-5);
            Assert.Equal(Array.IndexOf(row.Score, row.Score.Max()) + 1, (int)row.PredictedLabel);
        }
    }

    [Fact]
    public void Weights_come_as_one_vector_a_class_into_an_array_of_any_size()
    {
        MaximumEntropyModelParameters model = _context.MulticlassClassification.Trainers.LbfgsMaximumEntropy()
            .Fit(Sample.KeyedView(_context, _rows)).Model;
        VBuffer<float>[]? fresh = null;
        model.GetWeights(ref fresh, out int count);
        Assert.Equal(3, count);
        Assert.Equal(3, fresh.Length);
        Assert.All(fresh, weights => Assert.Equal(Sample.FeatureCount, weights.Length));
        var large = new VBuffer<float>[5];
        VBuffer<float>[] kept = large;
        model.GetWeights(ref kept, out count);
        Assert.Same(large, kept);
        Assert.Equal(fresh[2].DenseValues(), kept[2].DenseValues());
        Assert.Equal(3, model.GetBiases().Count());
    }

    [Fact]
    public void A_single_class_has_all_the_probability()
    {
        IDataView data = Sample.KeyedView(_context, _rows.Where(r => r.Name == "class1"));
        var model = _context.MulticlassClassification.Trainers.LbfgsMaximumEntropy().Fit(data);
        Assert.All(model.Transform(data).GetColumn<float[]>("Score"), score => Assert.Equal([1f], score));
    }

    [Fact]
    public void A_row_with_a_missing_feature_gets_missing_scores_and_a_missing_label()
    {
        var model = _context.MulticlassClassification.Trainers.LbfgsMaximumEntropy().Fit(Sample.KeyedView(_context, _rows));
        IDataView scored = model.Transform(Sample.View(_context, [new Sample { Features = [float.NaN, 0, 0, 0] }]));
        Assert.All(scored.GetColumn<float[]>("Score").Single(), score => Assert.True(float.IsNaN(score)));
        Assert.Equal(0u, scored.GetColumn<uint>("PredictedLabel").Single());
    }

    [Fact]
    public void Rows_with_missing_features_or_labels_are_left_out_with_a_warning()
    {
        var messages = new List<string>();
        var context = new MLContext(1);
        context.Log += (_, e) => messages.Add(e.Message);
        IDataView keys = Sample.KeyedView(context, _rows);
        var keyData = context.Data.LoadFromEnumerable(new[] { new { Name = "class0" }, new { Name = "class1" }, new { Name = "class2" } });
        var toKey = context.Transforms.Conversion.MapValueToKey("Label", "Name", keyData: keyData);
        IDataView gaps = Sample.View(context, Sample.WithGaps([.. _rows, new Sample { Name = "unknown", Features = [9, 9, 9, 9] }]));
        var trainer = context.MulticlassClassification.Trainers.LbfgsMaximumEntropy();
        (float[][] expected, _) = Parameters(trainer.Fit(keys).Model);
        Assert.DoesNotContain(messages, message => message.Contains("Skipped"));
        (float[][] actual, _) = Parameters(trainer.Fit(toKey.Fit(gaps).Transform(gaps)).Model);
        Assert.Equal(expected, actual);
        Assert.Contains(messages, message => message.Contains("Skipped 3 instances with missing features/label/weight"));
    }

    [Fact]
    public void A_fit_can_go_on_from_a_model()
    {
        IDataView data = Sample.KeyedView(_context, _rows);
        var trainers = _context.MulticlassClassification.Trainers;
        MaximumEntropyModelParameters model = trainers.LbfgsMaximumEntropy(l1Regularization: 0).Fit(data).Model;
        var options = new LbfgsMaximumEntropyMulticlassTrainer.Options { L1Regularization = 0, MaximumNumberOfIterations = 1 };
        (float[][] before, _) = Parameters(model);
        (float[][] after, _) = Parameters(trainers.LbfgsMaximumEntropy(options).Fit(data, model).Model);
        for (int c = 0; c < 3; c++)
            Assert.All(before[c].Zip(after[c]), pair => Assert.Equal(pair.First, pair.Second, 0.05f));
    }

    internal static (float[][] Weights, float[] Biases) Parameters(LinearMulticlassModelParametersBase model)
    {
        VBuffer<float>[]? weights = null;
        model.GetWeights(ref weights, out _);
        return ([.. weights.Select(w => w.DenseValues().ToArray())], [.. model.GetBiases()]);
    }

    internal static double[] Softmax(float[][] weights, float[] biases, float[] features)
    {
        double[] scores = [.. weights.Select((w, c) => Math.Exp(biases[c] + w.Zip(features, (x, y) => (double)x * y).Sum()))];
        return [.. scores.Select(score => score / scores.Sum())];
    }

    private sealed class Scored
    {
        public float[] Features { get; set; } = [];

        public float[] Score { get; set; } = [];

        [KeyType(3)]
        public uint PredictedLabel { get; set; }
    }
}

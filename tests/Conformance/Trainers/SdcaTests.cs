using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;

namespace MLNet.ConvExtensions.Conformance.Trainers;

public class SdcaTests
{
    private readonly MLContext _context = new(1);
    private readonly Sample[] _rows = Sample.Draw(90);

    [Fact]
    public void Options_have_the_documented_defaults()
    {
        var options = new SdcaLogisticRegressionBinaryTrainer.Options();
        Assert.Null(options.L2Regularization);
        Assert.Null(options.L1Regularization);
        Assert.Null(options.MaximumNumberOfIterations);
        Assert.Null(options.NumberOfThreads);
        Assert.Null(options.ConvergenceCheckFrequency);
        Assert.Equal(0.1f, options.ConvergenceTolerance);
        Assert.Equal(0, options.BiasLearningRate);
        Assert.Equal(1, options.PositiveInstanceWeight);
        Assert.True(options.Shuffle);
        Assert.Equal(0.1f, new SdcaMaximumEntropyMulticlassTrainer.Options().ConvergenceTolerance);
    }

    [Theory]
    [InlineData(0f, 1f)]
    [InlineData(0.5f, 1f)]
    [InlineData(0f, 3f)]
    public void The_weights_come_to_the_optimum_of_the_mean_loss_and_the_terms_and_the_bias_is_a_weight_as_well(float l1, float positiveWeight)
    {
        const float l2 = 0.01f;
        var options = new SdcaLogisticRegressionBinaryTrainer.Options
        {
            LabelColumnName = "IsFirst",
            L1Regularization = l1,
            L2Regularization = l2,
            PositiveInstanceWeight = positiveWeight,
            ConvergenceTolerance = 1e-5f,
            MaximumNumberOfIterations = 3000,
            NumberOfThreads = 1,
        };
        LinearBinaryModelParameters model = _context.BinaryClassification.Trainers.SdcaLogisticRegression(options)
            .Fit(Sample.View(_context, _rows)).Model.SubModel;
        Sample[] weighted = [.. _rows.Select(r => new Sample { IsFirst = r.IsFirst, Features = r.Features, Weight = r.IsFirst ? positiveWeight : 1 })];
        double[] sums = LogisticProblem.Gradient(weighted, model.Weights, model.Bias, l2: 0, weighted: true);
        float[] parameters = [model.Bias, .. model.Weights];
        for (int j = 0; j < parameters.Length; j++)
            Assert.Equal(0, LogisticProblem.Violation(sums[j] / _rows.Length + l2 * parameters[j], parameters[j], l1 * l2), 2e-3);
    }

    [Fact]
    public void By_default_both_kinds_tell_the_classes_apart()
    {
        IDataView data = Sample.KeyedView(_context, Sample.Draw(300));
        var binary = _context.BinaryClassification.Trainers.SdcaLogisticRegression("IsFirst").Fit(data);
        Assert.InRange(_context.BinaryClassification.Evaluate(binary.Transform(data), "IsFirst").AreaUnderRocCurve, 0.85, 1);
        Assert.Equal(-1, binary.Model.Calibrator.Slope);
        var multiclass = _context.MulticlassClassification.Trainers.SdcaMaximumEntropy().Fit(data);
        Assert.InRange(_context.MulticlassClassification.Evaluate(multiclass.Transform(data)).MacroAccuracy, 0.7, 1);
    }

    [Fact]
    public void A_seed_gives_one_result()
    {
        Assert.Equal(Weights(new MLContext(5)), Weights(new MLContext(5)));

        float[] Weights(MLContext context) =>
        [
            .. context.BinaryClassification.Trainers.SdcaLogisticRegression(
                new SdcaLogisticRegressionBinaryTrainer.Options { LabelColumnName = "IsFirst", NumberOfThreads = 1 })
                .Fit(Sample.View(context, _rows)).Model.SubModel.Weights,
        ];
    }

    [Fact]
    public void Without_shuffling_the_seed_does_not_matter()
    {
        Assert.Equal(Weights(new MLContext(5)), Weights(new MLContext(6)));

        float[] Weights(MLContext context) =>
        [
            .. context.BinaryClassification.Trainers.SdcaLogisticRegression(new SdcaLogisticRegressionBinaryTrainer.Options
            {
                LabelColumnName = "IsFirst",
                NumberOfThreads = 1,
                Shuffle = false,
                MaximumNumberOfIterations = 3,
            }).Fit(Sample.View(context, _rows)).Model.SubModel.Weights,
        ];
    }

    [Fact]
    public void Multiclass_scores_are_a_softmax_of_linear_scores()
    {
        IDataView data = Sample.KeyedView(_context, _rows);
        var model = _context.MulticlassClassification.Trainers.SdcaMaximumEntropy(maximumNumberOfIterations: 20).Fit(data);
        (float[][] weights, float[] biases) = LbfgsMaximumEntropyTests.Parameters(model.Model);
        float[] first = model.Transform(data).GetColumn<float[]>("Score").First();
        double[] expected = LbfgsMaximumEntropyTests.Softmax(weights, biases, _rows[0].Features);
        Assert.All(expected.Zip(first), pair => Assert.Equal(pair.First, pair.Second, 1e-5));
    }

    [Fact]
    public void Losses_other_than_the_log_loss_give_scores_without_probabilities()
    {
        IDataView data = Sample.View(_context, _rows);
        IDataView scored = _context.BinaryClassification.Trainers.SdcaNonCalibrated("IsFirst", lossFunction: new HingeLoss()).Fit(data).Transform(data);
        Assert.Null(scored.Schema.GetColumnOrNull("Probability"));
        Assert.InRange(_context.BinaryClassification.EvaluateNonCalibrated(scored, "IsFirst").AreaUnderRocCurve, 0.85, 1);
    }

    [Fact]
    public void Multiclass_without_calibration_gives_linear_scores()
    {
        IDataView data = Sample.KeyedView(_context, _rows);
        var model = _context.MulticlassClassification.Trainers.SdcaNonCalibrated().Fit(data);
        (float[][] weights, float[] biases) = LbfgsMaximumEntropyTests.Parameters(model.Model);
        float[] first = model.Transform(data).GetColumn<float[]>("Score").First();
        for (int c = 0; c < 3; c++)
            Assert.Equal(biases[c] + weights[c].Zip(_rows[0].Features, (x, y) => (double)x * y).Sum(), first[c], 1e-4);
    }

    [Theory]
    [InlineData(0.7f, 1f)]
    [InlineData(-2f, 1f)]
    [InlineData(3f, 0f)]
    public void Losses_are_those_of_the_books(float output, float label)
    {
        double margin = label > 0 ? output : -output;
        Assert.Equal(Math.Log(1 + Math.Exp(-margin)), new LogLoss().Loss(output, label), 1e-4);
        Assert.Equal(1 / (1 + Math.Exp(-output)) - label, new LogLoss().Derivative(output, label), 1e-3);
        Assert.Equal(Math.Max(0, 1 - margin), new HingeLoss().Loss(output, label), 1e-5);
        Assert.Equal(margin < 1 ? (label > 0 ? -1 : 1) : 0, new HingeLoss().Derivative(output, label));
    }
}

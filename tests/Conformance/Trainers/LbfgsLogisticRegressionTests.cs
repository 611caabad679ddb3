using Microsoft.ML;
using Microsoft.ML.Trainers;
using LogisticTransformer = Microsoft.ML.Data.BinaryPredictionTransformer<Microsoft.ML.Calibrators.CalibratedModelParametersBase<
    Microsoft.ML.Trainers.LinearBinaryModelParameters, Microsoft.ML.Calibrators.PlattCalibrator>>;

namespace MLNet.ConvExtensions.Conformance.Trainers;

public class LbfgsLogisticRegressionTests
{
    private readonly MLContext _context = new(1);
    private readonly Sample[] _rows = Sample.Draw(90);

    [Fact]
    public void Options_have_the_documented_defaults()
    {
        var options = new LbfgsLogisticRegressionBinaryTrainer.Options();
        Assert.Equal(1, options.L1Regularization);
        Assert.Equal(1, options.L2Regularization);
        Assert.Equal(1e-7f, options.OptimizationTolerance);
        Assert.Equal(20, options.HistorySize);
        Assert.Equal(int.MaxValue, options.MaximumNumberOfIterations);
        Assert.Equal(0, options.InitialWeightsDiameter);
        Assert.Null(options.NumberOfThreads);
        Assert.False(options.EnforceNonNegativity);
        Assert.False(options.ShowTrainingStatistics);
        Assert.Equal(("Label", "Features", null), (options.LabelColumnName, options.FeatureColumnName, options.ExampleWeightColumnName));
    }

    [Theory]
    [InlineData(0.5f)]
    [InlineData(2f)]
    public void Without_L1_the_weights_are_at_the_optimum_of_the_sum_of_losses_and_half_the_L2_term_and_the_bias_is_free(float l2)
    {
        LinearBinaryModelParameters model = Fit(Trainer(l1: 0, l2: l2)).Model.SubModel;
        Assert.All(LogisticProblem.Gradient(_rows, model.Weights, model.Bias, l2), derivative => Assert.Equal(0, derivative, 0.02));
    }

    [Fact]
    public void With_L1_the_weights_are_at_the_optimum_too_and_useless_ones_are_zero()
    {
        LinearBinaryModelParameters model = Fit(Trainer(l1: 1, l2: 1)).Model.SubModel;
        double[] gradient = LogisticProblem.Gradient(_rows, model.Weights, model.Bias, 1);
        Assert.Equal(0, gradient[0], 0.02);
        for (int j = 0; j < Sample.FeatureCount; j++)
            Assert.Equal(0, LogisticProblem.Violation(gradient[j + 1], model.Weights[j], 1), 0.02);
        Assert.Equal(0, model.Weights[3]);
    }

    [Fact]
    public void A_larger_L1_weight_leaves_the_bias_alone()
    {
        LinearBinaryModelParameters model = Fit(Trainer(l1: 1000, l2: 0)).Model.SubModel;
        Assert.All(model.Weights, weight => Assert.Equal(0, weight));
        Assert.Equal(Math.Log(1.0 / 2), model.Bias, 0.01);
    }

    [Fact]
    public void Examples_count_by_their_weight()
    {
        var trainer = _context.BinaryClassification.Trainers.LbfgsLogisticRegression("IsFirst", "Features", "Weight", 0, 1);
        LinearBinaryModelParameters model = Fit(trainer).Model.SubModel;
        Assert.All(LogisticProblem.Gradient(_rows, model.Weights, model.Bias, 1, weighted: true), derivative => Assert.Equal(0, derivative, 0.02));
    }

    [Fact]
    public void Weights_can_be_kept_from_being_negative()
    {
        var trainer = _context.BinaryClassification.Trainers.LbfgsLogisticRegression(
            "IsFirst", l1Regularization: 0.1f, l2Regularization: 0.1f, enforceNonNegativity: true);
        LinearBinaryModelParameters model = Fit(trainer).Model.SubModel;
        Assert.All(model.Weights, weight => Assert.True(weight >= 0));
        Assert.True(model.Weights[0] > 1);
        Assert.True(model.Bias < 0);
    }

    [Fact]
    public void The_score_is_linear_the_probability_its_sigmoid_and_the_label_its_sign()
    {
        LogisticTransformer model = Fit(Trainer());
        Assert.Equal((-1, 0), (model.Model.Calibrator.Slope, model.Model.Calibrator.Offset));
        foreach (Scored row in _context.Data.CreateEnumerable<Scored>(model.Transform(Sample.View(_context, _rows)), false))
        {
            double score = model.Model.SubModel.Bias + row.Features.Zip(model.Model.SubModel.Weights, (x, w) => (double)x * w).Sum();
            Assert.Equal(score, row.Score, 1e-4);
            Assert.Equal(1 / (1 + Math.Exp(-score)), row.Probability, 1e-5);
            Assert.Equal(row.Score > 0, row.PredictedLabel);
        }
    }

    [Fact]
    public void Separable_data_are_told_apart()
    {
        var rows = _rows.Select(r => new Sample { IsFirst = r.IsFirst, Features = [r.IsFirst ? 5 : -5, r.Features[1], 0, 0] });
        IDataView data = Sample.View(_context, rows);
        var metrics = _context.BinaryClassification.Evaluate(Trainer().Fit(data).Transform(data), "IsFirst");
        Assert.Equal(1, metrics.Accuracy);
        Assert.Equal(1, metrics.AreaUnderRocCurve);
    }

    [Fact]
    public void Rows_with_missing_features_are_left_out()
    {
        var model = Trainer().Fit(Sample.View(_context, Sample.WithGaps(_rows))).Model.SubModel;
        var without = Fit(Trainer()).Model.SubModel;
        Assert.Equal(without.Weights, model.Weights);
        Assert.Equal(without.Bias, model.Bias);
    }

    [Fact]
    public void Rows_with_a_weight_of_zero_are_left_out()
    {
        Sample[] rows = [.. _rows, .. Sample.Draw(30, 8).Select(r => new Sample { IsFirst = !r.IsFirst, Features = r.Features, Weight = 0 })];
        var trainer = _context.BinaryClassification.Trainers.LbfgsLogisticRegression("IsFirst", "Features", "Weight");
        Assert.Equal(Fit(trainer).Model.SubModel.Weights, trainer.Fit(Sample.View(_context, rows)).Model.SubModel.Weights);
    }

    [Fact]
    public void Fitting_again_gives_the_same_and_a_fit_can_go_on_from_a_model()
    {
        LbfgsLogisticRegressionBinaryTrainer trainer = Trainer(l1: 0, l2: 1);
        IDataView data = Sample.View(_context, _rows);
        var first = trainer.Fit(data).Model.SubModel;
        Assert.Equal(first.Weights, trainer.Fit(data).Model.SubModel.Weights);
        var options = new LbfgsLogisticRegressionBinaryTrainer.Options
        {
            LabelColumnName = "IsFirst",
            L1Regularization = 0,
            MaximumNumberOfIterations = 1,
        };
        LbfgsLogisticRegressionBinaryTrainer oneStep = _context.BinaryClassification.Trainers.LbfgsLogisticRegression(options);
        double cold = Distance(oneStep.Fit(data).Model.SubModel);
        double warm = Distance(oneStep.Fit(data, first).Model.SubModel);
        Assert.True(warm < 0.1 * cold, $"{warm} from the model, {cold} from zero");

        double Distance(LinearBinaryModelParameters model) => model.Weights.Zip(first.Weights, (a, b) => Math.Abs(a - b)).Sum();
    }

    [Fact]
    public void Statistics_come_on_request()
    {
        Assert.Null(Fit(Trainer()).Model.SubModel.Statistics);
        var options = new LbfgsLogisticRegressionBinaryTrainer.Options { LabelColumnName = "IsFirst", ShowTrainingStatistics = true };
        ModelStatisticsBase statistics = Fit(_context.BinaryClassification.Trainers.LbfgsLogisticRegression(options)).Model.SubModel.Statistics!;
        Assert.Equal(90, statistics.TrainingExampleCount);
        Assert.Equal(4, statistics.ParametersCount);
        Assert.Equal(-2 * (30 * Math.Log(1.0 / 3) + 60 * Math.Log(2.0 / 3)), statistics.NullDeviance, 0.01);
        Assert.InRange(statistics.Deviance, 1, statistics.NullDeviance);
    }

    private LbfgsLogisticRegressionBinaryTrainer Trainer(float l1 = 1, float l2 = 1) =>
        _context.BinaryClassification.Trainers.LbfgsLogisticRegression("IsFirst", l1Regularization: l1, l2Regularization: l2);

    private LogisticTransformer Fit(LbfgsLogisticRegressionBinaryTrainer trainer) => trainer.Fit(Sample.View(_context, _rows));

    private sealed class Scored
    {
        public float[] Features { get; set; } = [];

        public float Score { get; set; }

        public float Probability { get; set; }

        public bool PredictedLabel { get; set; }
    }
}

using Microsoft.ML;
using Microsoft.ML.Calibrators;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;

namespace MLNet.ConvExtensions.Conformance.Trainers;

public class OneVersusAllTests
{
    private readonly MLContext _context = new(1);
    private readonly Sample[] _rows = Sample.Draw(90);

    [Fact]
    public void Calibrated_trainers_give_their_probabilities_scaled_to_the_sum_one()
    {
        IDataView data = Sample.KeyedView(_context, _rows);
        var model = Multiclass.OneVersusAll(Binary.LbfgsLogisticRegression()).Fit(data);
        float[][] scores = Scores(model, data);
        float[][] probabilities = [.. Enumerable.Range(0, 3).Select(c => Column("Probability", c))];
        for (int i = 0; i < _rows.Length; i++)
        {
            float sum = probabilities.Sum(p => p[i]);
            for (int c = 0; c < 3; c++)
                Assert.Equal(probabilities[c][i] / sum, scores[i][c], 1e-5f);
        }
    }

    [Fact]
    public void Without_probabilities_the_scores_are_the_binary_ones()
    {
        IDataView data = Sample.KeyedView(_context, _rows);
        var model = Multiclass.OneVersusAll(Binary.LbfgsLogisticRegression(), useProbabilities: false).Fit(data);
        float[][] scores = Scores(model, data);
        for (int c = 0; c < 3; c++)
            Assert.Equal(Column("Score", c), scores.Select(s => s[c]));
    }

    [Fact]
    public void Trainers_without_probabilities_are_calibrated_by_Platts_method()
    {
        IDataView data = Sample.KeyedView(_context, _rows);
        float[][] scores = Scores(Multiclass.OneVersusAll(Svm()).Fit(data), data);
        float[][] raw = Scores(Multiclass.OneVersusAll(Svm(), useProbabilities: false).Fit(data), data);
        (double Slope, double Offset)[] sigmoids = [.. Enumerable.Range(0, 3).Select(c =>
            LogisticProblem.Platt([.. raw.Select(r => r[c])], [.. _rows.Select(r => r.Name == $"class{c}")]))];
        for (int i = 0; i < _rows.Length; i++)
        {
            double[] expected = [.. sigmoids.Select((s, c) => 1 / (1 + Math.Exp(s.Slope * raw[i][c] + s.Offset)))];
            for (int c = 0; c < 3; c++)
                Assert.Equal(expected[c] / expected.Sum(), scores[i][c], 0.01);
        }
    }

    [Fact]
    public void The_predicted_label_is_the_key_of_the_largest_score()
    {
        IDataView data = Sample.KeyedView(_context, _rows);
        var model = Multiclass.OneVersusAll(Svm()).Fit(data);
        uint[] labels = [.. model.Transform(data).GetColumn<uint>("PredictedLabel")];
        Assert.Equal(Scores(model, data).Select(s => (uint)Array.IndexOf(s, s.Max()) + 1), labels);
        Assert.InRange(_context.MulticlassClassification.Evaluate(model.Transform(data)).MicroAccuracy, 0.7, 1);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_missing_label_counts_as_negative_whatever_was_asked_for(bool impute)
    {
        var keyData = _context.Data.LoadFromEnumerable(new[] { new { Name = "class0" }, new { Name = "class1" }, new { Name = "class2" } });
        IDataView view = Sample.View(_context, [.. _rows, .. Sample.Draw(30, 9).Select(r => new Sample { Name = "other", Features = r.Features })]);
        IDataView data = _context.Transforms.Conversion.MapValueToKey("Label", "Name", keyData: keyData).Fit(view).Transform(view);
        var binary = Binary.LbfgsLogisticRegression();
        float[][] scores = Scores(Multiclass.OneVersusAll(binary, imputeMissingLabelsAsNegative: impute, useProbabilities: false).Fit(data), data);
        IDataView first = Sample.View(_context, _context.Data.CreateEnumerable<Sample>(view, false).Select(WithFirst));
        float[] expected = [.. Binary.LbfgsLogisticRegression("IsFirst").Fit(first).Transform(first).GetColumn<float>("Score")];
        Assert.Equal(expected, scores.Select(s => s[0]));

        static Sample WithFirst(Sample row) => new() { IsFirst = row.Name == "class0", Features = row.Features };
    }

    [Fact]
    public void The_feature_column_is_the_binary_trainers()
    {
        IDataView data = _context.Transforms.CopyColumns("Pixels", "Features").Fit(Sample.KeyedView(_context, _rows))
            .Transform(Sample.KeyedView(_context, _rows));
        var model = Multiclass.OneVersusAll(Binary.LinearSvm(featureColumnName: "Pixels")).Fit(data);
        Assert.Equal("Pixels", model.FeatureColumnName);
        Assert.IsType<OneVersusAllModelParameters>(model.Model);
    }

    [Fact]
    public void A_row_with_a_missing_feature_gets_missing_scores_and_a_missing_label()
    {
        IDataView scored = Multiclass.OneVersusAll(Svm()).Fit(Sample.KeyedView(_context, _rows))
            .Transform(Sample.View(_context, [new Sample { Features = [float.NaN, 0, 0, 0] }]));
        Assert.All(scored.GetColumn<float[]>("Score").Single(), score => Assert.True(float.IsNaN(score)));
        Assert.Equal(0u, scored.GetColumn<uint>("PredictedLabel").Single());
    }

    [Fact]
    public void The_binary_trainer_and_the_label_are_needed()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Multiclass.OneVersusAll<LinearBinaryModelParameters>(null!));
        Assert.Throws<ArgumentNullException>(() => Multiclass.OneVersusAll(Svm(), labelColumnName: null!));
        Assert.Throws<ArgumentOutOfRangeException>(() => Multiclass.OneVersusAll(Svm(), "Name").Fit(Sample.View(_context, _rows)));
        Assert.Throws<ArgumentOutOfRangeException>(() => Multiclass.OneVersusAll(Svm(), "Nothing").Fit(Sample.View(_context, _rows)));
    }

    [Fact]
    public void A_given_calibrator_changes_nothing()
    {
        IDataView data = Sample.KeyedView(_context, _rows);
        FixedPlattCalibratorEstimator calibrator = _context.BinaryClassification.Calibrators.Platt(-20, 10);
        float[][] expected = Scores(Multiclass.OneVersusAll(Svm()).Fit(data), data);
        Assert.Equal(expected, Scores(Multiclass.OneVersusAll(Svm(), calibrator: calibrator).Fit(data), data));
    }

    private BinaryClassificationCatalog.BinaryClassificationTrainers Binary => _context.BinaryClassification.Trainers;

    private MulticlassClassificationCatalog.MulticlassClassificationTrainers Multiclass => _context.MulticlassClassification.Trainers;

    private LinearSvmTrainer Svm() => Binary.LinearSvm(new LinearSvmTrainer.Options { Shuffle = false });

    private float[] Column(string name, int cls)
    {
        IDataView view = Sample.View(_context, _rows.Select(r => new Sample { IsFirst = r.Name == $"class{cls}", Features = r.Features }));
        return [.. Binary.LbfgsLogisticRegression("IsFirst").Fit(view).Transform(view).GetColumn<float>(name)];
    }

    private static float[][] Scores(ITransformer model, IDataView data) => [.. model.Transform(data).GetColumn<float[]>("Score")];
}

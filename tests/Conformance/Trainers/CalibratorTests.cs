using Microsoft.ML;
using Microsoft.ML.Calibrators;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;

namespace MLNet.ConvExtensions.Conformance.Trainers;

public class CalibratorTests
{
    private readonly MLContext _context = new(1);
    private readonly Sample[] _rows = Sample.Draw(90);

    [Fact]
    public void Probabilities_are_a_sigmoid_of_scores()
    {
        PlattCalibrator calibrator = _context.BinaryClassification.Trainers.LbfgsLogisticRegression("IsFirst")
            .Fit(Sample.View(_context, _rows)).Model.Calibrator;
        Assert.Equal(0.5f, calibrator.PredictProbability(0));
        Assert.Equal(1 / (1 + MathF.Exp(-2)), calibrator.PredictProbability(2), 1e-6f);
        Assert.True(float.IsNaN(calibrator.PredictProbability(float.NaN)));
    }

    [Fact]
    public void The_scores_of_a_trained_model_get_probabilities_by_Platts_method()
    {
        IDataView scored = Scored();
        CalibratorTransformer<PlattCalibrator> transformer = _context.BinaryClassification.Calibrators.Platt("IsFirst").Fit(scored);
        PlattCalibrator calibrator = ((ISingleFeaturePredictionTransformer<PlattCalibrator>)transformer).Model;
        (double slope, double offset) = LogisticProblem.Platt([.. scored.GetColumn<float>("Score")], [.. _rows.Select(r => r.IsFirst)]);
        Assert.Equal(slope, calibrator.Slope, 0.05);
        Assert.Equal(offset, calibrator.Offset, 0.05);
        IDataView calibrated = transformer.Transform(scored);
        Assert.Equal(scored.GetColumn<float>("Score").Select(calibrator.PredictProbability), calibrated.GetColumn<float>("Probability"));
        CalibratedBinaryClassificationMetrics metrics = _context.BinaryClassification.Evaluate(calibrated, "IsFirst");
        Assert.InRange(metrics.LogLoss, 0, 0.7);
    }

    [Fact]
    public void Probability_columns_say_that_they_belong_to_the_score()
    {
        IDataView scored = Scored();
        DataViewSchema schema = _context.BinaryClassification.Calibrators.Platt("IsFirst").Fit(scored).Transform(scored).Schema;
        bool normalized = false;
        schema["Probability"].Annotations.GetValue("IsNormalized", ref normalized);
        Assert.True(normalized);
        uint scoreSet = 0, probabilitySet = 0;
        schema["Score"].Annotations.GetValue("ScoreColumnSetId", ref scoreSet);
        schema["Probability"].Annotations.GetValue("ScoreColumnSetId", ref probabilitySet);
        Assert.Equal(scoreSet, probabilitySet);
    }

    [Fact]
    public void A_sigmoid_can_be_given_and_comes_back_from_a_file()
    {
        IDataView scored = Scored();
        ITransformer transformer = _context.BinaryClassification.Calibrators.Platt(slope: -2, offset: 0.5).Fit(scored);
        using var stream = new MemoryStream();
        _context.Model.Save(transformer, scored.Schema, stream);
        stream.Position = 0;
        ITransformer loaded = _context.Model.Load(stream, out _);
        float[] expected = [.. scored.GetColumn<float>("Score").Select(score => (float)(1 / (1 + Math.Exp(-2.0 * score + 0.5))))];
        Assert.Equal(expected, transformer.Transform(scored).GetColumn<float>("Probability"));
        Assert.Equal(expected, loaded.Transform(scored).GetColumn<float>("Probability"));
    }

    [Fact]
    public void Neighbours_that_fall_are_pooled_and_lines_join_the_steps()
    {
        (float, bool)[] examples = [(1, false), (2, true), (3, false), (4, true), (6, true)];
        IDataView scored = _context.Data.LoadFromEnumerable(examples.Select(e => new { Score = e.Item1, IsFirst = e.Item2 }));
        ITransformer transformer = _context.BinaryClassification.Calibrators.Isotonic("IsFirst").Fit(scored);
        using var stream = new MemoryStream();
        _context.Model.Save(transformer, scored.Schema, stream);
        stream.Position = 0;
        ITransformer loaded = _context.Model.Load(stream, out _);
        IDataView data = _context.Data.LoadFromEnumerable(new[] { 0, 1, 1.5f, 2, 2.5f, 3, 3.5f, 4, 9, float.NaN }.Select(s => new { Score = s }));

        float[] expected = [1e-15f, 1e-15f, 0.25f, 0.5f, 0.5f, 0.5f, 0.75f, 1, 1, float.NaN];
        Assert.Equal(expected, transformer.Transform(data).GetColumn<float>("Probability"));
        Assert.Equal(expected, loaded.Transform(data).GetColumn<float>("Probability"));
    }

    [Fact]
    public void Two_scores_of_either_class_make_a_straight_line()
    {
        IDataView scored = _context.Data.LoadFromEnumerable(new[] { new { Score = -0.5f, IsFirst = false }, new { Score = 0.5f, IsFirst = true } });
        IDataView data = _context.Data.LoadFromEnumerable(new[] { -0.25f, 0, 0.125f }.Select(s => new { Score = s }));
        ITransformer transformer = _context.BinaryClassification.Calibrators.Isotonic("IsFirst").Fit(scored);

        Assert.Equal([0.25f, 0.5f, 0.625f], transformer.Transform(data).GetColumn<float>("Probability"));
    }

    [Fact]
    public void Data_without_scores_are_refused()
    {
        ITransformer transformer = _context.BinaryClassification.Calibrators.Platt(-1, 0).Fit(Scored());
        Assert.Throws<InvalidOperationException>(() => transformer.Transform(Sample.View(_context, _rows)));
        Assert.Throws<ArgumentOutOfRangeException>(() => _context.BinaryClassification.Calibrators.Platt("IsFirst").Fit(Sample.View(_context, _rows)));
    }

    [Fact]
    public void The_threshold_of_the_score_can_be_moved()
    {
        IDataView data = Sample.View(_context, _rows);
        BinaryPredictionTransformer<LinearBinaryModelParameters> model = _context.BinaryClassification.Trainers.LinearSvm("IsFirst").Fit(data);
        float threshold = model.Transform(data).GetColumn<float>("Score").Order().ElementAt(80);
        BinaryPredictionTransformer<LinearBinaryModelParameters> strict = _context.BinaryClassification.ChangeModelThreshold(model, threshold);
        Assert.Equal(9, strict.Transform(data).GetColumn<bool>("PredictedLabel").Count(label => label));
        Assert.Equal(model.Transform(data).GetColumn<float>("Score"), strict.Transform(data).GetColumn<float>("Score"));
        using var stream = new MemoryStream();
        _context.Model.Save(strict, data.Schema, stream);
        stream.Position = 0;
        Assert.Equal(9, _context.Model.Load(stream, out _).Transform(data).GetColumn<bool>("PredictedLabel").Count(label => label));
    }

    private IDataView Scored()
    {
        IDataView data = Sample.View(_context, _rows);
        var options = new LinearSvmTrainer.Options { LabelColumnName = "IsFirst", Shuffle = false, NumberOfIterations = 3 };
        return _context.BinaryClassification.Trainers.LinearSvm(options).Fit(data).Transform(data);
    }
}

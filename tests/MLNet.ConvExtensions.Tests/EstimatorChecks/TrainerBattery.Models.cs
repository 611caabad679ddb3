using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.Tests.Support;

namespace MLNet.ConvExtensions.Tests.EstimatorChecks;

/// <content>Saved models, evaluation, cross-validation, prediction engines, disposal.</content>
public abstract partial class TrainerBattery<TCase>
{
    [Fact]
    public void Saved_and_loaded_by_stock_means_it_gives_the_same()
    {
        IDataView data = _case.CreateData(12);
        ITransformer loaded = SaveAndLoad(Fitted, data.Schema);
        IDataView expected = Fitted.Transform(data),
            actual = loaded.Transform(data);

        Assert.Equal(
            expected.Schema.Where(c => !c.IsHidden).Select(c => c.Name).Order(),
            actual.Schema.Where(c => !c.IsHidden).Select(c => c.Name).Order()
        );
        Assert.All(OutputNames, name => Assert.Equal(expected.Schema[name].Type, actual.Schema[name].Type));
        AssertClose(Prediction.Read(expected), Prediction.Read(actual));
    }

    [Fact]
    public void A_loaded_model_names_its_classes()
    {
        if (_case.Task != TrainerTask.Multiclass)
            return;
        IDataView data = _case.CreateData(3);
        DataViewSchema schema = SaveAndLoad(Fitted, data.Schema).Transform(data).Schema;

        Assert.Equal(KeyValues(data.Schema[_case.LabelColumn], "KeyValues"), KeyValues(schema["PredictedLabel"], "KeyValues"));
        Assert.Equal(KeyValues(data.Schema[_case.LabelColumn], "KeyValues"), KeyValues(schema["Score"], "SlotNames"));
    }

    [Fact]
    public void A_loaded_model_can_be_saved_and_loaded_again()
    {
        IDataView data = _case.CreateData(3);
        ITransformer once = SaveAndLoad(Fitted, data.Schema),
            twice = SaveAndLoad(once, data.Schema);

        Assert.Equal(Prediction.Read(once.Transform(data)), Prediction.Read(twice.Transform(data)));
    }

    [Fact]
    public void Evaluated_before_and_after_saving_it_scores_the_same()
    {
        IDataView data = _case.CreateData(_case.TrainingRows);
        ITransformer loaded = SaveAndLoad(Fitted, data.Schema);

        Assert.Equal(Quality(Fitted.Transform(data)), Quality(loaded.Transform(data)), tolerance: 0.05);
    }

    [Fact]
    public void Cross_validation_runs_over_it()
    {
        IDataView data = _case.CreateData(_case.TrainingRows);
        IEstimator<ITransformer> estimator = _case.CreateEstimator();
        (ITransformer Model, IDataView Scored)[] folds = _case.Task switch
        {
            TrainerTask.Multiclass =>
            [
                .. Context
                    .MulticlassClassification.CrossValidate(data, estimator, 3, _case.LabelColumn)
                    .Select(f => (f.Model, f.ScoredHoldOutSet)),
            ],
            TrainerTask.Binary =>
            [
                .. Context
                    .BinaryClassification.CrossValidateNonCalibrated(data, estimator, 3, _case.LabelColumn)
                    .Select(f => (f.Model, f.ScoredHoldOutSet)),
            ],
            _ => [.. Context.Regression.CrossValidate(data, estimator, 3, _case.LabelColumn).Select(f => (f.Model, f.ScoredHoldOutSet))],
        };
        foreach ((ITransformer model, _) in folds)
            Own(model);

        Assert.Equal(3, folds.Length);
        Assert.Equal(Enumerable.Range(0, _case.TrainingRows), folds.SelectMany(f => f.Scored.GetColumn<int>("Number")).Order());
    }

    [Fact]
    public void In_a_pipeline_its_predictions_are_read_by_name_and_survive_saving()
    {
        if (_case.Task != TrainerTask.Multiclass)
            return;
        IDataView training = _case.CreateData(_case.TrainingRows),
            data = _case.CreateData(5);
        ITransformer model = Own(
            _case
                .CreateEstimator()
                .Append((IEstimator<ITransformer>)Context.Transforms.Conversion.MapKeyToValue("Answer", "PredictedLabel"))
                .Fit(training)
        );
        string[] answers = [.. model.Transform(data).GetColumn<string>("Answer")];

        Assert.Equal(answers, SaveAndLoad(model, data.Schema).Transform(data).GetColumn<string>("Answer"));
        Assert.Subset(KeyValues(data.Schema[_case.LabelColumn], "KeyValues").ToHashSet(), answers.ToHashSet());
    }

    [Fact]
    public void A_prediction_engine_gives_what_the_view_gives()
    {
        Dictionary<int, Prediction> expected = Prediction.Read(Transformed(4));
        Assert.All(expected, row => Assert.Equal(row.Value.Score, _case.PredictOne(Fitted, row.Key)));
    }

    [Fact]
    public void Prediction_engines_on_several_threads_agree()
    {
        Dictionary<int, Prediction> expected = Prediction.Read(Transformed(8));
        ITransformer fitted = Fitted;

        Parallel.For(
            0,
            32,
            new ParallelOptions { MaxDegreeOfParallelism = 8 },
            i => Assert.Equal(expected[i % 8].Score, _case.PredictOne(fitted, i % 8))
        );
    }

    [Fact]
    public void The_row_mapper_asks_for_what_it_needs()
    {
        IDataView data = _case.CreateData(1);
        Assert.True(Fitted.IsRowToRowMapper);
        IRowToRowMapper mapper = Fitted.GetRowToRowMapper(data.Schema);

        // A prediction engine knows no other rows.
        if (!_case.SeesOtherRows)
            Assert.Equal(
                _case.InputColumns.Order(),
                mapper.GetDependencies(Prediction.Columns(mapper.OutputSchema)).Select(c => c.Name).Order()
            );
        if (!_case.AlwaysAsksForInputs)
            Assert.Equal(["Number"], mapper.GetDependencies([mapper.OutputSchema["Number"]]).Select(c => c.Name));
        Assert.Same(data.Schema, mapper.InputSchema);
    }

    [Fact]
    public void Disposed_twice_is_no_error()
    {
        if (_case.CreateEstimator().Fit(_case.CreateData(_case.TrainingRows)) is not IDisposable disposable)
            return;
        disposable.Dispose();
        disposable.Dispose();
    }

    /// <summary>Accuracy; of a regression R squared.</summary>
    private double Quality(IDataView scored) =>
        _case.Task switch
        {
            TrainerTask.Multiclass => Context.MulticlassClassification.Evaluate(scored, _case.LabelColumn).MicroAccuracy,
            TrainerTask.Binary when _case.HasProbability => Context.BinaryClassification.Evaluate(scored, _case.LabelColumn).Accuracy,
            TrainerTask.Binary => Context.BinaryClassification.EvaluateNonCalibrated(scored, _case.LabelColumn).Accuracy,
            _ => Context.Regression.Evaluate(scored, _case.LabelColumn).RSquared,
        };

    private void AssertLearnt(IDataView scored)
    {
        double chance = _case.Task switch
        {
            TrainerTask.Multiclass => 1.0 / ClassCount(scored),
            TrainerTask.Binary => 0.5,
            _ => 0,
        };
        Assert.InRange(Quality(scored), chance + 0.1, 1);
    }

    private void AssertClose(Dictionary<int, Prediction> expected, Dictionary<int, Prediction> actual)
    {
        Assert.Equal(expected.Keys, actual.Keys);
        foreach ((int row, Prediction want) in expected)
        {
            Prediction got = actual[row];
            Assert.All(want.Score.Zip(got.Score), s => Assert.Equal(s.First, s.Second, _case.SavedTolerance));
            Assert.Equal(want.Probability ?? 0, got.Probability ?? 0, _case.SavedTolerance);
        }
    }

    private ITransformer SaveAndLoad(ITransformer transformer, DataViewSchema schema)
    {
        using var folder = new TemporaryFolder();
        Context.Model.Save(transformer, schema, folder.File("model.zip"));
        return Own(new MLContext().Model.Load(folder.File("model.zip"), out _));
    }
}

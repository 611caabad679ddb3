using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.Tests.Support;

namespace MLNet.ConvExtensions.Tests.EstimatorChecks;

/// <content>Saved models, trainers behind the stage, prediction engines, disposal.</content>
public abstract partial class EstimatorBattery<TCase>
{
    [Fact]
    public void Saved_and_loaded_by_stock_means_it_gives_the_same()
    {
        IDataView data = _case.CreateData(6);
        ITransformer transformer = Fit(data);
        ITransformer loaded = SaveAndLoad(transformer, data.Schema, out DataViewSchema inputSchema);
        IDataView expected = transformer.Transform(data),
            actual = loaded.Transform(data);

        // ML.NET leaves columns of images out of the schema that it saves.
        Assert.Subset(data.Schema.Select(c => c.Name).ToHashSet(), inputSchema.Select(c => c.Name).ToHashSet());
        Assert.Equal(
            expected.Schema.Where(c => !c.IsHidden).Select(c => c.Name).Order(),
            actual.Schema.Where(c => !c.IsHidden).Select(c => c.Name).Order()
        );
        Assert.Equal(expected.Schema[_case.OutputColumn].Type, actual.Schema[_case.OutputColumn].Type);
        Dictionary<int, float[]> want = Read(expected),
            got = Read(actual);
        Assert.Equal(want.Keys, got.Keys);
        Assert.All(want, row => Assert.InRange(1 - Vectors.Cosine(row.Value, got[row.Key]), -1e-6, _case.SavedTolerance));
    }

    [Fact]
    public void A_loaded_model_gives_other_columns_without_the_output()
    {
        IDataView data = _case.CreateData(3);
        ITransformer loaded = SaveAndLoad(Fit(data), data.Schema, out _);

        Assert.Equal([0, 1, 2], loaded.Transform(data).GetColumn<int>("Number"));
    }

    [Fact]
    public void A_loaded_model_can_be_saved_and_loaded_again()
    {
        IDataView data = _case.CreateData(3);
        ITransformer once = SaveAndLoad(Fit(data), data.Schema, out DataViewSchema schema);
        ITransformer twice = SaveAndLoad(once, schema, out _);

        Assert.Equal(Read(once.Transform(data)), Read(twice.Transform(data)));
    }

    [Fact]
    public void Saved_twice_it_gives_the_same_values()
    {
        IDataView data = _case.CreateData(3);
        ITransformer transformer = Fit(data);
        ITransformer first = SaveAndLoad(transformer, data.Schema, out _),
            second = SaveAndLoad(transformer, data.Schema, out _);

        Assert.Equal(Read(first.Transform(data)), Read(second.Transform(data)));
    }

    [Fact]
    public void In_a_pipeline_it_trains_predicts_and_survives_saving()
    {
        IDataView data = _case.CreateData(24);
        TransformerChain<ITransformer> model = Own(Pipeline().Fit(data));
        BinaryClassificationMetrics before = Context.BinaryClassification.Evaluate(model.Transform(data));
        ITransformer loaded = SaveAndLoad(model, data.Schema, out _);
        BinaryClassificationMetrics after = Context.BinaryClassification.Evaluate(loaded.Transform(data));

        Assert.InRange(before.AreaUnderRocCurve, 0, 1);
        Assert.Equal(before.AreaUnderRocCurve, after.AreaUnderRocCurve, tolerance: 0.15);
    }

    [Fact]
    public void Cross_validation_runs_over_it()
    {
        IDataView data = _case.CreateData(30);
        IReadOnlyList<TrainCatalogBase.CrossValidationResult<CalibratedBinaryClassificationMetrics>> folds =
            Context.BinaryClassification.CrossValidate(data, Pipeline(), numberOfFolds: 3);
        foreach (TrainCatalogBase.CrossValidationResult<CalibratedBinaryClassificationMetrics> fold in folds)
            Own(fold.Model);

        Assert.Equal(3, folds.Count);
        Assert.All(folds, f => Assert.InRange(f.Metrics.Accuracy, 0, 1));
        Assert.Equal(30, folds.Sum(f => f.ScoredHoldOutSet.GetColumn<int>("Number").Count()));
    }

    [Fact]
    public void A_prediction_engine_gives_what_the_view_gives()
    {
        IDataView data = _case.CreateData(4);
        ITransformer transformer = Fit(data);
        Dictionary<int, float[]> expected = Read(transformer.Transform(data));

        Assert.All(expected, row => Assert.Equal(row.Value, _case.PredictOne(transformer, row.Key)));
    }

    [Fact]
    public void Prediction_engines_on_several_threads_agree()
    {
        IDataView data = _case.CreateData(8);
        ITransformer transformer = Fit(data);
        Dictionary<int, float[]> expected = Read(transformer.Transform(data));

        Parallel.For(
            0,
            32,
            new ParallelOptions { MaxDegreeOfParallelism = 8 },
            i => Assert.Equal(expected[i % 8], _case.PredictOne(transformer, i % 8))
        );
    }

    [Fact]
    public void The_row_mapper_asks_for_what_it_needs()
    {
        IDataView data = _case.CreateData(1);
        ITransformer transformer = Fit(data);
        Assert.True(transformer.IsRowToRowMapper);
        IRowToRowMapper mapper = transformer.GetRowToRowMapper(data.Schema);

        Assert.Equal([_case.InputColumn], mapper.GetDependencies([mapper.OutputSchema[_case.OutputColumn]]).Select(c => c.Name));
        Assert.Equal(["Number"], mapper.GetDependencies([mapper.OutputSchema["Number"]]).Select(c => c.Name));
        Assert.Same(data.Schema, mapper.InputSchema);
    }

    [Fact]
    public void Disposed_twice_is_no_error_and_used_after_it_is_one()
    {
        IDataView data = _case.CreateData(3);
        ITransformer transformer = _case.CreateEstimator().Fit(data);
        if (transformer is not IDisposable disposable)
            return;
        IDataView output = transformer.Transform(data);
        disposable.Dispose();
        disposable.Dispose();

        Assert.Throws<ObjectDisposedException>(() => Read(output));
    }

    [Fact]
    public void A_cursor_that_is_open_when_the_stage_is_disposed_finishes()
    {
        IDataView data = _case.CreateData(12);
        ITransformer transformer = _case.CreateEstimator().Fit(data);
        IDataView output = transformer.Transform(data);
        Dictionary<int, float[]> expected = Read(output),
            actual = [];
        using DataViewRowCursor cursor = output.GetRowCursor([output.Schema["Number"], output.Schema[_case.OutputColumn]]);
        Assert.True(cursor.MoveNext());
        (transformer as IDisposable)?.Dispose();
        ReadAll(cursor, actual);

        Assert.Equal(11, actual.Count);
        Assert.All(actual, row => Assert.Equal(expected[row.Key], row.Value));
    }

    private EstimatorChain<ITransformer> Pipeline() =>
        _case
            .CreateEstimator()
            .AppendCacheCheckpoint(Context)
            .Append((IEstimator<ITransformer>)Context.BinaryClassification.Trainers.LbfgsLogisticRegression("Label", _case.OutputColumn));

    private ITransformer SaveAndLoad(ITransformer transformer, DataViewSchema schema, out DataViewSchema inputSchema)
    {
        using var folder = new TemporaryFolder();
        Context.Model.Save(transformer, schema, folder.File("model.zip"));
        var fresh = new MLContext();
        fresh.ComponentCatalog.RegisterAssembly(typeof(ConvFeaturesEstimator).Assembly);
        return Own(fresh.Model.Load(folder.File("model.zip"), out inputSchema));
    }
}

using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.ConvExtensions.Conformance.DataModel;

public class PredictionEngineTests
{
    private readonly MLContext _ml = new(1);

    [Fact]
    public void A_prediction_maps_one_object_to_another()
    {
        using PredictionEngine<Input, Output> engine = _ml.Model.CreatePredictionEngine<Input, Output>(Model());
        Assert.Equal(3, engine.Predict(new Input { Value = 3 }).Copy);
        Assert.Equal(5, engine.Predict(new Input { Value = 5 }).Copy);
    }

    [Fact]
    public void A_prediction_fills_the_object_that_it_is_given()
    {
        using PredictionEngine<Input, Output> engine = _ml.Model.CreatePredictionEngine<Input, Output>(Model());
        var prediction = new Output();
        Output same = prediction;
        engine.Predict(new Input { Value = 4 }, ref prediction);
        Assert.Same(same, prediction);
        Assert.Equal(4, prediction.Copy);
        prediction = null!;
        engine.Predict(new Input { Value = 6 }, ref prediction);
        Assert.Equal(6, prediction.Copy);
    }

    [Fact]
    public void The_output_schema_has_the_columns_of_input_and_model()
    {
        using PredictionEngine<Input, Output> engine = _ml.Model.CreatePredictionEngine<Input, Output>(Model());
        Assert.Equal(["Value", "Copy"], engine.OutputSchema.Select(column => column.Name));
    }

    [Fact]
    public void Output_columns_may_be_missing_unless_told_otherwise()
    {
        using PredictionEngine<Input, WideOutput> engine = _ml.Model.CreatePredictionEngine<Input, WideOutput>(Model());
        Assert.Equal(-1, engine.Predict(new Input { Value = 2 }).More);
        Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Model.CreatePredictionEngine<Input, WideOutput>(Model(), ignoreMissingColumns: false));
    }

    [Fact]
    public void Disposing_an_engine_disposes_its_transformer_once()
    {
        var stage = new HandMade();
        PredictionEngine<Input, Output> engine = _ml.Model.CreatePredictionEngine<Input, Output>(stage);
        Assert.Equal(0, stage.Disposed);
        engine.Dispose();
        engine.Dispose();
        Assert.Equal(1, stage.Disposed);
    }

    [Fact]
    public void An_engine_that_does_not_own_its_transformer_leaves_it_alone()
    {
        var stage = new HandMade();
        _ml.Model.CreatePredictionEngine<Input, Output>(stage, new PredictionEngineOptions { OwnsTransformer = false }).Dispose();
        Assert.Equal(0, stage.Disposed);
        var options = new PredictionEngineOptions();
        Assert.True(options.OwnsTransformer && options.IgnoreMissingColumns);
    }

    [Fact]
    public void Disposing_an_engine_leaves_the_row_of_its_mapper_alone()
    {
        var stage = new HandMade();
        _ml.Model.CreatePredictionEngine<Input, Output>(stage).Dispose();
        Assert.Equal(0, stage.RowsDisposed);
    }

    [Fact]
    public void A_stage_of_ones_own_predicts_too()
    {
        using PredictionEngine<Input, Twice> engine = _ml.Model.CreatePredictionEngine<Input, Twice>(new HandMade());
        Assert.Equal(14, engine.Predict(new Input { Value = 7 }).Result);
    }

    [Fact]
    public void A_schema_says_sizes_that_the_input_type_does_not()
    {
        IDataView data = Numbers.View(_ml, 2);
        ITransformer model = _ml.Transforms.CopyColumns("Copy", "Pair").Fit(data);
        var builder = new DataViewSchema.Builder();
        builder.AddColumn("Pair", data.Schema["Pair"].Type);
        using PredictionEngine<VectorInput, VectorOutput> engine = _ml.Model.CreatePredictionEngine<VectorInput, VectorOutput>(model, builder.ToSchema());
        Assert.Equal(new VectorDataViewType(NumberDataViewType.Single, 2), engine.OutputSchema["Copy"].Type);
        Assert.Equal([8, 9], engine.Predict(new VectorInput { Pair = [8, 9] }).Copy);
    }

    [Fact]
    public void What_an_engine_needs_is_checked()
    {
        Assert.Throws<ArgumentNullException>(() => _ml.Model.CreatePredictionEngine<Input, Output>(null!));
        Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Model.CreatePredictionEngine<VectorInput, Output>(Model()));
        using PredictionEngine<Input, Output> engine = _ml.Model.CreatePredictionEngine<Input, Output>(Model());
        Assert.Throws<ArgumentNullException>(() => engine.Predict(null!));
    }

    private ITransformer Model() => _ml.Transforms.CopyColumns("Copy", "Value").Fit(Numbers.View(_ml, 2));

    public class Input
    {
        public float Value { get; set; }
    }

    public class Output
    {
        public float Copy { get; set; }
    }

    public class WideOutput
    {
        public float Copy { get; set; }

        public float More { get; set; } = -1;
    }

    public class Twice
    {
        [ColumnName("Twice")]
        public float Result { get; set; }
    }

    public class VectorInput
    {
        public float[] Pair { get; set; } = [];
    }

    public class VectorOutput
    {
        public float[] Copy { get; set; } = [];
    }
}

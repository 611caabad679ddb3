using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.ConvExtensions.Conformance.DataModel;

public class ChainTests
{
    private readonly MLContext _ml = new(1);

    [Fact]
    public void Steps_are_fitted_one_after_the_other()
    {
        var chain = _ml.Transforms.CopyColumns("A", "Value").Append(_ml.Transforms.CopyColumns("B", "A")).Append(_ml.Transforms.CopyColumns("C", "B"));
        var model = chain.Fit(Numbers.View(_ml, 3));
        Assert.Equal([0, 1, 2], model.Transform(Numbers.View(_ml, 3)).GetColumn<float>("C"));
        Assert.Equal(3, model.Count());
        Assert.Same(model.Last(), model.LastTransformer);
    }

    [Fact]
    public void A_step_that_does_not_fit_is_an_error_before_any_is_fitted()
    {
        bool fitted = false;
        var chain = _ml.Transforms.CopyColumns("A", "Value").WithOnFitDelegate(_ => fitted = true).Append(_ml.Transforms.CopyColumns("B", "Absent"));
        Assert.Throws<ArgumentOutOfRangeException>(() => chain.Fit(Numbers.View(_ml, 3)));
        Assert.False(fitted);
    }

    [Fact]
    public void WithOnFitDelegate_shows_what_was_fitted()
    {
        ITransformer? seen = null;
        var model = _ml.Transforms.CopyColumns("A", "Value").WithOnFitDelegate(transformer => seen = transformer)
            .Append(_ml.Transforms.CopyColumns("B", "A")).Fit(Numbers.View(_ml, 3));
        Assert.Same(model.First(), seen);
    }

    [Fact]
    public void Fitting_again_makes_another_model()
    {
        var chain = _ml.Transforms.CopyColumns("A", "Value").Append(_ml.Transforms.CopyColumns("B", "A"));
        Assert.NotSame(chain.Fit(Numbers.View(_ml, 3)), chain.Fit(Numbers.View(_ml, 3)));
    }

    [Fact]
    public void Transformers_out_of_scope_are_left_out_of_scoring()
    {
        var chain = _ml.Transforms.CopyColumns("A", "Value").Append(_ml.Transforms.CopyColumns("B", "Value"), TransformerScope.TrainTest);
        var model = chain.Fit(Numbers.View(_ml, 3));
        Assert.Null(model.Transform(Numbers.View(_ml, 3)).Schema.GetColumnOrNull("B"));
        Assert.NotNull(model.Transform(Numbers.View(_ml, 3), TransformerScope.Training).Schema.GetColumnOrNull("B"));
        Assert.Null(model.GetOutputSchema(Numbers.View(_ml, 3).Schema).GetColumnOrNull("B"));
        Assert.Single(model.GetModelFor(TransformerScope.Scoring));
    }

    [Fact]
    public void Transformers_chain_too()
    {
        IDataView data = Numbers.View(_ml, 3);
        ITransformer first = _ml.Transforms.CopyColumns("A", "Value").Fit(data);
        ITransformer second = _ml.Transforms.CopyColumns("B", "A").Fit(first.Transform(data));
        Assert.Equal([0, 1, 2], first.Append(second).Transform(data).GetColumn<float>("B"));
        Assert.True(((ITransformer)first.Append(second)).IsRowToRowMapper);
    }

    [Fact]
    public void A_chain_without_steps_gives_back_its_input()
    {
        IDataView data = Numbers.View(_ml, 3);
        var empty = new TransformerChain<ITransformer>();
        Assert.Same(data, empty.Transform(data));
        Assert.Null(empty.LastTransformer);
    }

    [Fact]
    public void A_cache_checkpoint_reads_the_steps_before_it_once()
    {
        var numbers = new Numbers(100);
        IDataView data = _ml.Data.LoadFromEnumerable(numbers);
        _ml.Transforms.CopyColumns("A", "Value").AppendCacheCheckpoint(_ml).Append(new ReadTwice()).Fit(data);
        Assert.Equal(100, numbers.Given);
        _ml.Transforms.CopyColumns("A", "Value").Append(new ReadTwice()).Fit(data);
        Assert.Equal(300, numbers.Given);
    }

    [Fact]
    public void A_checkpoint_needs_a_step_before_it() =>
        Assert.Throws<InvalidOperationException>(() => new EstimatorChain<ITransformer>().AppendCacheCheckpoint(_ml));

    [Fact]
    public void Disposing_a_chain_disposes_its_transformers_once()
    {
        var stage = new HandMade();
        var chain = new TransformerChain<ITransformer>(stage);
        chain.Dispose();
        chain.Dispose();
        Assert.Equal(1, stage.Disposed);
    }

    [Fact]
    public void A_chain_maps_rows_if_all_of_its_transformers_do()
    {
        ITransformer chain = new TransformerChain<ITransformer>(new HandMade(), new NoMapper());
        Assert.False(chain.IsRowToRowMapper);
        Assert.Throws<InvalidOperationException>(() => chain.GetRowToRowMapper(Numbers.View(_ml, 1).Schema));
    }

    [Fact]
    public void A_mapper_depends_on_what_its_columns_are_made_of()
    {
        IDataView data = Numbers.View(_ml, 3);
        ITransformer model = _ml.Transforms.CopyColumns("A", "Value").Append(_ml.Transforms.CopyColumns("B", "A")).Fit(data);
        IRowToRowMapper mapper = model.GetRowToRowMapper(data.Schema);
        Assert.Equal(["Value"], mapper.GetDependencies([mapper.OutputSchema["B"]]).Select(column => column.Name));
        Assert.Equal(["Group"], mapper.GetDependencies([mapper.OutputSchema["Group"]]).Select(column => column.Name));
    }

    [Fact]
    public void A_column_of_a_name_that_is_there_stands_behind_the_one_it_hides()
    {
        IDataView data = Numbers.View(_ml, 2);
        DataViewSchema schema = _ml.Transforms.CopyColumns("Value", "Pair").Fit(data).Transform(data).Schema;
        Assert.Equal(["Value", "Value", "Group", "Key", "Pair"], schema.Select(column => column.Name));
        Assert.Equal([true, false, false, false, false], schema.Select(column => column.IsHidden));
    }

    [Fact]
    public void Schema_shapes_follow_the_steps()
    {
        var model = _ml.Transforms.CopyColumns("A", "Pair").Append(_ml.Transforms.CopyColumns("B", "Key"));
        SchemaShape shape = model.GetOutputSchema(new SchemaShape(_ml.Transforms.CopyColumns("X", "X") is null ? [] : ShapeOf(Numbers.View(_ml, 1))));
        SchemaShape.Column pair = shape.Single(column => column.Name == "A");
        Assert.Equal((SchemaShape.Column.VectorKind.Vector, false), (pair.Kind, pair.IsKey));
        SchemaShape.Column key = shape.Single(column => column.Name == "B");
        Assert.Equal((NumberDataViewType.UInt32, true), (key.ItemType, key.IsKey));
    }

    // No public member makes a shape from a schema, but every estimator is asked with one when a chain is fitted.
    private static SchemaShape ShapeOf(IDataView data)
    {
        var listener = new ShapeListener();
        new EstimatorChain<ITransformer>().Append(listener).Fit(data);
        return listener.Shape!;
    }

    private sealed class ShapeListener : IEstimator<ITransformer>
    {
        public SchemaShape? Shape { get; private set; }

        public ITransformer Fit(IDataView input) => new HandMadeIdentity();

        public SchemaShape GetOutputSchema(SchemaShape inputSchema) => Shape = inputSchema;
    }

    private sealed class ReadTwice : IEstimator<ITransformer>
    {
        public ITransformer Fit(IDataView input)
        {
            Assert.Equal(100, input.GetColumn<float>("A").Count());
            Assert.Equal(100, input.GetColumn<float>("A").Count());
            return new HandMadeIdentity();
        }

        public SchemaShape GetOutputSchema(SchemaShape inputSchema) => inputSchema;
    }

    private class HandMadeIdentity : ITransformer
    {
        public virtual bool IsRowToRowMapper => true;

        public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => inputSchema;

        public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema) => throw new NotSupportedException();

        public IDataView Transform(IDataView input) => input;

        void ICanSaveModel.Save(ModelSaveContext ctx) => throw new NotSupportedException();
    }

    private sealed class NoMapper : HandMadeIdentity
    {
        public override bool IsRowToRowMapper => false;
    }
}

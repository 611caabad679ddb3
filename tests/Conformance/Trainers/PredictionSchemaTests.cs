using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.ConvExtensions.Conformance.Trainers;

/// <summary>The columns of predictions, and what they say about themselves: evaluators go by it.</summary>
public class PredictionSchemaTests
{
    private readonly MLContext _context = new(1);
    private readonly Sample[] _rows = Sample.Draw(30);

    [Fact]
    public void Calibrated_binary_predictions_have_a_label_a_score_and_a_probability()
    {
        IDataView data = Sample.View(_context, _rows);
        DataViewSchema schema = _context.BinaryClassification.Trainers.LbfgsLogisticRegression("IsFirst").Fit(data).Transform(data).Schema;
        Assert.Equal(["PredictedLabel", "Score", "Probability"], schema.Skip(data.Schema.Count).Select(c => c.Name));
        Assert.Equal(BooleanDataViewType.Instance, schema["PredictedLabel"].Type);
        Assert.Equal(NumberDataViewType.Single, schema["Score"].Type);
        Assert.Equal(NumberDataViewType.Single, schema["Probability"].Type);
        foreach (string name in new[] { "PredictedLabel", "Score", "Probability" })
        {
            Assert.Equal("BinaryClassification", Text(schema[name], "ScoreColumnKind"));
            Assert.Equal(name, Text(schema[name], "ScoreValueKind"));
            Assert.Equal(1u, SetId(schema[name]));
        }

        bool normalized = false;
        schema["Probability"].Annotations.GetValue("IsNormalized", ref normalized);
        Assert.True(normalized);
        Assert.Null(schema["Score"].Annotations.Schema.GetColumnOrNull("IsNormalized"));
    }

    [Fact]
    public void Binary_predictions_without_calibration_have_no_probability()
    {
        IDataView data = Sample.View(_context, _rows);
        DataViewSchema schema = _context.BinaryClassification.Trainers.LinearSvm("IsFirst").Fit(data).Transform(data).Schema;
        Assert.Equal(["PredictedLabel", "Score"], schema.Skip(data.Schema.Count).Select(c => c.Name));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Multiclass_predictions_carry_the_names_of_the_classes(bool oneVersusAll)
    {
        IDataView data = Sample.KeyedView(_context, _rows);
        ITransformer model = oneVersusAll
            ? _context.MulticlassClassification.Trainers.OneVersusAll(_context.BinaryClassification.Trainers.LinearSvm()).Fit(data)
            : _context.MulticlassClassification.Trainers.LbfgsMaximumEntropy().Fit(data);
        DataViewSchema schema = model.Transform(data).Schema;
        Assert.Equal(["PredictedLabel", "Score"], schema.Skip(data.Schema.Count).Select(c => c.Name));
        Assert.Equal(new KeyDataViewType(typeof(uint), 3), schema["PredictedLabel"].Type);
        Assert.Equal(new VectorDataViewType(NumberDataViewType.Single, 3), schema["Score"].Type);
        string[] classes = ["class0", "class1", "class2"];
        Assert.Equal(classes, Names(schema["PredictedLabel"], "KeyValues"));
        Assert.Equal(classes, Names(schema["Score"], "TrainingLabelValues"));
        Assert.Equal(classes, Names(schema["Score"], "SlotNames"));
        Assert.Equal("MulticlassClassification", Text(schema["Score"], "ScoreColumnKind"));
        Assert.Equal("MulticlassClassification", Text(schema["PredictedLabel"], "ScoreColumnKind"));
        Assert.Equal("Score", Text(schema["Score"], "ScoreValueKind"));
        Assert.Equal("PredictedLabel", Text(schema["PredictedLabel"], "ScoreValueKind"));
    }

    [Fact]
    public void Classes_that_are_numbers_keep_their_values_but_name_no_slots()
    {
        IDataView data = Sample.KeyedView(_context, _rows, "Number");
        DataViewSchema schema = _context.MulticlassClassification.Trainers.LbfgsMaximumEntropy().Fit(data).Transform(data).Schema;
        VBuffer<int> values = default;
        schema["PredictedLabel"].Annotations.GetValue("KeyValues", ref values);
        Assert.Equal([0, 10, 20], values.DenseValues());
        schema["Score"].Annotations.GetValue("TrainingLabelValues", ref values);
        Assert.Equal([0, 10, 20], values.DenseValues());
        Assert.Null(schema["Score"].Annotations.Schema.GetColumnOrNull("SlotNames"));
    }

    [Fact]
    public void Unlabelled_data_get_the_names_as_well()
    {
        var model = _context.MulticlassClassification.Trainers.LbfgsMaximumEntropy().Fit(Sample.KeyedView(_context, _rows));
        IDataView scored = model.Transform(Sample.View(_context, _rows));
        IDataView named = _context.Transforms.Conversion.MapKeyToValue("PredictedLabel").Fit(scored).Transform(scored);
        Assert.All(named.GetColumn<string>("PredictedLabel"), name => Assert.StartsWith("class", name));
    }

    [Fact]
    public void A_second_prediction_hides_the_first_and_is_a_set_of_its_own()
    {
        IDataView data = Sample.KeyedView(_context, _rows);
        var model = _context.MulticlassClassification.Trainers.LbfgsMaximumEntropy().Fit(data);
        DataViewSchema schema = model.Transform(model.Transform(data)).Schema;
        Assert.Equal(2, schema.Count(c => c.Name == "Score"));
        Assert.True(schema.First(c => c.Name == "Score").IsHidden);
        Assert.Equal(2u, SetId(schema["Score"]));
        Assert.Equal(2u, SetId(schema["PredictedLabel"]));
    }

    [Fact]
    public void The_shape_promises_what_the_schema_has()
    {
        IDataView data = Sample.KeyedView(_context, _rows);
        var multiclass = _context.MulticlassClassification.Trainers;
        var binary = _context.BinaryClassification.Trainers;
        IEstimator<ITransformer>[] trainers =
        [
            multiclass.LbfgsMaximumEntropy(), multiclass.SdcaMaximumEntropy(), multiclass.OneVersusAll(binary.LinearSvm()),
            binary.LbfgsLogisticRegression("IsFirst"), binary.SdcaLogisticRegression("IsFirst"), binary.LinearSvm("IsFirst"),
        ];
        foreach (IEstimator<ITransformer> trainer in trainers)
        {
            SchemaShape shape = trainer.GetOutputSchema(ShapeOf(data));
            DataViewSchema schema = trainer.Fit(data).GetOutputSchema(data.Schema);
            Assert.Equal(schema.Select(c => c.Name).Order(), shape.Select(c => c.Name).Order());
            foreach (string name in new[] { "Score", "PredictedLabel" })
            {
                SchemaShape.Column column = shape.Single(c => c.Name == name);
                Assert.Equal(schema[name].Type is KeyDataViewType, column.IsKey);
                Assert.Equal(schema[name].Annotations.Schema.Select(a => a.Name).Order(), column.Annotations.Select(a => a.Name).Order());
            }
        }
    }

    [Fact]
    public void Transformers_know_their_feature_column_and_refuse_others()
    {
        IDataView data = Sample.View(_context, _rows);
        var model = _context.BinaryClassification.Trainers.LbfgsLogisticRegression("IsFirst").Fit(data);
        Assert.Equal("Features", model.FeatureColumnName);
        Assert.Equal(new VectorDataViewType(NumberDataViewType.Single, Sample.FeatureCount), model.FeatureColumnType);
        IDataView without = _context.Data.LoadFromEnumerable(new[] { new { Name = "a" } });
        IDataView longer = _context.Data.LoadFromEnumerable(new[] { new Five() });
        Assert.Throws<ArgumentOutOfRangeException>(() => model.GetOutputSchema(without.Schema));
        Assert.Throws<ArgumentOutOfRangeException>(() => model.GetOutputSchema(longer.Schema));
        Assert.Throws<ArgumentOutOfRangeException>(() => model.Transform(without));
        Assert.Throws<InvalidOperationException>(() => model.Transform(longer));
        Assert.Throws<ArgumentNullException>(() => model.Transform(null!));
    }

    [Fact]
    public void The_last_transformer_of_a_chain_is_the_typed_prediction()
    {
        IDataView data = Sample.View(_context, _rows);
        var chain = _context.Transforms.Conversion.MapValueToKey("Label", "Name")
            .AppendCacheCheckpoint(_context)
            .Append(_context.MulticlassClassification.Trainers.LbfgsMaximumEntropy())
            .Fit(data);
        Assert.Equal(3, chain.LastTransformer.Model.GetBiases().Count());
        Assert.IsAssignableFrom<ISingleFeaturePredictionTransformer<object>>(chain.LastTransformer);
    }

    /// <summary>Only a chain makes shapes of schemas: it shows them to its estimators before it fits them.</summary>
    private SchemaShape ShapeOf(IDataView data)
    {
        var spy = new ShapeSpy(_context.Transforms.CopyColumns("Copy", "Features"));
        new EstimatorChain<ITransformer>().Append(spy).Fit(data);
        return spy.Shape!;
    }

    private static string Text(DataViewSchema.Column column, string kind)
    {
        ReadOnlyMemory<char> text = default;
        column.Annotations.GetValue(kind, ref text);
        return text.ToString();
    }

    private static uint SetId(DataViewSchema.Column column)
    {
        uint id = 0;
        column.Annotations.GetValue("ScoreColumnSetId", ref id);
        return id;
    }

    private static string[] Names(DataViewSchema.Column column, string kind)
    {
        VBuffer<ReadOnlyMemory<char>> names = default;
        column.Annotations.GetValue(kind, ref names);
        return [.. names.DenseValues().Select(n => n.ToString())];
    }

    private sealed class ShapeSpy(IEstimator<ITransformer> inner) : IEstimator<ITransformer>
    {
        public SchemaShape? Shape { get; private set; }

        public ITransformer Fit(IDataView input) => inner.Fit(input);

        public SchemaShape GetOutputSchema(SchemaShape inputSchema)
        {
            Shape = inputSchema;
            return inner.GetOutputSchema(inputSchema);
        }
    }

    private sealed class Five
    {
        [VectorType(5)]
        public float[] Features { get; set; } = new float[5];
    }
}

using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.ConvExtensions.Tests.EstimatorChecks;

/// <summary>
/// What every trainer of this library has to pass: stages that learn from labels and add Score, PredictedLabel and Probability, as ML.NET's
/// own do. A trainer derives a class from this one and names its case.
/// </summary>
public abstract partial class TrainerBattery<TCase> : IDisposable
    where TCase : TrainerCase, new()
{
    private readonly TCase _case = new();
    private readonly List<IDisposable> _owned = [];
    private ITransformer? _fitted;

    private MLContext Context => _case.Context;

    private string[] OutputNames =>
        _case.Task switch
        {
            TrainerTask.Multiclass => ["PredictedLabel", "Score"],
            TrainerTask.Binary when _case.HasProbability => ["PredictedLabel", "Probability", "Score"],
            TrainerTask.Binary => ["PredictedLabel", "Score"],
            _ => ["Score"],
        };

    public void Dispose()
    {
        foreach (IDisposable owned in _owned)
            owned.Dispose();
        _case.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public void It_adds_the_columns_of_its_task_and_no_others()
    {
        IDataView data = _case.CreateData(3);
        DataViewSchema schema = Fitted.Transform(data).Schema;

        Assert.Equal(
            data.Schema.Where(c => !c.IsHidden).Select(c => c.Name).Concat(OutputNames).Order(),
            schema.Where(c => !c.IsHidden).Select(c => c.Name).Order()
        );
        switch (_case.Task)
        {
            case TrainerTask.Multiclass:
                int classes = ClassCount(data);
                Assert.Equal(new VectorDataViewType(NumberDataViewType.Single, classes), schema["Score"].Type);
                Assert.Equal(new KeyDataViewType(typeof(uint), classes), schema["PredictedLabel"].Type);
                break;
            case TrainerTask.Binary:
                Assert.Equal(NumberDataViewType.Single, schema["Score"].Type);
                Assert.Equal(BooleanDataViewType.Instance, schema["PredictedLabel"].Type);
                break;
            default:
                Assert.Equal(NumberDataViewType.Single, schema["Score"].Type);
                break;
        }
    }

    [Fact]
    public void Promised_schema_agrees_with_the_data()
    {
        var probe = new ShapeProbe(Context);
        IDataView data = _case.CreateData(_case.TrainingRows);
        Own(_case.CreateEstimator().Append(probe).Fit(data));

        Assert.Equal(probe.Given!.Schema.Where(c => !c.IsHidden).Select(c => c.Name).Order(), probe.Promised!.Select(c => c.Name).Order());
        foreach (SchemaShape.Column promised in probe.Promised!.Where(c => OutputNames.Contains(c.Name)))
        {
            DataViewSchema.Column given = probe.Given.Schema[promised.Name];
            Assert.Equal(
                given.Type is VectorDataViewType ? SchemaShape.Column.VectorKind.Vector : SchemaShape.Column.VectorKind.Scalar,
                promised.Kind
            );
            Assert.Equal(given.Type is KeyDataViewType, promised.IsKey);
            Assert.Equal(((given.Type as VectorDataViewType)?.ItemType ?? given.Type).RawType, promised.ItemType.RawType);
            Assert.Superset(promised.Annotations.Select(a => a.Name).ToHashSet(), given.Annotations.Schema.Select(a => a.Name).ToHashSet());
        }
    }

    [Fact]
    public void Output_schema_of_the_transformer_is_that_of_its_data()
    {
        IDataView data = _case.CreateData(3);
        DataViewSchema promised = Fitted.GetOutputSchema(data.Schema),
            given = Fitted.Transform(data).Schema;

        Assert.Equal(promised.Select(c => (c.Name, c.Type, c.IsHidden)), given.Select(c => (c.Name, c.Type, c.IsHidden)));
    }

    [Fact]
    public void Output_columns_say_what_they_are_as_those_of_stock_trainers_do()
    {
        IDataView data = _case.CreateData(3);
        DataViewSchema schema = Fitted.Transform(data).Schema;
        string kind = _case.Task switch
        {
            TrainerTask.Multiclass => "MulticlassClassification",
            TrainerTask.Binary => "BinaryClassification",
            _ => "Regression",
        };

        Assert.All(OutputNames, name => Assert.Equal(kind, Text(schema[name], "ScoreColumnKind")));
        // What a calibrator adds to a score says "Score" too.
        Assert.All(OutputNames.Where(n => n != "Probability"), name => Assert.Equal(name, Text(schema[name], "ScoreValueKind")));
        if (_case.Task != TrainerTask.Multiclass)
            return;
        Assert.Equal(KeyValues(data.Schema[_case.LabelColumn], "KeyValues"), KeyValues(schema["PredictedLabel"], "KeyValues"));
        Assert.Equal(KeyValues(data.Schema[_case.LabelColumn], "KeyValues"), KeyValues(schema["Score"], "SlotNames"));
    }

    [Fact]
    public void The_predicted_label_is_that_of_the_highest_score()
    {
        Assert.All(
            Prediction.Read(Transformed(12)).Values,
            p =>
                Assert.Equal(
                    _case.Task switch
                    {
                        TrainerTask.Multiclass => (uint)Array.IndexOf(p.Score, p.Score.Max()) + 1,
                        TrainerTask.Binary => p.Score[0] > 0 ? 1u : 0,
                        _ => 0,
                    },
                    p.PredictedLabel
                )
        );
    }

    [Fact]
    public void Scores_are_finite_and_probabilities_are_within_0_and_1()
    {
        Dictionary<int, Prediction> predictions = Prediction.Read(Transformed(12));

        Assert.All(predictions.Values, p => Assert.All(p.Score, s => Assert.True(float.IsFinite(s))));
        Assert.All(predictions.Values, p => Assert.InRange(p.Probability ?? 0.5f, 0, 1));
        if (_case is { Task: TrainerTask.Binary, HasProbability: true })
            Assert.All(predictions.Values, p => Assert.Equal(p.Score[0] > 0, p.Probability > 0.5f));
        if (_case is { Task: TrainerTask.Multiclass, ScoresAreShares: true })
            Assert.All(predictions.Values, p => Assert.Equal(1, p.Score.Sum(), tolerance: 1e-4f));
    }

    [Fact]
    public void It_learns_better_than_chance() => AssertLearnt(Fitted.Transform(_case.CreateData(_case.TrainingRows)));

    [Fact]
    public void Fitting_again_gives_the_same()
    {
        if (!_case.IsDeterministic)
            return;
        IDataView training = _case.CreateData(_case.TrainingRows),
            data = _case.CreateData(5);
        IEstimator<ITransformer> estimator = _case.CreateEstimator();
        Dictionary<int, Prediction> first = Prediction.Read(Own(estimator.Fit(training)).Transform(data));

        Assert.Equal(first, Prediction.Read(Own(estimator.Fit(training)).Transform(data)));
        Assert.Equal(first, Prediction.Read(Own(_case.CreateEstimator().Fit(training)).Transform(data)));
    }

    [Fact]
    public void A_missing_input_column_is_named()
    {
        string column = _case.InputColumns[0];
        IDataView data = _case.CreateData(_case.TrainingRows);
        IDataView without = Context.Transforms.DropColumns(column).Fit(data).Transform(data);
        Exception fit = Assert.ThrowsAny<Exception>(() => _case.CreateEstimator().Fit(without));
        Exception chain = Assert.ThrowsAny<Exception>(() => _case.CreateEstimator().Append(new ShapeProbe(Context)).Fit(without));

        // Stock models name the column wrongly, in some versions.
        Assert.ThrowsAny<Exception>(() => Prediction.Read(Fitted.Transform(without)));
        Assert.All([fit, chain], e => Assert.Contains($"'{column}'", e.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void A_missing_label_is_named()
    {
        IDataView data = _case.CreateData(_case.TrainingRows);
        IDataView without = Context.Transforms.DropColumns(_case.LabelColumn).Fit(data).Transform(data);
        Exception fit = Assert.ThrowsAny<Exception>(() => _case.CreateEstimator().Fit(without));
        Exception chain = Assert.ThrowsAny<Exception>(() => _case.CreateEstimator().Append(new ShapeProbe(Context)).Fit(without));

        Assert.All([fit, chain], e => Assert.Contains($"'{_case.LabelColumn}'", e.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void To_predict_no_label_is_needed()
    {
        IDataView data = _case.CreateData(4);
        IDataView without = Context.Transforms.DropColumns(_case.LabelColumn).Fit(data).Transform(data);

        Assert.Equal(Prediction.Read(Fitted.Transform(data)), Prediction.Read(Fitted.Transform(without)));
    }

    [Fact]
    public void An_input_column_of_the_wrong_type_is_named()
    {
        string column = _case.InputColumns[0];
        IDataView data = _case.CreateDataOfWrongType();
        Exception fit = Assert.ThrowsAny<Exception>(() => _case.CreateEstimator().Fit(data));
        Exception chain = Assert.ThrowsAny<Exception>(() => _case.CreateEstimator().Append(new ShapeProbe(Context)).Fit(data));

        // Stock models name the type only.
        Assert.ThrowsAny<Exception>(() => Prediction.Read(Fitted.Transform(data)));
        Assert.All([fit, chain], e => Assert.Contains($"'{column}'", e.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void No_rows_to_fit_on_is_an_error() => Assert.ThrowsAny<Exception>(() => _case.CreateEstimator().Fit(_case.CreateData(0)));

    [Fact]
    public void Null_arguments_are_refused()
    {
        if (!_case.IsOurs)
            return;
        IEstimator<ITransformer> estimator = _case.CreateEstimator();

        Assert.Throws<ArgumentNullException>(() => estimator.Fit(null!));
        Assert.Throws<ArgumentNullException>(() => estimator.GetOutputSchema(null!));
        Assert.Throws<ArgumentNullException>(() => Fitted.Transform(null!));
        Assert.Throws<ArgumentNullException>(() => Fitted.GetOutputSchema(null!));
        Assert.Throws<ArgumentNullException>(() => Fitted.GetRowToRowMapper(null!));
    }

    /// <summary>The trainer's model, fitted once a test.</summary>
    private ITransformer Fitted => _fitted ??= Own(_case.CreateEstimator().Fit(_case.CreateData(_case.TrainingRows)));

    private IDataView Transformed(int rows) => Fitted.Transform(_case.CreateData(rows));

    private T Own<T>(T transformer)
        where T : ITransformer
    {
        if (transformer is IDisposable disposable)
            _owned.Add(disposable);
        return transformer;
    }

    private int ClassCount(IDataView data) => (int)((KeyDataViewType)data.Schema[_case.LabelColumn].Type).Count;

    private static string Text(DataViewSchema.Column column, string kind)
    {
        ReadOnlyMemory<char> value = default;
        column.Annotations.GetValue(kind, ref value);
        return value.ToString();
    }

    private static string[] KeyValues(DataViewSchema.Column column, string kind)
    {
        VBuffer<ReadOnlyMemory<char>> values = default;
        column.Annotations.GetValue(kind, ref values);
        return [.. values.DenseValues().Select(v => v.ToString())];
    }
}

using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.ConvExtensions.Tests.EstimatorChecks;

/// <summary>
/// What every stage of this library has to pass: the schema agrees with the data, nothing is read too early, fitting again and saving
/// and loading give the same, whatever way the rows are read. A stage derives a class from this one and names its case.
/// </summary>
public abstract partial class EstimatorBattery<TCase> : IDisposable
    where TCase : StageCase, new()
{
    private readonly TCase _case = new();
    private readonly List<IDisposable> _owned = [];

    private MLContext Context => _case.Context;

    public void Dispose()
    {
        foreach (IDisposable owned in _owned)
            owned.Dispose();
        _case.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public void Promised_schema_agrees_with_the_data()
    {
        var probe = new ShapeProbe(Context);
        Own(_case.CreateEstimator().Append(probe).Fit(_case.CreateData(3)));

        SchemaShape.Column promised = probe.Promised!.Single(c => c.Name == _case.OutputColumn);
        DataViewSchema.Column given = probe.Given!.Schema[_case.OutputColumn];
        var type = Assert.IsType<VectorDataViewType>(given.Type);
        Assert.Equal(SchemaShape.Column.VectorKind.Vector, promised.Kind);
        Assert.True(type.IsKnownSize);
        Assert.Equal(promised.ItemType, type.ItemType);
        Assert.False(promised.IsKey);
        Assert.Equal(NumberDataViewType.Single, type.ItemType);
    }

    [Fact]
    public void Promised_schema_keeps_the_other_columns()
    {
        var probe = new ShapeProbe(Context);
        IDataView data = _case.CreateData(3);
        Own(_case.CreateEstimator().Append(probe).Fit(data));

        Assert.Superset(data.Schema.Select(c => c.Name).ToHashSet(), probe.Promised!.Select(c => c.Name).ToHashSet());
        Assert.Equal(probe.Given!.Schema.Where(c => !c.IsHidden).Select(c => c.Name).Order(), probe.Promised!.Select(c => c.Name).Order());
    }

    [Fact]
    public void Output_schema_of_the_transformer_is_that_of_its_data()
    {
        IDataView data = _case.CreateData(3);
        ITransformer transformer = Fit(data);
        DataViewSchema promised = transformer.GetOutputSchema(data.Schema),
            given = transformer.Transform(data).Schema;

        Assert.Equal(promised.Select(c => (c.Name, c.Type, c.IsHidden)), given.Select(c => (c.Name, c.Type, c.IsHidden)));
    }

    [Fact]
    public void Values_have_the_length_of_the_schema_and_are_finite()
    {
        IDataView output = Transformed(5, out _);
        int size = ((VectorDataViewType)output.Schema[_case.OutputColumn].Type).Size;

        Assert.All(Read(output).Values, v => Assert.Equal(size, v.Length));
        Assert.All(Read(output).Values, v => Assert.All(v, x => Assert.True(float.IsFinite(x))));
    }

    [Fact]
    public void Different_rows_have_different_values()
    {
        float[][] values = [.. Read(Transformed(4, out _)).Values];
        Assert.NotEqual(values[0], values[1]);
        Assert.NotEqual(values[2], values[3]);
    }

    [Fact]
    public void Nothing_is_read_before_a_cursor_asks_for_the_output()
    {
        var watched = new WatchedView(_case.CreateData(5));
        ITransformer transformer = Fit(watched);
        IDataView output = transformer.Transform(watched);
        _ = output.Schema.Count;
        _ = output.GetRowCount();
        _ = output.CanShuffle;

        Assert.Equal(0, watched.Cursors);
        Assert.Equal(0, watched.Rows);
    }

    [Fact]
    public void A_cursor_without_the_output_does_not_ask_for_the_input_column()
    {
        var watched = new WatchedView(_case.CreateData(5));
        IDataView output = Fit(watched).Transform(watched);
        using DataViewRowCursor cursor = output.GetRowCursor([output.Schema["Number"]]);
        int rows = 0;
        while (cursor.MoveNext())
            rows++;

        Assert.Equal(5, rows);
        Assert.DoesNotContain(_case.InputColumn, watched.ActiveColumns);
        Assert.False(cursor.IsColumnActive(output.Schema[_case.OutputColumn]));
    }

    [Fact]
    public void Asking_for_an_inactive_column_is_an_error()
    {
        IDataView output = Transformed(2, out _);
        using DataViewRowCursor without = output.GetRowCursor([output.Schema["Number"]]);
        Assert.ThrowsAny<Exception>(() => without.GetGetter<VBuffer<float>>(output.Schema[_case.OutputColumn]));

        using DataViewRowCursor only = output.GetRowCursor([output.Schema[_case.OutputColumn]]);
        Assert.ThrowsAny<Exception>(() => only.GetGetter<int>(output.Schema["Number"]));
    }

    [Fact]
    public void A_getter_of_the_wrong_type_is_an_error()
    {
        IDataView output = Transformed(2, out _);
        using DataViewRowCursor cursor = output.GetRowCursor(output.Schema);
        Assert.ThrowsAny<InvalidOperationException>(() => cursor.GetGetter<int>(output.Schema[_case.OutputColumn]));
    }

    [Fact]
    public void Only_the_columns_that_are_needed_are_asked_of_the_input()
    {
        var watched = new WatchedView(_case.CreateData(4));
        IDataView output = Fit(watched).Transform(watched);
        using DataViewRowCursor cursor = output.GetRowCursor([output.Schema[_case.OutputColumn]]);
        while (cursor.MoveNext()) { }

        Assert.Equal([_case.InputColumn], watched.ActiveColumns);
    }

    [Fact]
    public void Other_columns_pass_unchanged_beside_the_output()
    {
        IDataView data = _case.CreateData(9);
        IDataView output = Fit(data).Transform(data);

        Assert.Equal(data.GetColumn<int>("Number"), ReadBeside<int>(output, "Number"));
        Assert.Equal(data.GetColumn<string>("Name"), ReadBeside<ReadOnlyMemory<char>>(output, "Name").Select(n => n.ToString()));
        Assert.Equal(data.GetColumn<bool>("Label"), ReadBeside<bool>(output, "Label"));
    }

    [Fact]
    public void Reading_twice_gives_the_same()
    {
        IDataView output = Transformed(5, out _);
        Assert.Equal(Read(output), Read(output));
    }

    [Fact]
    public void Fitting_again_gives_the_same()
    {
        IDataView data = _case.CreateData(5);
        IEstimator<ITransformer> estimator = _case.CreateEstimator();
        Dictionary<int, float[]> first = Read(Own(estimator.Fit(data)).Transform(data));

        Assert.Equal(first, Read(Own(estimator.Fit(data)).Transform(data)));
        Assert.Equal(first, Read(Own(_case.CreateEstimator().Fit(data)).Transform(data)));
    }

    [Fact]
    public void Empty_input_gives_empty_output()
    {
        IDataView output = Transformed(0, out _);
        Assert.Empty(Read(output));
        Assert.True(((VectorDataViewType)output.Schema[_case.OutputColumn].Type).IsKnownSize);
    }

    [Fact]
    public void Fitted_on_empty_input_it_transforms_rows()
    {
        ITransformer transformer = Fit(_case.CreateData(0));
        IDataView data = _case.CreateData(3);
        Assert.Equal(Read(Fit(data).Transform(data)), Read(transformer.Transform(data)));
    }

    [Fact]
    public void A_missing_value_gives_a_missing_output_when_that_was_asked_for()
    {
        IDataView data = _case.CreateDataWithMissing(6, missing: 2);
        Dictionary<int, float[]> values = Read(Own(_case.CreateLenientEstimator().Fit(data)).Transform(data));

        Assert.Equal(6, values.Count);
        Assert.All(values[2], x => Assert.True(float.IsNaN(x)));
        Assert.All(values.Where(v => v.Key != 2), v => Assert.All(v.Value, x => Assert.True(float.IsFinite(x))));
    }

    [Fact]
    public void A_missing_value_is_otherwise_an_error_that_names_row_and_column()
    {
        IDataView data = _case.CreateDataWithMissing(6, missing: 2);
        Exception error = Assert.ThrowsAny<Exception>(() => Read(Fit(data).Transform(data)));

        Assert.Contains("Row 2", error.Message, StringComparison.Ordinal);
        Assert.Contains($"'{_case.InputColumn}'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Rows_before_a_bad_one_are_given_out()
    {
        IDataView output = Fit(_case.CreateData(6)).Transform(_case.CreateDataWithMissing(6, missing: 4));
        using DataViewRowCursor cursor = output.GetRowCursor(output.Schema);
        ValueGetter<VBuffer<float>> getter = cursor.GetGetter<VBuffer<float>>(output.Schema[_case.OutputColumn]);
        VBuffer<float> value = default;
        for (int i = 0; i < 4; i++)
        {
            Assert.True(cursor.MoveNext());
            getter(ref value);
        }

        Assert.True(cursor.MoveNext());
        Assert.ThrowsAny<Exception>(() => getter(ref value));
        Assert.True(cursor.MoveNext());
        getter(ref value);
    }

    [Fact]
    public void A_missing_input_column_is_named()
    {
        IDataView data = Context.Data.LoadFromEnumerable(new[] { new { Number = 1 } });
        Exception fit = Assert.ThrowsAny<ArgumentException>(() => _case.CreateEstimator().Fit(data));
        Exception chain = Assert.ThrowsAny<Exception>(() => _case.CreateEstimator().Append(new ShapeProbe(Context)).Fit(data));
        Exception transform = Assert.ThrowsAny<ArgumentException>(() => Fit(_case.CreateData(1)).Transform(data));

        Assert.All([fit, chain, transform], e => Assert.Contains($"'{_case.InputColumn}'", e.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void An_input_column_of_the_wrong_type_is_named_with_its_type()
    {
        IDataView data = _case.CreateDataOfWrongType();
        Exception fit = Assert.ThrowsAny<ArgumentException>(() => _case.CreateEstimator().Fit(data));
        Exception chain = Assert.ThrowsAny<Exception>(() => _case.CreateEstimator().Append(new ShapeProbe(Context)).Fit(data));
        Exception transform = Assert.ThrowsAny<ArgumentException>(() => Fit(_case.CreateData(1)).Transform(data));

        Assert.All([fit, chain, transform], e => Assert.Contains($"'{_case.InputColumn}'", e.Message, StringComparison.Ordinal));
        Assert.All(
            [fit, chain, transform],
            e => Assert.Contains(data.Schema[_case.InputColumn].Type.ToString()!, e.Message, StringComparison.Ordinal)
        );
    }

    [Fact]
    public void Null_arguments_are_refused()
    {
        IEstimator<ITransformer> estimator = _case.CreateEstimator();
        ITransformer transformer = Fit(_case.CreateData(1));

        Assert.Throws<ArgumentNullException>(() => estimator.Fit(null!));
        Assert.Throws<ArgumentNullException>(() => estimator.GetOutputSchema(null!));
        Assert.Throws<ArgumentNullException>(() => transformer.Transform(null!));
        Assert.Throws<ArgumentNullException>(() => transformer.GetOutputSchema(null!));
        Assert.Throws<ArgumentNullException>(() => transformer.GetRowToRowMapper(null!));
    }

    private ITransformer Fit(IDataView data) => Own(_case.CreateEstimator().Fit(data));

    private IDataView Transformed(int rows, out ITransformer transformer)
    {
        IDataView data = _case.CreateData(rows);
        transformer = Fit(data);
        return transformer.Transform(data);
    }

    private T Own<T>(T transformer)
        where T : ITransformer
    {
        if (transformer is IDisposable disposable)
            _owned.Add(disposable);
        return transformer;
    }

    /// <summary>The output by row number.</summary>
    private Dictionary<int, float[]> Read(IDataView data)
    {
        var values = new Dictionary<int, float[]>();
        using DataViewRowCursor cursor = data.GetRowCursor([data.Schema["Number"], data.Schema[_case.OutputColumn]]);
        ReadAll(cursor, values);
        return values;
    }

    private void ReadAll(DataViewRowCursor cursor, Dictionary<int, float[]> into)
    {
        ValueGetter<int> number = cursor.GetGetter<int>(cursor.Schema["Number"]);
        ValueGetter<VBuffer<float>> getter = cursor.GetGetter<VBuffer<float>>(cursor.Schema[_case.OutputColumn]);
        VBuffer<float> value = default;
        int row = 0;
        while (cursor.MoveNext())
        {
            number(ref row);
            getter(ref value);
            into.Add(row, value.DenseValues().ToArray());
        }
    }

    /// <summary>A column's values, read by a cursor that reads the output too.</summary>
    private List<T> ReadBeside<T>(IDataView data, string column)
    {
        using DataViewRowCursor cursor = data.GetRowCursor([data.Schema[column], data.Schema[_case.OutputColumn]]);
        ValueGetter<T> getter = cursor.GetGetter<T>(data.Schema[column]);
        ValueGetter<VBuffer<float>> output = cursor.GetGetter<VBuffer<float>>(data.Schema[_case.OutputColumn]);
        var values = new List<T>();
        VBuffer<float> vector = default;
        while (cursor.MoveNext())
        {
            T value = default!;
            getter(ref value);
            output(ref vector);
            values.Add(value);
        }

        return values;
    }
}

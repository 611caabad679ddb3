using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.ConvExtensions.Conformance.DataModel;

public class ObjectsFromRowsTests
{
    private readonly MLContext _ml = new(1);

    [Fact]
    public void Rows_become_objects_again()
    {
        IDataView data = Load([new Row { Name = "a", Numbers = [1, 2], Value = 3 }, new Row { Name = "b", Numbers = [4, 5], Value = 6 }]);
        List<Row> rows = [.. _ml.Data.CreateEnumerable<Row>(data, reuseRowObject: false)];
        Assert.Equal(["a", "b"], rows.Select(row => row.Name));
        Assert.Equal([4, 5], rows[1].Numbers);
        Assert.Equal(3, rows[0].Value);
    }

    [Fact]
    public void A_reused_object_is_one_and_the_same()
    {
        IDataView data = Load([new Row { Value = 1 }, new Row { Value = 2 }]);
        Row? first = null;
        var values = new List<float>();
        foreach (Row row in _ml.Data.CreateEnumerable<Row>(data, reuseRowObject: true))
        {
            Assert.Same(first ??= row, row);
            values.Add(row.Value);
        }

        Assert.Equal([1, 2], values);
    }

    [Fact]
    public void Objects_of_their_own_share_no_arrays()
    {
        IDataView data = Load([new Row { Numbers = [1, 2] }, new Row { Numbers = [3, 4] }]);
        List<Row> rows = [.. _ml.Data.CreateEnumerable<Row>(data, reuseRowObject: false)];
        Assert.NotSame(rows[0].Numbers, rows[1].Numbers);
        Assert.Equal([1, 2], rows[0].Numbers);
    }

    [Fact]
    public void A_column_that_is_missing_is_an_error_unless_it_may_be()
    {
        IDataView data = Load([new Row { Value = 1 }]);
        Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Data.CreateEnumerable<RowAndMore>(data, false).ToList());
        Assert.Equal(-1, _ml.Data.CreateEnumerable<RowAndMore>(data, false, ignoreMissingColumns: true).Single().More);
    }

    [Fact]
    public void A_member_of_another_type_is_an_error()
    {
        IDataView data = Load([new Row { Value = 1 }]);
        Assert.Throws<InvalidOperationException>(() => _ml.Data.CreateEnumerable<DoubleValue>(data, false).ToList());
    }

    [Fact]
    public void Read_only_properties_are_left_alone()
    {
        IDataView data = Load([new Row { Value = 5 }]);
        Assert.Equal(10, _ml.Data.CreateEnumerable<Computed>(data, false).Single().Twice);
    }

    [Fact]
    public void A_vector_can_be_read_as_it_is()
    {
        IDataView data = Load([new Row { Numbers = [1, 2] }]);
        Assert.Equal([1, 2], _ml.Data.CreateEnumerable<BufferRow>(data, false).Single().Numbers.DenseValues());
    }

    [Fact]
    public void Objects_are_made_as_they_are_asked_for()
    {
        int given = 0;
        IDataView data = _ml.Data.LoadFromEnumerable(Enumerable.Range(0, 1000).Select(i =>
        {
            given++;
            return new Row { Value = i };
        }));
        Assert.Equal([0, 1], _ml.Data.CreateEnumerable<Row>(data, false).Take(2).Select(row => row.Value));
        Assert.InRange(given, 2, 3);
    }

    [Fact]
    public void A_schema_definition_binds_members_to_other_columns()
    {
        SchemaDefinition definition = SchemaDefinition.Create(typeof(DoubleName), SchemaDefinition.Direction.Write);
        definition["Other"].ColumnName = "Name";
        IDataView data = Load([new Row { Name = "x" }]);
        Assert.Equal("x", _ml.Data.CreateEnumerable<DoubleName>(data, false, schemaDefinition: definition).Single().Other);
    }

    [Fact]
    public void GetColumn_reads_one_column_in_several_forms()
    {
        IDataView data = Load([new Row { Name = "a", Numbers = [1, 2], Texts = ["x", "y"] }]);
        Assert.Equal("a", data.GetColumn<string>("Name").Single());
        Assert.Equal("a", data.GetColumn<ReadOnlyMemory<char>>("Name").Single().ToString());
        Assert.Equal([1, 2], data.GetColumn<float[]>("Numbers").Single());
        Assert.Equal(2, data.GetColumn<VBuffer<float>>(data.Schema["Numbers"]).Single().Length);
        Assert.Equal(["x", "y"], data.GetColumn<string[]>("Texts").Single());
    }

    [Fact]
    public void GetColumn_refuses_other_types_and_columns()
    {
        IDataView data = Load([new Row()]);
        Assert.Throws<ArgumentOutOfRangeException>(() => data.GetColumn<double>("Value"));
        Assert.Throws<ArgumentOutOfRangeException>(() => data.GetColumn<float[]>("Value"));
        Assert.Throws<ArgumentOutOfRangeException>(() => data.GetColumn<float>("Absent"));
    }

    [Fact]
    public void A_preview_shows_rows_and_columns()
    {
        DataDebuggerPreview preview = Load([new Row { Name = "a", Value = 1 }, new Row { Name = "b", Value = 2 }]).Preview(maxRows: 1);
        Assert.Equal("4 columns, 1 rows", preview.ToString());
        Assert.Equal(1f, preview.RowView.Single().Values.Single(value => value.Key == "Value").Value);
        Assert.Equal("Value", preview.ColumnView.Single(column => column.Column.Name == "Value").Column.Name);
        Assert.Throws<ArgumentOutOfRangeException>(() => Load([]).Preview(-1));
    }

    private IDataView Load(Row[] rows) => _ml.Data.LoadFromEnumerable(rows);

    public class Row
    {
        public string Name { get; set; } = "";

        public float[] Numbers { get; set; } = [];

        public string[] Texts { get; set; } = [];

        public float Value { get; set; }
    }

    public class RowAndMore
    {
        public float Value { get; set; }

        public float More { get; set; } = -1;
    }

    public class DoubleValue
    {
        public double Value { get; set; }
    }

    public class Computed
    {
        public float Value { get; set; }

        public float Twice => 2 * Value;
    }

    public class BufferRow
    {
        public VBuffer<float> Numbers { get; set; }
    }

    public class DoubleName
    {
        public string Other { get; set; } = "";
    }
}

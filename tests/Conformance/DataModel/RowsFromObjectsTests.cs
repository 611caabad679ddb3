using System.Collections;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.ConvExtensions.Conformance.DataModel;

public class RowsFromObjectsTests
{
    private readonly MLContext _ml = new(1);

    [Fact]
    public void Public_fields_come_first_and_properties_after_them()
    {
        DataViewSchema schema = _ml.Data.LoadFromEnumerable(new List<Mixed>()).Schema;
        Assert.Equal(["Field", "renamed", "Property"], schema.Select(column => column.Name));
    }

    [Fact]
    public void Attributes_say_sizes_keys_and_dimensions()
    {
        DataViewSchema schema = _ml.Data.LoadFromEnumerable(new List<Attributed>()).Schema;
        Assert.Equal(new VectorDataViewType(NumberDataViewType.Single, 3), schema["Sized"].Type);
        Assert.Equal(new VectorDataViewType(NumberDataViewType.Single, 2, 2), schema["Matrix"].Type);
        Assert.Equal(new VectorDataViewType(NumberDataViewType.Single), schema["Unsized"].Type);
        Assert.Equal(new KeyDataViewType(typeof(uint), 5), schema["Key"].Type);
        Assert.Equal(new VectorDataViewType(TextDataViewType.Instance), schema["Texts"].Type);
    }

    [Fact]
    public void Members_count_keys_from_zero_and_columns_from_one()
    {
        IDataView data = _ml.Data.LoadFromEnumerable([new Attributed { Key = 0 }, new Attributed { Key = 4 }, new Attributed { Key = 5 }]);
        Assert.Equal([1u, 5u, 0u], data.GetColumn<uint>("Key"));
    }

    [Fact]
    public void A_missing_string_or_array_is_an_empty_one()
    {
        IDataView data = _ml.Data.LoadFromEnumerable([new Nullables()]);
        Assert.Equal([""], data.GetColumn<string>("Text"));
        Assert.Empty(data.GetColumn<float[]>("Numbers").Single());
        Assert.Empty(data.GetColumn<string[]>("Texts").Single());
    }

    [Fact]
    public void An_array_may_have_another_length_than_its_column()
    {
        IDataView data = _ml.Data.LoadFromEnumerable([new Attributed { Sized = [1, 2, 3, 4, 5] }]);
        Assert.Equal([1, 2, 3, 4, 5], data.GetColumn<float[]>("Sized").Single());
    }

    [Fact]
    public void Nothing_is_read_before_a_cursor_moves_and_each_cursor_reads_again()
    {
        var source = new CountingSource(3);
        IDataView data = _ml.Data.LoadFromEnumerable(source);
        Assert.Equal(0, source.Started);
        Assert.Equal([0f, 1f, 2f], data.GetColumn<float>("Value"));
        Assert.Equal([0f, 1f, 2f], data.GetColumn<float>("Value"));
        Assert.Equal((2, 6), (source.Started, source.Given));
    }

    [Fact]
    public void Rows_are_read_as_the_cursor_moves()
    {
        var source = new CountingSource(100);
        IDataView data = _ml.Data.LoadFromEnumerable(source);
        using DataViewRowCursor cursor = data.GetRowCursor(data.Schema);
        cursor.MoveNext();
        cursor.MoveNext();
        Assert.Equal(2, source.Given);
    }

    [Fact]
    public void A_member_that_is_not_asked_for_is_not_read()
    {
        IDataView data = _ml.Data.LoadFromEnumerable([new Throwing()]);
        Assert.Equal([3f], data.GetColumn<float>("Fine"));
        Assert.Throws<NotSupportedException>(() => data.GetColumn<float>("Broken").ToList());
    }

    [Fact]
    public void A_column_that_was_not_asked_for_has_no_getter()
    {
        IDataView data = _ml.Data.LoadFromEnumerable([new Mixed()]);
        using DataViewRowCursor cursor = data.GetRowCursor([data.Schema["Field"]]);
        Assert.True(cursor.IsColumnActive(data.Schema["Field"]));
        Assert.False(cursor.IsColumnActive(data.Schema["Property"]));
        Assert.Throws<ArgumentOutOfRangeException>(() => cursor.GetGetter<float>(data.Schema["Property"]));
    }

    [Fact]
    public void A_getter_of_another_type_is_refused()
    {
        IDataView data = _ml.Data.LoadFromEnumerable([new Mixed()]);
        using DataViewRowCursor cursor = data.GetRowCursor(data.Schema);
        Assert.Throws<InvalidOperationException>(() => cursor.GetGetter<double>(data.Schema["Field"]));
    }

    [Fact]
    public void A_null_row_is_an_error()
    {
        IDataView data = _ml.Data.LoadFromEnumerable(new Mixed[] { new(), null! });
        Assert.Throws<InvalidOperationException>(() => data.GetColumn<float>("Field").ToList());
    }

    [Fact]
    public void The_row_count_is_known_for_collections_only()
    {
        Assert.Equal(2, _ml.Data.LoadFromEnumerable(new List<Mixed> { new(), new() }).GetRowCount());
        Assert.Null(_ml.Data.LoadFromEnumerable(Enumerable.Range(0, 2).Select(_ => new Mixed())).GetRowCount());
    }

    [Fact]
    public void Rows_of_a_sequence_are_not_shuffled_and_have_one_cursor()
    {
        IDataView data = _ml.Data.LoadFromEnumerable(new CountingSource(50));
        Assert.False(data.CanShuffle);
        DataViewRowCursor cursor = Assert.Single(data.GetRowCursorSet(data.Schema, 4));
        cursor.Dispose();
    }

    [Fact]
    public void A_cursor_stands_before_its_rows_at_first_and_nowhere_at_the_end()
    {
        IDataView data = _ml.Data.LoadFromEnumerable(new CountingSource(2));
        using DataViewRowCursor cursor = data.GetRowCursor(data.Schema);
        var positions = new List<long> { cursor.Position };
        while (cursor.MoveNext())
            positions.Add(cursor.Position);
        positions.Add(cursor.Position);
        Assert.Equal([-1, 0, 1, -1], positions);
        Assert.False(cursor.MoveNext());
    }

    [Fact]
    public void Row_ids_count_the_rows()
    {
        IDataView data = _ml.Data.LoadFromEnumerable(new CountingSource(3));
        using DataViewRowCursor cursor = data.GetRowCursor(data.Schema);
        ValueGetter<DataViewRowId> getId = cursor.GetIdGetter();
        DataViewRowId id = default;
        for (ulong i = 0; cursor.MoveNext(); i++)
        {
            getId(ref id);
            Assert.Equal(new DataViewRowId(i, 0), id);
        }
    }

    [Fact]
    public void A_member_of_an_unknown_type_is_an_error_unless_it_is_no_column()
    {
        Assert.Contains("Uri", Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Data.LoadFromEnumerable(new List<WithUri>())).Message);
        Assert.Equal(["Value"], _ml.Data.LoadFromEnumerable(new List<WithIgnoredUri>()).Schema.Select(column => column.Name));
    }

    [Fact]
    public void Two_members_for_one_column_are_an_error() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Data.LoadFromEnumerable(new List<Duplicate>()));

    [Fact]
    public void A_vector_attribute_on_a_scalar_is_an_error() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Data.LoadFromEnumerable(new List<VectorOnScalar>()));

    [Fact]
    public void A_schema_definition_changes_names_types_and_annotations()
    {
        SchemaDefinition definition = SchemaDefinition.Create(typeof(Attributed));
        definition["Unsized"].ColumnType = new VectorDataViewType(NumberDataViewType.Single, 4);
        definition["Unsized"].AddAnnotation("SlotNames", new[] { "a", "b", "c", "d" }, new VectorDataViewType(TextDataViewType.Instance, 4));
        definition["Sized"].ColumnName = "Other";
        IDataView data = _ml.Data.LoadFromEnumerable([new Attributed { Unsized = [1, 2, 3, 4], Sized = [1, 2, 3] }], definition);
        Assert.Equal(4, ((VectorDataViewType)data.Schema["Unsized"].Type).Size);
        Assert.True(data.Schema["Unsized"].HasSlotNames());
        Assert.Null(data.Schema.GetColumnOrNull("Sized"));
        Assert.Equal([1, 2, 3], data.GetColumn<float[]>("Other").Single());
    }

    [Fact]
    public void A_schema_gives_types_and_annotations_to_members()
    {
        var annotations = new DataViewSchema.Annotations.Builder();
        annotations.AddPrimitiveValue("IsNormalized", BooleanDataViewType.Instance, true);
        var builder = new DataViewSchema.Builder();
        builder.AddColumn("Unsized", new VectorDataViewType(NumberDataViewType.Single, 2), annotations.ToAnnotations());
        IDataView data = _ml.Data.LoadFromEnumerable([new Attributed { Unsized = [1, 2] }], builder.ToSchema());
        Assert.Equal(2, ((VectorDataViewType)data.Schema["Unsized"].Type).Size);
        Assert.True(data.Schema["Unsized"].IsNormalized());
        builder.AddColumn("Absent", NumberDataViewType.Single);
        Assert.Throws<InvalidOperationException>(() => _ml.Data.LoadFromEnumerable([new Attributed()], builder.ToSchema()));
    }

    [Fact]
    public void A_schema_definition_that_does_not_fit_its_member_is_an_error()
    {
        SchemaDefinition definition = SchemaDefinition.Create(typeof(Mixed));
        definition["Field"].ColumnType = NumberDataViewType.Double;
        Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Data.LoadFromEnumerable(new List<Mixed>(), definition));
    }

    [Fact]
    public void Null_data_is_an_error() =>
        Assert.Throws<ArgumentNullException>(() => _ml.Data.LoadFromEnumerable<Mixed>(null!));

    public class Mixed
    {
        public float Property { get; set; }

        public float Field;

        [ColumnName("renamed")]
        public string Named = "";

        [NoColumn]
        public int Ignored { get; set; }

        private float Hidden { get; set; }
    }

    public class Attributed
    {
        [VectorType(3)]
        public float[]? Sized { get; set; }

        [VectorType(2, 2)]
        public float[]? Matrix { get; set; }

        public float[]? Unsized { get; set; }

        public string[]? Texts { get; set; }

        [KeyType(5)]
        public uint Key { get; set; }
    }

    public class Nullables
    {
        public string? Text { get; set; }

        public float[]? Numbers { get; set; }

        public string[]? Texts { get; set; }
    }

    public class Throwing
    {
        public float Fine => 3;

        public float Broken => throw new NotSupportedException();
    }

    public class WithUri
    {
        public float Value { get; set; }

        public Uri? Uri { get; set; }
    }

    public class WithIgnoredUri
    {
        public float Value { get; set; }

        [NoColumn]
        public Uri? Uri { get; set; }
    }

    public class Duplicate
    {
        public float A { get; set; }

        [ColumnName("A")]
        public float B { get; set; }
    }

    public class VectorOnScalar
    {
        [VectorType(3)]
        public float A { get; set; }
    }

    public class Number
    {
        public float Value { get; set; }
    }

    private sealed class CountingSource(int count) : IEnumerable<Number>
    {
        public int Started { get; private set; }

        public int Given { get; private set; }

        public IEnumerator<Number> GetEnumerator()
        {
            Started++;
            for (int i = 0; i < count; i++)
            {
                Given++;
                yield return new Number { Value = i };
            }
        }

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}

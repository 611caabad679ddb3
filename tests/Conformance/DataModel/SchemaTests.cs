using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.ConvExtensions.Conformance.DataModel;

public class SchemaTests
{
    [Fact]
    public void A_column_hides_those_of_its_name_before_it()
    {
        var builder = new DataViewSchema.Builder();
        builder.AddColumn("A", NumberDataViewType.Single);
        builder.AddColumn("B", TextDataViewType.Instance);
        builder.AddColumn("A", NumberDataViewType.Double);
        DataViewSchema schema = builder.ToSchema();
        Assert.Equal([true, false, false], schema.Select(column => column.IsHidden));
        Assert.Equal(2, schema["A"].Index);
        Assert.Equal(NumberDataViewType.Double, schema["A"].Type);
    }

    [Fact]
    public void A_column_that_is_not_there_is_null_or_an_error()
    {
        DataViewSchema schema = new DataViewSchema.Builder().ToSchema();
        Assert.Null(schema.GetColumnOrNull("A"));
        Assert.Contains("'A'", Assert.Throws<ArgumentOutOfRangeException>(() => schema["A"]).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => schema[0]);
        Assert.Throws<ArgumentNullException>(() => schema.GetColumnOrNull(""));
    }

    [Fact]
    public void A_column_needs_a_name_and_a_type()
    {
        var builder = new DataViewSchema.Builder();
        Assert.Throws<ArgumentNullException>(() => builder.AddColumn("", NumberDataViewType.Single));
        Assert.Throws<ArgumentNullException>(() => builder.AddColumn("A", null!));
    }

    [Fact]
    public void Annotations_come_back_by_kind_and_type()
    {
        var builder = new DataViewSchema.Annotations.Builder();
        builder.AddPrimitiveValue("Flag", BooleanDataViewType.Instance, true);
        builder.Add("Names", new VectorDataViewType(TextDataViewType.Instance, 2), (ref VBuffer<ReadOnlyMemory<char>> value) =>
            value = new VBuffer<ReadOnlyMemory<char>>(2, ["a".AsMemory(), "b".AsMemory()]));
        DataViewSchema.Annotations annotations = builder.ToAnnotations();

        bool flag = false;
        annotations.GetValue("Flag", ref flag);
        Assert.True(flag);
        VBuffer<ReadOnlyMemory<char>> names = default;
        annotations.GetValue("Names", ref names);
        Assert.Equal(["a", "b"], names.DenseValues().Select(name => name.ToString()));
    }

    [Fact]
    public void Annotations_refuse_unknown_kinds_and_other_types()
    {
        var builder = new DataViewSchema.Annotations.Builder();
        builder.AddPrimitiveValue("Flag", BooleanDataViewType.Instance, true);
        DataViewSchema.Annotations annotations = builder.ToAnnotations();
        bool flag = false;
        float number = 0;
        Assert.Throws<InvalidOperationException>(() => annotations.GetValue("Other", ref flag));
        Assert.Throws<InvalidOperationException>(() => annotations.GetValue("Flag", ref number));
        Assert.Throws<ArgumentException>(() => builder.AddPrimitiveValue("Number", NumberDataViewType.Single, 1.0));
    }

    [Fact]
    public void Annotations_are_copied_by_choice()
    {
        var builder = new DataViewSchema.Annotations.Builder();
        builder.AddPrimitiveValue("A", NumberDataViewType.Int32, 1);
        builder.AddPrimitiveValue("B", NumberDataViewType.Int32, 2);
        var copy = new DataViewSchema.Annotations.Builder();
        copy.Add(builder.ToAnnotations(), kind => kind == "B");
        copy.Add(null, _ => true);
        Assert.Equal(["B"], copy.ToAnnotations().Schema.Select(column => column.Name));
    }

    [Fact]
    public void A_column_without_annotations_has_empty_ones()
    {
        var column = new DataViewSchema.DetachedColumn("A", NumberDataViewType.Single);
        Assert.Same(DataViewSchema.Annotations.Empty, column.Annotations);
        Assert.Empty(column.Annotations.Schema);
    }

    [Fact]
    public void Slot_names_count_only_if_there_is_one_for_each_slot()
    {
        Assert.True(VectorWithNames(2, 2).HasSlotNames());
        Assert.False(VectorWithNames(3, 2).HasSlotNames());
        VBuffer<ReadOnlyMemory<char>> names = default;
        VectorWithNames(2, 2).GetSlotNames(ref names);
        Assert.Equal(["0", "1"], names.DenseValues().Select(name => name.ToString()));
    }

    [Fact]
    public void A_plain_column_has_neither_names_nor_key_values_and_is_not_normalized()
    {
        DataViewSchema.Column column = Column(NumberDataViewType.Single, new DataViewSchema.Annotations.Builder());
        Assert.False(column.HasSlotNames());
        Assert.False(column.HasKeyValues());
        Assert.False(column.IsNormalized());
    }

    [Fact]
    public void Key_values_count_only_if_there_is_one_for_each_key()
    {
        var annotations = new DataViewSchema.Annotations.Builder();
        annotations.Add("KeyValues", new VectorDataViewType(NumberDataViewType.Int32, 2), (ref VBuffer<int> value) => value = new VBuffer<int>(2, [7, 8]));
        Assert.True(Column(new KeyDataViewType(typeof(uint), 2), annotations).HasKeyValues(NumberDataViewType.Int32));
        Assert.False(Column(new KeyDataViewType(typeof(uint), 2), annotations).HasKeyValues());
        Assert.False(Column(new KeyDataViewType(typeof(uint), 3), annotations).HasKeyValues(NumberDataViewType.Int32));
        Assert.False(Column(NumberDataViewType.UInt32, annotations).HasKeyValues(NumberDataViewType.Int32));
    }

    [Fact]
    public void A_schema_and_its_columns_describe_themselves()
    {
        DataViewSchema.Column column = VectorWithNames(2, 2);
        Assert.Equal("Column: Vector<Single, 2> {SlotNames}", column.ToString());
        Assert.Equal("0 columns", new DataViewSchema.Builder().ToSchema().ToString());
    }

    private static DataViewSchema.Column VectorWithNames(int size, int names)
    {
        var annotations = new DataViewSchema.Annotations.Builder();
        annotations.Add("SlotNames", new VectorDataViewType(TextDataViewType.Instance, names), (ref VBuffer<ReadOnlyMemory<char>> value) =>
            value = new VBuffer<ReadOnlyMemory<char>>(names, [.. Enumerable.Range(0, names).Select(i => i.ToString().AsMemory())]));
        return Column(new VectorDataViewType(NumberDataViewType.Single, size), annotations);
    }

    private static DataViewSchema.Column Column(DataViewType type, DataViewSchema.Annotations.Builder annotations)
    {
        var builder = new DataViewSchema.Builder();
        builder.AddColumn("Column", type, annotations.ToAnnotations());
        return builder.ToSchema()[0];
    }
}

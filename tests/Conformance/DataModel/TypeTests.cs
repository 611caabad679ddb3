using System.Collections.Immutable;
using Microsoft.ML.Data;

namespace MLNet.ConvExtensions.Conformance.DataModel;

public class TypeTests
{
    [Fact]
    public void Vector_types_are_equal_by_item_type_and_dimensions()
    {
        var type = new VectorDataViewType(NumberDataViewType.Single, 3, 4);
        Assert.Equal(type, new VectorDataViewType(NumberDataViewType.Single, ImmutableArray.Create(3, 4)));
        Assert.NotEqual(type, new VectorDataViewType(NumberDataViewType.Single, 12));
        Assert.NotEqual(type, new VectorDataViewType(NumberDataViewType.Double, 3, 4));
        Assert.Equal(type.GetHashCode(), new VectorDataViewType(NumberDataViewType.Single, 3, 4).GetHashCode());
    }

    [Fact]
    public void A_vector_type_knows_its_size()
    {
        var type = new VectorDataViewType(NumberDataViewType.Single, 3, 4);
        Assert.Equal((12, true), (type.Size, type.IsKnownSize));
        Assert.Equal([3, 4], type.Dimensions.ToArray());
        var variable = new VectorDataViewType(NumberDataViewType.Single);
        Assert.Equal((0, false), (variable.Size, variable.IsKnownSize));
        Assert.Equal([0], variable.Dimensions.ToArray());
        Assert.Equal(typeof(VBuffer<float>), type.RawType);
    }

    [Fact]
    public void A_vector_type_refuses_negative_and_missing_dimensions()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new VectorDataViewType(NumberDataViewType.Single, -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new VectorDataViewType(NumberDataViewType.Single, Array.Empty<int>()));
        Assert.Throws<ArgumentOutOfRangeException>(() => new VectorDataViewType(NumberDataViewType.Single, 2, -3));
        Assert.Throws<ArgumentNullException>(() => new VectorDataViewType(null!, 3));
    }

    [Theory]
    [InlineData(new[] { 5 }, "Vector<Single, 5>")]
    [InlineData(new[] { 0 }, "Vector<Single>")]
    [InlineData(new[] { 3, 0, 2 }, "Vector<Single, 3, *, 2>")]
    public void A_vector_type_names_its_dimensions(int[] dimensions, string expected) =>
        Assert.Equal(expected, new VectorDataViewType(NumberDataViewType.Single, dimensions).ToString());

    [Fact]
    public void Key_types_are_equal_by_raw_type_and_count()
    {
        Assert.Equal(new KeyDataViewType(typeof(uint), 4), new KeyDataViewType(typeof(uint), 4UL));
        Assert.NotEqual(new KeyDataViewType(typeof(uint), 4), new KeyDataViewType(typeof(uint), 5));
        Assert.NotEqual(new KeyDataViewType(typeof(uint), 4), new KeyDataViewType(typeof(byte), 4));
        Assert.Equal("Key<UInt32, 0-3>", new KeyDataViewType(typeof(uint), 4).ToString());
    }

    [Fact]
    public void A_key_type_refuses_other_numbers_and_impossible_counts()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new KeyDataViewType(typeof(int), 4));
        Assert.Throws<ArgumentOutOfRangeException>(() => new KeyDataViewType(typeof(uint), 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new KeyDataViewType(typeof(byte), 256));
    }

    [Fact]
    public void Primitive_types_have_one_instance_and_a_name()
    {
        Assert.Same(NumberDataViewType.Single, NumberDataViewType.Single);
        Assert.Equal(typeof(ReadOnlyMemory<char>), TextDataViewType.Instance.RawType);
        Assert.Equal(
            ["String", "Boolean", "Single", "Int64", "DateTime", "TimeSpan", "DateTimeOffset", "DataViewRowId"],
            new DataViewType[]
            {
                TextDataViewType.Instance, BooleanDataViewType.Instance, NumberDataViewType.Single, NumberDataViewType.Int64,
                DateTimeDataViewType.Instance, TimeSpanDataViewType.Instance, DateTimeOffsetDataViewType.Instance, RowIdDataViewType.Instance,
            }.Select(type => type.ToString()));
    }

    [Fact]
    public void Row_ids_compare_by_their_high_part_first()
    {
        Assert.True(new DataViewRowId(9, 0).CompareTo(new DataViewRowId(0, 1)) < 0);
        Assert.Equal(new DataViewRowId(1, 2), new DataViewRowId(1, 2));
        Assert.Equal("00000000000000020000000000000001", new DataViewRowId(1, 2).ToString());
    }

    [Fact]
    public void Ids_made_from_an_id_differ_from_it_and_are_made_alike_each_time()
    {
        var id = new DataViewRowId(1, 2);
        DataViewRowId[] made = [id, id.Next(), id.Fork(), id.Combine(new DataViewRowId(3, 4)), id.Next().Next()];
        Assert.Equal(made.Length, made.Distinct().Count());
        Assert.Equal(id.Combine(new DataViewRowId(3, 4)), id.Combine(new DataViewRowId(3, 4)));
    }
}

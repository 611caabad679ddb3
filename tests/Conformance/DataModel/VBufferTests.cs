using Microsoft.ML.Data;

namespace MLNet.ConvExtensions.Conformance.DataModel;

public class VBufferTests
{
    private static readonly VBuffer<float> Sparse = new(6, 2, [1f, 2f], [1, 4]);

    [Fact]
    public void A_vector_is_dense_when_every_slot_has_a_value()
    {
        Assert.True(new VBuffer<float>(2, [1f, 2f]).IsDense);
        Assert.False(Sparse.IsDense);
        Assert.True(default(VBuffer<float>).IsDense);
        Assert.Equal(0, default(VBuffer<float>).Length);
    }

    [Fact]
    public void Values_and_indices_are_those_that_are_written_down()
    {
        Assert.Equal([1f, 2f], Sparse.GetValues().ToArray());
        Assert.Equal([1, 4], Sparse.GetIndices().ToArray());
        Assert.True(new VBuffer<float>(2, [1f, 2f]).GetIndices().IsEmpty);
    }

    [Fact]
    public void Dense_values_and_items_fill_the_gaps_with_zeros()
    {
        Assert.Equal([0f, 1f, 0f, 0f, 2f, 0f], Sparse.DenseValues());
        Assert.Equal([1, 4], Sparse.Items().Select(item => item.Key));
        Assert.Equal([0, 1, 2, 3, 4, 5], Sparse.Items(all: true).Select(item => item.Key));
    }

    [Fact]
    public void GetItemOrDefault_finds_values_and_gaps_and_refuses_other_slots()
    {
        Assert.Equal(2f, Sparse.GetItemOrDefault(4));
        Assert.Equal(0f, Sparse.GetItemOrDefault(3));
        Assert.Throws<ArgumentOutOfRangeException>(() => Sparse.GetItemOrDefault(6));
    }

    [Fact]
    public void CopyTo_a_span_fills_the_gaps_with_the_default_asked_for()
    {
        var target = new float[8];
        Sparse.CopyTo(target, 1, -1f);
        Assert.Equal([0f, -1f, 1f, -1f, -1f, 2f, -1f, 0f], target);
        Assert.Throws<ArgumentOutOfRangeException>(() => Sparse.CopyTo(new float[5]));
    }

    [Fact]
    public void CopyTo_a_vector_takes_a_part_and_keeps_it_sparse()
    {
        VBuffer<float> part = default;
        Sparse.CopyTo(ref part, 3, 3);
        Assert.Equal([0f, 2f, 0f], part.DenseValues());
        Assert.False(part.IsDense);
        Assert.Equal([1], part.GetIndices().ToArray());
    }

    [Fact]
    public void CopyToDense_writes_every_slot_down()
    {
        VBuffer<float> dense = default;
        Sparse.CopyToDense(ref dense);
        Assert.True(dense.IsDense);
        Assert.Equal(Sparse.DenseValues(), dense.GetValues().ToArray());
    }

    [Fact]
    public void An_editor_writes_into_the_buffer_that_is_there()
    {
        var array = new float[4];
        var buffer = new VBuffer<float>(4, array);
        VBufferEditor<float> editor = VBufferEditor.Create(ref buffer, 3);
        editor.Values.Fill(7f);
        buffer = editor.Commit();
        Assert.False(editor.CreatedNewValues);
        Assert.Equal([7f, 7f, 7f, 0f], array);
        Assert.Equal(3, buffer.Length);
    }

    [Fact]
    public void An_editor_makes_a_new_buffer_when_the_old_one_is_too_small()
    {
        var buffer = new VBuffer<float>(2, [1f, 2f]);
        VBufferEditor<float> editor = VBufferEditor.Create(ref buffer, 5, keepOldOnResize: true);
        Assert.True(editor.CreatedNewValues);
        Assert.Equal([1f, 2f], editor.Values[..2].ToArray());
        Assert.Equal(5, editor.Commit().Length);
        Assert.Equal(2, buffer.Length);
    }

    [Fact]
    public void An_editor_makes_sparse_vectors_and_can_cut_them()
    {
        VBuffer<float> buffer = default;
        VBufferEditor<float> editor = VBufferEditor.Create(ref buffer, 10, 3);
        for (int i = 0; i < 3; i++)
            (editor.Values[i], editor.Indices[i]) = (i + 1, 2 * i);
        buffer = editor.CommitTruncated(2);
        Assert.Equal((10, 2), (buffer.Length, buffer.GetValues().Length));
        Assert.Equal([0, 2], buffer.GetIndices().ToArray());
    }

    [Fact]
    public void An_editor_refuses_impossible_sizes()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() =>
        {
            VBuffer<float> buffer = default;
            VBufferEditor.Create(ref buffer, -1);
        });
        Assert.Throws<ArgumentOutOfRangeException>(() =>
        {
            VBuffer<float> buffer = default;
            VBufferEditor.Create(ref buffer, 2, 3);
        });
        Assert.Throws<ArgumentOutOfRangeException>(() =>
        {
            VBuffer<float> buffer = default;
            VBufferEditor.Create(ref buffer, 2).CommitTruncated(3);
        });
    }

    [Fact]
    public void A_constructor_refuses_too_few_values()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new VBuffer<float>(3, [1f]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new VBuffer<float>(-1, []));
        Assert.Throws<ArgumentOutOfRangeException>(() => new VBuffer<float>(3, 2, [1f, 2f], [0]));
    }

    [Fact]
    public void ToString_says_how_many_slots_there_are()
    {
        Assert.Equal("Dense vector of size 2", new VBuffer<float>(2, [1f, 2f]).ToString());
        Assert.Equal("Sparse vector of size 6, 2 explicit values", Sparse.ToString());
    }
}

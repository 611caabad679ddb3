using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Columns of one item type, put behind each other in a vector.</summary>
internal sealed class Concatenation
{
    private readonly DataViewSchema.Column[] _inputs;
    private readonly PrimitiveDataViewType _itemType;

    // Zero as soon as one of the vectors has no size known beforehand.
    private readonly int _size;

    public Concatenation(DataViewSchema.Column[] inputs)
    {
        _inputs = inputs;
        _itemType = (PrimitiveDataViewType)inputs[0].Type.GetItemType();
        int[] sizes = [.. inputs.Select(input => input.Type.GetValueCount())];
        _size = sizes.Contains(0) ? 0 : sizes.Sum();
    }

    public BoundColumn Bind(string name)
    {
        int[] sources = [.. _inputs.Select(input => input.Index)];
        if (_inputs is [{ Type: VectorDataViewType } only])
        {
            return new BoundColumn(new DataViewSchema.DetachedColumn(name, only.Type, only.Annotations),
                row => RowCursorUtils.GetGetterAsDelegate(row, only.Index), sources);
        }

        var type = new VectorDataViewType(_itemType, _size);
        return new BoundColumn(new DataViewSchema.DetachedColumn(name, type, MakeAnnotations()),
            row => GenericCall.Invoke<Delegate>(MakeGetter<int>, [_itemType.RawType], row), sources);
    }

    private DataViewSchema.Annotations MakeAnnotations()
    {
        var builder = new DataViewSchema.Annotations.Builder();
        if (_itemType is NumberDataViewType && _inputs.All(AnnotationUtils.IsNormalized))
            builder.AddIsNormalized();
        if (_size == 0)
            return builder.ToAnnotations();

        if (_inputs.Any(input => input.Type is not VectorDataViewType || input.HasTextVector(AnnotationUtils.Kinds.SlotNames, input.Type.GetVectorSize())))
            builder.AddSlotNames(_size, (ref VBuffer<ReadOnlyMemory<char>> target) => Sparsity.Store<ReadOnlyMemory<char>>(SlotNames(), ref target));
        int ranges = _inputs.Sum(input => input.GetCategoricalSlotRangesOrNull()?.Length ?? 0) / 2;
        if (ranges > 0)
            builder.AddCategoricalSlotRanges(ranges, CategoricalSlotRanges);
        return builder.ToAnnotations();
    }

    private ReadOnlyMemory<char>[] SlotNames()
    {
        var names = new ReadOnlyMemory<char>[_size];
        int offset = 0;
        foreach (DataViewSchema.Column input in _inputs)
        {
            if (input.Type is not VectorDataViewType)
                names[offset] = input.Name.AsMemory();
            else if (input.GetSlotNamesOrNull() is { } own)
            {
                foreach ((int slot, ReadOnlyMemory<char> name) in own.Items())
                    names[offset + slot] = name.IsEmpty ? default : $"{input.Name}.{name}".AsMemory();
            }

            offset += input.Type.GetValueCount();
        }

        return names;
    }

    private int[] CategoricalSlotRanges()
    {
        var ranges = new List<int>();
        int offset = 0;
        foreach (DataViewSchema.Column input in _inputs)
        {
            foreach (int slot in input.GetCategoricalSlotRangesOrNull() ?? [])
                ranges.Add(slot + offset);
            offset += input.Type.GetValueCount();
        }

        return [.. ranges];
    }

    private Delegate MakeGetter<T>(DataViewRow row)
    {
        var scalars = new ValueGetter<T>?[_inputs.Length];
        var vectors = new ValueGetter<VBuffer<T>>?[_inputs.Length];
        for (int i = 0; i < _inputs.Length; i++)
        {
            DataViewSchema.Column column = row.Schema[_inputs[i].Index];
            if (column.Type is VectorDataViewType)
                vectors[i] = row.GetGetter<VBuffer<T>>(column);
            else
                scalars[i] = row.GetGetter<T>(column);
        }

        // The parts of a row; their memory is used again for the next one.
        var parts = new VBuffer<T>[_inputs.Length];
        return (ValueGetter<VBuffer<T>>)((ref VBuffer<T> target) =>
        {
            int length = 0;
            int count = 0;
            for (int i = 0; i < parts.Length; i++)
            {
                if (vectors[i] is { } read)
                {
                    read(ref parts[i]);
                    CheckLength(_inputs[i], parts[i].Length);
                }

                length += vectors[i] == null ? 1 : parts[i].Length;
                count += vectors[i] == null ? 1 : parts[i].GetValues().Length;
            }

            if (count <= length / 2)
                FillSparse(parts, scalars, length, count, ref target);
            else
                FillDense(parts, scalars, length, ref target);
        });
    }

    private static void CheckLength(DataViewSchema.Column input, int length)
    {
        int expected = input.Type.GetVectorSize();
        if (expected != 0 && expected != length)
            throw Contracts.Except($"Column '{input.Name}' should have {expected} slots, but one of its rows has {length}.");
    }

    private static void FillDense<T>(VBuffer<T>[] parts, ValueGetter<T>?[] scalars, int length, ref VBuffer<T> target)
    {
        VBufferEditor<T> editor = VBufferEditor.Create(ref target, length);
        int offset = 0;
        for (int i = 0; i < parts.Length; i++)
        {
            if (scalars[i] is { } read)
            {
                read(ref editor.Values[offset++]);
                continue;
            }

            parts[i].CopyTo(editor.Values, offset);
            offset += parts[i].Length;
        }

        target = editor.Commit();
    }

    private static void FillSparse<T>(VBuffer<T>[] parts, ValueGetter<T>?[] scalars, int length, int count, ref VBuffer<T> target)
    {
        VBufferEditor<T> editor = VBufferEditor.Create(ref target, length, count);
        int offset = 0;
        int next = 0;
        for (int i = 0; i < parts.Length; i++)
        {
            if (scalars[i] is { } read)
            {
                read(ref editor.Values[next]);
                editor.Indices[next++] = offset++;
                continue;
            }

            ReadOnlySpan<T> values = parts[i].GetValues();
            ReadOnlySpan<int> indices = parts[i].GetIndices();
            values.CopyTo(editor.Values[next..]);
            for (int slot = 0; slot < values.Length; slot++)
                editor.Indices[next++] = offset + (parts[i].IsDense ? slot : indices[slot]);
            offset += parts[i].Length;
        }

        target = editor.Commit();
    }
}

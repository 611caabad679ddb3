using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

/// <summary>Keys as vectors with a slot for every key: ones and zeroes, one behind another for vectors of keys, or their sum.</summary>
internal sealed class KeyIndicator
{
    private readonly DataViewSchema.Column _input;
    private readonly KeyDataViewType _key;
    private readonly bool _counts;
    private readonly int _keyCount;

    public KeyIndicator(DataViewSchema.Column input, KeyDataViewType key, bool counts)
    {
        _input = input;
        _key = key;
        _counts = counts;
        _keyCount = (int)key.Count;
        int slots = input.Type.GetValueCount();
        Type = counts || slots == 1
            ? new VectorDataViewType(NumberDataViewType.Single, _keyCount)
            : new VectorDataViewType(NumberDataViewType.Single, slots, _keyCount);
    }

    public VectorDataViewType Type { get; }

    private bool IsScalar => _input.Type is not VectorDataViewType;

    public DataViewSchema.Annotations MakeAnnotations()
    {
        var builder = new DataViewSchema.Annotations.Builder();
        if (_input.HasTextVector(AnnotationUtils.Kinds.KeyValues, _keyCount) && Type.IsKnownSize)
            builder.Add(AnnotationUtils.Kinds.SlotNames, new VectorDataViewType(TextDataViewType.Instance, Type.Dimensions), SlotNames());
        int slots = _input.Type.GetValueCount();
        if (!_counts && slots > 0)
            builder.AddCategoricalSlotRanges(slots, () => [.. Enumerable.Range(0, slots).SelectMany(slot => new[] { slot * _keyCount, ((slot + 1) * _keyCount) - 1 })]);
        if (!_counts || IsScalar)
            builder.AddIsNormalized();
        return builder.ToAnnotations();
    }

    public Delegate MakeGetter<TKey>(DataViewRow row)
    {
        var convert = Conversions.GetStandard<TKey, uint>(_key, NumberDataViewType.UInt32);
        DataViewSchema.Column column = row.Schema[_input.Index];
        if (IsScalar)
            return MakeScalarGetter(row.GetGetter<TKey>(column), SlotOf);
        var read = row.GetGetter<VBuffer<TKey>>(column);
        return _counts ? MakeCountGetter(read, SlotOf) : MakeVectorGetter(read, SlotOf);

        // The slot of a key, or -1 where it is missing.
        int SlotOf(TKey value)
        {
            uint number = 0;
            convert(in value, ref number);
            return number <= (uint)_keyCount ? (int)number - 1 : -1;
        }
    }

    private ValueGetter<VBuffer<ReadOnlyMemory<char>>> SlotNames() => (ref VBuffer<ReadOnlyMemory<char>> target) =>
    {
        VBuffer<ReadOnlyMemory<char>> keys = default;
        _input.Annotations.GetValue(AnnotationUtils.Kinds.KeyValues, ref keys);
        if (IsScalar || _counts)
        {
            target = keys;
            return;
        }

        VBuffer<ReadOnlyMemory<char>>? slots = _input.GetSlotNamesOrNull();
        ReadOnlyMemory<char>[] keyNames = [.. keys.DenseValues()];
        ReadOnlyMemory<char>[] names = [.. Enumerable.Range(0, _input.Type.GetVectorSize()).SelectMany(NamesOf)];
        target = new VBuffer<ReadOnlyMemory<char>>(names.Length, names);

        IEnumerable<ReadOnlyMemory<char>> NamesOf(int slot)
        {
            ReadOnlyMemory<char> own = slots?.GetItemOrDefault(slot) ?? default;
            string prefix = own.IsEmpty ? $"[{slot}]" : own.ToString();
            return keyNames.Select(key => $"{prefix}.{key}".AsMemory());
        }
    };

    private ValueGetter<VBuffer<float>> MakeScalarGetter<TKey>(ValueGetter<TKey> read, Func<TKey, int> slotOf)
    {
        TKey key = default!;
        return (ref VBuffer<float> target) =>
        {
            read(ref key);
            int slot = slotOf(key);
            VBufferEditor<float> editor = VBufferEditor.Create(ref target, _keyCount, slot < 0 ? 0 : 1, requireIndicesOnDense: true);
            if (slot >= 0)
            {
                editor.Values[0] = 1;
                editor.Indices[0] = slot;
            }

            target = editor.Commit();
        };
    }

    private ValueGetter<VBuffer<float>> MakeVectorGetter<TKey>(ValueGetter<VBuffer<TKey>> read, Func<TKey, int> slotOf)
    {
        VBuffer<TKey> keys = default;
        return (ref VBuffer<float> target) =>
        {
            read(ref keys);
            CheckLength(keys.Length);
            ReadOnlySpan<TKey> values = keys.GetValues();
            VBufferEditor<float> editor = VBufferEditor.Create(ref target, checked(_keyCount * keys.Length), values.Length, requireIndicesOnDense: true);
            int count = 0;
            for (int i = 0; i < values.Length; i++)
            {
                int slot = slotOf(values[i]);
                if (slot < 0)
                    continue;
                editor.Values[count] = 1;
                editor.Indices[count++] = ((keys.IsDense ? i : keys.GetIndices()[i]) * _keyCount) + slot;
            }

            target = editor.CommitTruncated(count);
        };
    }

    private ValueGetter<VBuffer<float>> MakeCountGetter<TKey>(ValueGetter<VBuffer<TKey>> read, Func<TKey, int> slotOf)
    {
        VBuffer<TKey> keys = default;
        var counts = new float[_keyCount];
        return (ref VBuffer<float> target) =>
        {
            read(ref keys);
            CheckLength(keys.Length);
            Array.Clear(counts);
            foreach (TKey key in keys.GetValues())
            {
                int slot = slotOf(key);
                if (slot >= 0)
                    counts[slot]++;
            }

            Sparsity.Store<float>(counts, ref target);
        };
    }

    private void CheckLength(int length)
    {
        int expected = _input.Type.GetVectorSize();
        Contracts.Check(expected == 0 || expected == length, $"Column '{_input.Name}' should have {expected} slots, but one of its rows has {length}.");
    }
}

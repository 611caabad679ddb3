using System.Collections;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

public readonly struct VBuffer<T> : IEnumerable
{
    private readonly T[]? _values;
    private readonly int[]? _indices;
    private readonly int _count;

    public readonly int Length;

    public VBuffer(int length, T[] values, int[]? indices = null)
    {
        Contracts.CheckParam(length >= 0, nameof(length), $"A length can't be negative, but is {length}.");
        Contracts.CheckParam((values?.Length ?? 0) >= length, nameof(values), $"There must be at least {length} values.");
        Length = length;
        _count = length;
        _values = values;
        _indices = indices;
    }

    public VBuffer(int length, int count, T[] values, int[] indices)
    {
        Contracts.CheckParam(length >= 0, nameof(length), $"A length can't be negative, but is {length}.");
        Contracts.CheckParam(count >= 0 && count <= length, nameof(count), $"The count must be within 0 and {length}, but is {count}.");
        Contracts.CheckParam((values?.Length ?? 0) >= count, nameof(values), $"There must be at least {count} values.");
        Contracts.CheckParam(count == length || (indices?.Length ?? 0) >= count, nameof(indices), $"There must be at least {count} indices.");
        Length = length;
        _count = count;
        _values = values;
        _indices = indices;
    }

    public bool IsDense => _count == Length;

    public static void Copy(T[] source, int sourceIndex, ref VBuffer<T> destination, int length)
    {
        int available = source?.Length ?? 0;
        Contracts.CheckParam(length >= 0 && length <= available, nameof(length));
        Contracts.CheckParam(sourceIndex >= 0 && sourceIndex <= available - length, nameof(sourceIndex));
        VBufferEditor<T> editor = VBufferEditor.Create(ref destination, length);
        source.AsSpan(sourceIndex, length).CopyTo(editor.Values);
        destination = editor.Commit();
    }

    public ReadOnlySpan<T> GetValues() => _values.AsSpan(0, _count);

    public ReadOnlySpan<int> GetIndices() => IsDense ? default : _indices.AsSpan(0, _count);

    public void CopyTo(ref VBuffer<T> destination)
    {
        VBufferEditor<T> editor = VBufferEditor.Create(ref destination, Length, _count);
        GetValues().CopyTo(editor.Values);
        GetIndices().CopyTo(editor.Indices);
        destination = editor.Commit();
    }

    public void CopyTo(ref VBuffer<T> destination, int sourceIndex, int length)
    {
        Contracts.CheckParam(sourceIndex >= 0 && sourceIndex <= Length, nameof(sourceIndex));
        Contracts.CheckParam(length >= 0 && length <= Length - sourceIndex, nameof(length));
        int first = IsDense ? sourceIndex : LowerBound(GetIndices(), sourceIndex);
        int end = IsDense ? sourceIndex + length : LowerBound(GetIndices(), sourceIndex + length);
        VBufferEditor<T> editor = VBufferEditor.Create(ref destination, length, end - first);
        GetValues()[first..end].CopyTo(editor.Values);
        for (int i = 0; i < editor.Indices.Length; i++)
            editor.Indices[i] = _indices![first + i] - sourceIndex;
        destination = editor.Commit();
    }

    public void CopyTo(Span<T> destination) => CopyTo(destination, 0);

    public void CopyTo(Span<T> destination, int destinationIndex, T defaultValue = default!)
    {
        Contracts.CheckParam(destinationIndex >= 0 && destinationIndex <= destination.Length - Length, nameof(destination),
            "The destination isn't large enough for these values.");
        Span<T> target = destination.Slice(destinationIndex, Length);
        if (IsDense)
        {
            GetValues().CopyTo(target);
            return;
        }

        // A vector without explicit values is all zeros, whatever default is asked for: the real one does the same.
        target.Fill(_count == 0 ? default! : defaultValue);
        for (int i = 0; i < _count; i++)
            target[_indices![i]] = _values![i];
    }

    public void CopyToDense(ref VBuffer<T> destination)
    {
        VBufferEditor<T> editor = VBufferEditor.Create(ref destination, Length);
        if (IsDense)
            GetValues().CopyTo(editor.Values);
        else
            CopyTo(editor.Values);
        destination = editor.Commit();
    }

    public IEnumerable<KeyValuePair<int, T>> Items(bool all = false)
    {
        int next = 0;
        for (int i = 0; i < _count; i++)
        {
            int slot = IsDense ? i : _indices![i];
            for (; all && next < slot; next++)
                yield return new KeyValuePair<int, T>(next, default!);
            yield return new KeyValuePair<int, T>(slot, _values![i]);
            next = slot + 1;
        }

        for (; all && next < Length; next++)
            yield return new KeyValuePair<int, T>(next, default!);
    }

    public IEnumerable<T> DenseValues() => Items(all: true).Select(item => item.Value);

    public T GetItemOrDefault(int index)
    {
        T value = default!;
        GetItemOrDefault(index, ref value);
        return value;
    }

    public void GetItemOrDefault(int index, ref T destination)
    {
        Contracts.CheckParam(index >= 0 && index < Length, nameof(index), $"The index must be within 0 and {Length - 1}, but is {index}.");
        int at = IsDense ? index : GetIndices().BinarySearch(index);
        destination = at < 0 ? default! : _values![at];
    }

    public IEnumerator GetEnumerator() => (_values ?? []).GetEnumerator();

    public override string ToString() => IsDense
        ? $"Dense vector of size {Length}"
        : $"Sparse vector of size {Length}, {_count} explicit values";

    internal VBufferEditor<T> GetEditor(
        int newLength, int? valuesCount, int? maxValuesCapacity, bool keepOldOnResize, bool requireIndicesOnDense)
    {
        Contracts.CheckParam(newLength >= 0, nameof(newLength), "The new length can't be negative.");
        Contracts.CheckParam(valuesCount is null or >= 0, nameof(valuesCount), "The number of values can't be negative.");
        Contracts.CheckParam(valuesCount is null || valuesCount <= newLength, nameof(valuesCount), "There can't be more values than the new length.");
        int count = valuesCount ?? newLength;
        int capacity = maxValuesCapacity ?? Array.MaxLength;
        T[]? values = _values;
        int[]? indices = _indices;
        bool newValues = Grow(ref values, count, capacity, keepOldOnResize);
        bool newIndices = (count < newLength || requireIndicesOnDense) && Grow(ref indices, count, capacity, keepOldOnResize);
        return new VBufferEditor<T>(newLength, count, values, indices, requireIndicesOnDense, newValues, newIndices);
    }

    internal VBufferEditor<T> GetEditor() => GetEditor(Length, _count, null, false, false);

    private static bool Grow<TItem>(ref TItem[]? array, int count, int capacity, bool keepOld)
    {
        int size = array?.Length ?? 0;
        if (count <= size)
            return false;
        int newSize = (int)Math.Min(capacity, Math.Max(count, 2L * size));
        if (keepOld && array != null)
            Array.Resize(ref array, newSize);
        else
            array = new TItem[newSize];
        return true;
    }

    private static int LowerBound(ReadOnlySpan<int> sorted, int value)
    {
        int at = sorted.BinarySearch(value);
        return at < 0 ? ~at : at;
    }
}

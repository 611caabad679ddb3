using System.Collections;

namespace TorchSharp.Utils;

/// <summary>The elements of a tensor on the CPU in the order of its shape, one by one: convenient, and slow (see Tensor.bytes).</summary>
public sealed unsafe class TensorAccessor<T> : IDisposable, IEnumerable<T>
    where T : unmanaged
{
    private readonly torch.Tensor _tensor;
    private readonly long[] _shape;
    private readonly long[] _strides;
    private readonly T* _data;

    internal TensorAccessor(torch.Tensor tensor)
    {
        if (tensor.device_type != DeviceType.CPU)
            throw new InvalidOperationException("Reading data from non-CPU memory is not supported. Move or copy the tensor to the cpu before reading.");
        _tensor = tensor;
        _shape = tensor.shape;
        _strides = tensor.stride();
        _data = (T*)tensor.Data;
    }

    public long Count => _tensor.NumberOfElements;

    public bool IsReadOnly => false;

    public T this[params long[] indices]
    {
        get => _data[Offset(indices)];
        set => _data[Offset(indices)] = value;
    }

    public T[] ToArray()
    {
        var array = new T[Count];
        CopyTo(array);
        return array;
    }

    public void CopyTo(T[] array, int arrayIndex = 0, long tensorIndex = 0) => CopyTo(array.AsSpan(), arrayIndex, tensorIndex);

    public void CopyTo(Span<T> array, int arrayIndex = 0, long tensorIndex = 0)
    {
        long count = Count;
        for (int i = arrayIndex; i < array.Length && tensorIndex < count; i++) array[i] = At(tensorIndex++);
    }

    public void CopyFrom(T[] array, int arrayIndex = 0, long tensorIndex = 0) => CopyFrom(array.AsSpan(), arrayIndex, tensorIndex);

    public void CopyFrom(ReadOnlySpan<T> array, int arrayIndex = 0, long tensorIndex = 0)
    {
        long count = Count;
        for (int i = arrayIndex; i < array.Length && tensorIndex < count; i++) _data[Offset(tensorIndex++)] = array[i];
    }

    public IEnumerator<T> GetEnumerator()
    {
        long count = Count;
        for (long i = 0; i < count; i++) yield return At(i);
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public void Dispose()
    {
    }

    internal T At(long index) => _data[Offset(index)];

    private long Offset(long index)
    {
        long offset = 0;
        for (int axis = _shape.Length - 1; axis >= 0; axis--)
        {
            (index, long along) = Math.DivRem(index, _shape[axis]);
            offset += along * _strides[axis];
        }

        return offset;
    }

    private long Offset(long[] indices)
    {
        if (indices.Length == 1)
        {
            if (indices[0] < 0 || indices[0] >= Count) throw new IndexOutOfRangeException();
            return Offset(indices[0]);
        }

        long offset = 0;
        for (int axis = 0; axis < _shape.Length; axis++)
        {
            if (indices[axis] < 0 || indices[axis] >= _shape[axis]) throw new IndexOutOfRangeException($"{indices[axis]} >= {_shape[axis]} in dimension {axis}.");
            offset += indices[axis] * _strides[axis];
        }

        return offset;
    }
}

using System.Numerics;

namespace Microsoft.ML.Transforms;

/// <summary>Statistics of each slot of a column, from which a scale and an offset follow.</summary>
internal abstract class SlotStatistics<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected SlotStatistics(int size) => Size = size;

    public int Size { get; }

    /// <summary>Adds a row; <paramref name="indices"/> is empty where the row is dense.</summary>
    public void Add(ReadOnlySpan<T> values, ReadOnlySpan<int> indices)
    {
        RowCount++;
        if (values.Length == Size)
        {
            for (int i = 0; i < values.Length; i++)
                Update(i, values[i]);
        }
        else
        {
            for (int i = 0; i < values.Length; i++)
                Update(indices[i], values[i]);
        }
    }

    /// <summary>Counts the zeroes that sparse rows left out.</summary>
    public abstract void Finish();

    /// <summary>Normalized is the value less the offset, times the scale.</summary>
    public abstract (T Scale, T Offset) ScaleAndOffset(int slot);

    protected long RowCount { get; private set; }

    protected abstract void Update(int slot, T value);
}

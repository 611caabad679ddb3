using System.Numerics;

namespace Microsoft.ML.Data;

public readonly struct DataViewRowId : IComparable<DataViewRowId>, IEquatable<DataViewRowId>
{
    public readonly ulong Low;

    public readonly ulong High;

    // Odd multipliers keep every step below a bijection of the 128 bits, so that no two ids of a sequence collide early.
    private const ulong StepLow = 0x9E3779B97F4A7C15;
    private const ulong StepHigh = 0xD1B54A32D192ED03;

    public DataViewRowId(ulong low, ulong high)
    {
        Low = low;
        High = high;
    }

    public DataViewRowId Next() => Mix(Low + StepLow, High ^ StepHigh);

    public DataViewRowId Fork() => Mix(Low ^ StepHigh, High + StepLow);

    public DataViewRowId Combine(DataViewRowId other)
    {
        DataViewRowId forked = other.Fork();
        return Mix(BitOperations.RotateLeft(Low, 31) + forked.Low, BitOperations.RotateLeft(High, 27) ^ forked.High);
    }

    public int CompareTo(DataViewRowId other) => (High, Low).CompareTo((other.High, other.Low));

    public bool Equals(DataViewRowId other) => Low == other.Low && High == other.High;

    public override bool Equals(object? obj) => obj is DataViewRowId other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(Low, High);

    public override string ToString() => $"{High:x16}{Low:x16}";

    private static DataViewRowId Mix(ulong low, ulong high)
    {
        low = (low ^ (low >> 30)) * 0xBF58476D1CE4E5B9;
        high += low;
        high = (high ^ (high >> 27)) * 0x94D049BB133111EB;
        low ^= high >> 31;
        return new DataViewRowId(low, high);
    }
}

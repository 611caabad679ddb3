using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers;

/// <summary>Arrays of numbers in model files: the length and then the values.</summary>
internal static class SingleArrays
{
    private const int FirstCapacity = 1 << 16;

    public static void WriteSingles(this BinaryWriter writer, ReadOnlySpan<float> values)
    {
        writer.Write(values.Length);
        foreach (float value in values)
            writer.Write(value);
    }

    public static float[] ReadSingles(this BinaryReader reader)
    {
        // A damaged file may ask for more than it holds, so the memory is taken as the values come.
        int count = reader.ReadInt32();
        Contracts.CheckDecode(count >= 0, $"The model file says that it has {count} values.");
        var values = new List<float>(Math.Min(count, FirstCapacity));
        while (values.Count < count)
            values.Add(reader.ReadSingle());
        return [.. values];
    }
}

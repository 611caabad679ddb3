using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers.FastTree;

/// <summary>The tree in a model file: leaf count, the arrays by node, the leaf values, the samples if there are any.</summary>
internal sealed partial class GrownTree
{
    private GrownTree(BinaryReader reader)
    {
        LeafCount = reader.ReadInt32();
        Contracts.CheckDecode(LeafCount >= 2, $"A tree in the model file has {LeafCount} leaves.");
        _splitFeatures = Read<int>(reader, NodeCount);
        _lteChildren = Read<int>(reader, NodeCount);
        _gtChildren = Read<int>(reader, NodeCount);
        _thresholds = Read<float>(reader, NodeCount);
        _splitGains = Read<double>(reader, NodeCount);
        _leafValues = Read<double>(reader, LeafCount);
        _binThresholds = [];
        LeafSamples = ReadOptional(reader);
        LeafSampleWeights = ReadOptional(reader);
        for (int node = 0; node < NodeCount; node++)
        {
            // Children are younger than their parents, so that no walk goes round in circles.
            Contracts.CheckDecode(IsChild(_lteChildren[node], node) && IsChild(_gtChildren[node], node), "A tree in the model file has bad links.");
        }
    }

    public static GrownTree Load(BinaryReader reader) => new(reader);

    public void Save(BinaryWriter writer)
    {
        writer.Write(LeafCount);
        Write(writer, SplitFeatures);
        Write(writer, LteChildren);
        Write(writer, GtChildren);
        Write(writer, Thresholds);
        Write(writer, SplitGains);
        Write<double>(writer, LeafValues);
        WriteOptional(writer, LeafSamples);
        WriteOptional(writer, LeafSampleWeights);
    }

    private bool IsChild(int child, int node) => child < 0 ? ~child < LeafCount : child > node && child < NodeCount;

    private static void Write<T>(BinaryWriter writer, ReadOnlySpan<T> values)
        where T : unmanaged => writer.Write(MemoryMarshal.AsBytes(values));

    private static T[] Read<T>(BinaryReader reader, int count)
        where T : unmanaged
    {
        byte[] bytes = reader.ReadBytes(checked(count * Unsafe.SizeOf<T>()));
        T[] values = MemoryMarshal.Cast<byte, T>(bytes).ToArray();
        Contracts.CheckDecode(values.Length == count, "The model file ends within a tree.");
        return values;
    }

    private static void WriteOptional(BinaryWriter writer, double[]? values)
    {
        writer.Write(values?.Length ?? -1);
        if (values is not null)
            Write<double>(writer, values);
    }

    private static double[]? ReadOptional(BinaryReader reader)
    {
        int count = reader.ReadInt32();
        return count < 0 ? null : Read<double>(reader, count);
    }
}

using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace MLNet.ConvExtensions.Training.Data;

/// <summary>
/// Samples that are vectors of floats, which go into the network as they are. They are kept in blocks, so that none has to be copied to
/// grow.
/// </summary>
internal sealed class VectorStore(SampleShape shape) : SampleStore
{
    private const int BlockValues = 1 << 22;

    private readonly List<float[]> _blocks = [];
    private readonly int _blockRows = Math.Max(1, BlockValues / shape.Length);
    private int _count;
    private float _least = float.MaxValue;
    private float _most = float.MinValue;

    public override int Count => _count;

    public override SampleShape Shape => shape;

    public override (float Least, float Most) Range => (_least, _most);

    public override bool IsSlow => false;

    public override string Checksum
    {
        get
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            for (int i = 0; i < _count; i++)
                hash.AppendData(MemoryMarshal.AsBytes(Row(i)));
            return Convert.ToHexString(hash.GetHashAndReset())[..16];
        }
    }

    /// <summary>Room for one more sample.</summary>
    public Span<float> Add()
    {
        if (_count == _blocks.Count * _blockRows)
            _blocks.Add(GC.AllocateUninitializedArray<float>(_blockRows * shape.Length));
        return Row(_count++);
    }

    /// <summary>Takes note of what lies in the last sample's room.</summary>
    public void Added()
    {
        ReadOnlySpan<float> row = Row(_count - 1);
        _least = Math.Min(_least, System.Numerics.Tensors.TensorPrimitives.Min(row));
        _most = Math.Max(_most, System.Numerics.Tensors.TensorPrimitives.Max(row));
    }

    public override void Write(int sample, SampleWorkspace workspace, Span<float> planes) => Row(sample).CopyTo(planes);

    public override void Normalize(Span<float> planes) { }

    private Span<float> Row(int sample) => _blocks[sample / _blockRows].AsSpan(sample % _blockRows * shape.Length, shape.Length);
}

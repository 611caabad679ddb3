using Google.Protobuf;
using MLNet.ConvExtensions.Networks;
using MLNet.ConvExtensions.Networks.Proto;

namespace MLNet.ConvExtensions.Layers;

/// <summary>
/// A weight tensor of a network that is being built. Its numbers are made when the network is, so that trying out costs nothing.
/// </summary>
internal sealed record WeightDraft(string Name, int[] Dims, double FanIn, double FanOut, Initializer Initializer)
{
    public long Count => Dims.Aggregate(1L, (product, dim) => product * dim);

    public TensorProto Create(int seed)
    {
        byte[] raw = GC.AllocateUninitializedArray<byte>(checked((int)(Count * sizeof(float))));
        Initializer.Fill(raw, this, CounterRandom.Key(seed, Name));
        return new TensorProto
        {
            Name = Name,
            DataType = (int)OnnxElementType.Float,
            Dims = { Dims.Select(d => (long)d) },
            RawData = UnsafeByteOperations.UnsafeWrap(raw),
        };
    }
}

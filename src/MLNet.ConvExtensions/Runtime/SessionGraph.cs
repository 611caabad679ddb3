namespace MLNet.ConvExtensions.Runtime;

/// <summary>A network with one input and one output, each a batch of rows of 32-bit numbers, as a session needs to know it.</summary>
/// <param name="Name">What it is called in errors, such as "the network up to layer 'pool'".</param>
/// <param name="InputName">The name of its input.</param>
/// <param name="InputShape">The shape of one row of the input, without the batch.</param>
/// <param name="OutputName">The name of its output, [N, width].</param>
/// <param name="Width">The length of one row of the output.</param>
/// <param name="ToBytes">Its file's contents.</param>
/// <param name="OneByOne">Whether it mixes the rows of a batch, and so must be given one at a time.</param>
internal sealed record SessionGraph(
    string Name,
    string InputName,
    IReadOnlyList<long> InputShape,
    string OutputName,
    int Width,
    Func<byte[]> ToBytes,
    bool OneByOne = false
)
{
    /// <summary>The length of one row of the input.</summary>
    public int InputLength { get; } = checked((int)InputShape.Aggregate(1L, (product, size) => product * size));
}

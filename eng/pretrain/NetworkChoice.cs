using System.Globalization;

namespace MLNet.ConvExtensions.Pretrain;

/// <summary>
/// A network by its description on the command line: 'compact-32-1-2-2-1' (width, blocks of each stage), or the name of an architecture.
/// </summary>
internal static class NetworkChoice
{
    public static OnnxNetwork Build(string description, int size, int classes, int seed)
    {
        string[] parts = description.Split('-');
        return parts[0] == "compact"
            ? CompactResNet.Build(size, classes, Number(parts[1]), [.. parts.Skip(2).Select(Number)], seed)
            : Architectures.Named(description).Build(size, size, 3, classes, seed);
    }

    /// <summary>The same network, with the same weights, for another size of images.</summary>
    public static OnnxNetwork Resize(OnnxNetwork trained, string description, int size)
    {
        int classes = (int)trained.Outputs[0].Shape![1]!.Value;
        using var from = new TrainableNetwork(trained);
        using var to = new TrainableNetwork(Build(description, size, classes, seed: 1));
        to.Restore(from.Snapshot());
        return to.ToOnnx();
    }

    private static int Number(string text) => int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);
}

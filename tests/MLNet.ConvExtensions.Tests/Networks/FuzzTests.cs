using Google.Protobuf;

namespace MLNet.ConvExtensions.Tests.Networks;

/// <summary>Damaged files are refused or read, but never crash anything.</summary>
public sealed class FuzzTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Damaged_bytes_throw_nothing_but_the_documented_exception(int seed)
    {
        byte[][] originals =
        [
            .. new[] { SampleGraphs.Residual(1), SampleGraphs.PyTorchView(), Resampling() }.Select(g => g.Finish().ToByteArray()),
        ];
        var random = new Random(seed);
        int read = 0;
        for (int i = 0; i < 250; i++)
        {
            byte[] bytes = [.. originals[i % originals.Length]];
            for (int damage = random.Next(1, 4); damage > 0 && bytes.Length > 0; damage--)
                bytes = Damage(bytes, random);
            read += Use(bytes) ? 1 : 0;
        }

        Assert.InRange(read, 1, 249);
    }

    private static byte[] Damage(byte[] bytes, Random random)
    {
        int at = random.Next(bytes.Length);
        switch (random.Next(5))
        {
            case 0:
                bytes[at] ^= (byte)(1 << random.Next(8));
                return bytes;
            case 1:
                bytes[at] = (byte)random.Next(256);
                return bytes;
            case 2:
                return bytes[..Math.Max(1, at)];
            case 3:
                return [.. bytes[..at], .. bytes[Math.Min(bytes.Length, at + random.Next(1, 8))..]];
            default:
                return [.. bytes[..at], (byte)random.Next(256), .. bytes[at..]];
        }
    }

    /// <summary>Operators that take their shapes from short tensors.</summary>
    private static GraphBuilder Resampling()
    {
        GraphBuilder graph = new GraphBuilder().Input("x", 1, 3, 8, 8);
        return graph
            .Op("Resize", "up", ["", graph.Numbers("scales", 1, 1, 2, 2)])
            .Op("Pad", "pad", [graph.Shape("pads", 0, 0, 1, 1, 0, 0, 1, 1)])
            .Op("Slice", "slice", [graph.Shape("from", 1, 2), graph.Shape("to", -1, 9), graph.Shape("axes", 2, 3)])
            .Op("Expand", "more", [graph.Shape("to4", 1, 3, 1, 1)])
            .Op("Tile", "tile", [graph.Shape("times", 1, 1, 2, 2)])
            .Op("ReduceMean", "mean", null, GraphBuilder.Ints("axes", 2, 3))
            .Op("Reshape", "row", [graph.Shape("row_shape", 1, -1)]);
    }

    private static bool Use(byte[] bytes)
    {
        OnnxNetwork network;
        try
        {
            network = OnnxNetwork.FromBytes(bytes);
            Assert.NotEmpty(network.Summary().ToString());
            Assert.NotEmpty(network.CutAt(network.FindFeatureLayer().Name).ToBytes());
        }
        catch (OnnxNetworkException)
        {
            return false;
        }

        try
        {
            network.WithBatch().WithPreprocessing(ImagePreprocessing.ImageNet).WithPooling(FeaturePooling.Average).ToBytes();
        }
        catch (OnnxNetworkException)
        {
            // Still a network, but no longer one of images.
        }
        catch (ArgumentException exception) when (exception.Message.Contains("channels", StringComparison.Ordinal))
        {
            // Nor are these steps for its number of channels.
        }

        return true;
    }
}

namespace MLNet.ConvExtensions.Insight.Explanations;

/// <summary>The end of a network whose outputs are linear in averages over the positions of maps.</summary>
/// <param name="Maps">The tensor of maps, [N, C, H, W].</param>
/// <param name="Weights">Of each output the weights of the averages, outputs x C.</param>
/// <param name="Biases">Of each output what is added.</param>
internal sealed record PooledHead(string Maps, float[] Weights, float[] Biases)
{
    /// <summary>How far a linear computation may be off, as a part of the largest output.</summary>
    private const float Tolerance = 1e-4f;

    /// <summary>Finds it.</summary>
    /// <param name="network">Planes to outputs, [N, outputs].</param>
    /// <param name="threads">How many threads compute; null for all processors.</param>
    /// <param name="why">Receives why there is none; null where there is one.</param>
    public static PooledHead? Find(OnnxNetwork network, int? threads, out string? why)
    {
        why = null;
        if (FindPooling(network) is not var (maps, pooled))
        {
            why = $"The network '{network.Name}' doesn't end in averages over all positions with one linear layer behind.";
            return null;
        }

        string output = network.Outputs[0].Name;
        network.TryGetTensor(pooled, out NetworkTensor? averages);
        int channels = (int)averages!.Shape![1]!.Value;
        if (pooled == output)
            return new PooledHead(maps, LinearWeights.Identity(channels).Weights, new float[channels]);
        try
        {
            using var head = new NetworkRun(network.WithInput(pooled), threads);
            PooledHead? found = Probe(head, maps, channels, averages.Shape.Count);
            why = found is null
                ? $"What stands behind the averages over all positions of the network '{network.Name}' isn't linear."
                : null;
            return found;
        }
        catch (OnnxNetworkException e)
        {
            why = e.Message;
            return null;
        }
    }

    /// <summary>The maps that are averaged, and their averages, where these are all that the outputs depend on.</summary>
    private static (string Maps, string Pooled)? FindPooling(OnnxNetwork network)
    {
        HashSet<string> data = [.. network.Inputs.Select(i => i.Name), .. network.Layers.Select(l => l.OutputName)];
        Dictionary<string, NetworkNode> producers = [];
        foreach (NetworkNode node in network.Nodes)
        {
            foreach (string name in node.Outputs.Where(o => o.Length > 0))
                producers[name] = node;
        }

        string tensor = network.Outputs[0].Name;
        while (producers.TryGetValue(tensor, out NetworkNode? node) && node.Inputs.Where(data.Contains).ToArray() is [var input])
        {
            if (producers.ContainsKey(input) && Pools(network, node, input))
                return (input, tensor);
            if (Shape(network, input) is { Count: 4 } shape && (shape[2] is not 1 || shape[3] is not 1))
                return null;
            tensor = input;
        }

        return null;
    }

    private static bool Pools(OnnxNetwork network, NetworkNode node, string input)
    {
        if (Shape(network, input) is not { Count: 4 } from || from[1] is not { } channels || Shape(network, node.Outputs[0]) is not { } to)
            return false;
        bool toOne = to.Count >= 2 && to[1] == channels && to.Skip(2).All(side => side == 1) && to.Count is 2 or 4;
        return toOne
            && node.Operator switch
            {
                "GlobalAveragePool" => true,
                // With the positions last: of [N, H, W, C] the shapes of both would be those of other sizes.
                "ReduceMean" => from[2] is > 1 || from[3] is > 1,
                "AveragePool" => node.FindIntegers("kernel_shape") is [var height, var width]
                    && height == from[2]
                    && width == from[3]
                    && node.FindIntegers("pads")?.All(p => p == 0) != false,
                _ => false,
            };
    }

    private static NetworkShape? Shape(OnnxNetwork network, string tensor) =>
        network.TryGetTensor(tensor, out NetworkTensor? found) ? found.Shape : null;

    /// <summary>What a head makes of nothing is its biases, and of a single average its weights; of others it shows whether it is linear.</summary>
    private static PooledHead? Probe(NetworkRun head, string maps, int channels, int axes)
    {
        const int tries = 3;
        var random = new Random(1);
        int rows = channels + 1 + tries;
        var probes = new float[rows * channels];
        for (int c = 0; c < channels; c++)
            probes[((c + 1) * channels) + c] = 1;
        for (int i = (channels + 1) * channels; i < probes.Length; i++)
            probes[i] = random.NextSingle() * 2;
        (float[] values, _) = head.Run(probes, axes == 2 ? [rows, channels] : [rows, channels, 1, 1])[0];
        int outputs = values.Length / rows;
        float[] biases = values[..outputs];
        var weights = new float[outputs * channels];
        for (int o = 0; o < outputs; o++)
        {
            for (int c = 0; c < channels; c++)
                weights[(o * channels) + c] = values[((c + 1) * outputs) + o] - biases[o];
        }

        float largest = values.Max(Math.Abs);
        for (int row = channels + 1; row < rows; row++)
        {
            for (int o = 0; o < outputs; o++)
            {
                double sum = biases[o];
                for (int c = 0; c < channels; c++)
                    sum += (double)weights[(o * channels) + c] * probes[(row * channels) + c];
                // Also of numbers that aren't finite.
                if (!(Math.Abs(sum - values[(row * outputs) + o]) <= Tolerance * largest))
                    return null;
            }
        }

        return new PooledHead(maps, weights, biases);
    }
}

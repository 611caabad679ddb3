using System.Runtime.InteropServices;
using Google.Protobuf;
using MLNet.ConvExtensions.Networks;
using MLNet.ConvExtensions.Networks.Edits;
using MLNet.ConvExtensions.Networks.Proto;
using MLNet.ConvExtensions.Training.Autograd.Plan;
using MLNet.ConvExtensions.Training.Data;
using MLNet.ConvExtensions.Training.Loop;
using MLNet.ConvExtensions.Training.Losses;
using MLNet.ConvExtensions.Training.Options;
using TorchSharp;
using static MLNet.ConvExtensions.Networks.Edits.GraphEdits;
using static TorchSharp.torch;

namespace MLNet.ConvExtensions.Training.Trainers.FineTuning;

/// <summary>Puts batch normalisation behind convolutions that it was folded into.</summary>
internal static class RestoredNormalization
{
    private const float Epsilon = 1e-5f;
    private const string Suffix = "_unnormalized";

    /// <summary>Images that the first means and variances are taken of, at least, where there are as many.</summary>
    private const int Images = 256;

    /// <summary>Images that are computed at a time: all convolutions' results are in memory together.</summary>
    private const int AtOnce = 8;

    /// <summary>The network with batch normalisation that changes nothing behind each convolution of these stages that has none.</summary>
    public static OnnxNetwork Put(OnnxNetwork network, IReadOnlyCollection<DepthStage> stages)
    {
        HashSet<string> weights = [.. stages.SelectMany(s => s.Weights)];
        GraphProto graph = network.Graph.Copy();
        HashSet<string> normalised = [.. graph.Node.Where(n => n.OpType == "BatchNormalization").Select(n => n.Input[0])];
        for (int i = 0; i < graph.Node.Count; i++)
        {
            NodeProto node = graph.Node[i];
            if (
                node.OpType != "Conv"
                || !weights.Contains(node.Input[1])
                || normalised.Contains(node.Output[0])
                || network.Info(node.Output[0]) is not { Shape: [_, { Size: { } channels }, ..] } info
            )
                continue;
            NodeProto convolution = node.Clone();
            string output = node.Output[0];
            convolution.Output[0] = graph.FreeName(output + Suffix);
            graph.Node[i] = convolution;
            (string Name, float Value)[] parts = [("scale", 1), ("bias", 0), ("mean", 0), ("variance", 1 - Epsilon)];
            string[] inputs = [.. parts.Select(p => Add(graph, $"{output}_{p.Name}", p.Value, (int)channels, info.Type))];
            NodeProto normalisation = Node("BatchNormalization", output, [convolution.Output[0], .. inputs]);
            normalisation.Name = $"{output}_normalization";
            normalisation.Attribute.Add(Attribute("epsilon", Epsilon));
            graph.Node.Insert(++i, normalisation);
        }

        return network.Edited(graph);
    }

    /// <summary>The running means and variances of what was put in: no backbone came with them, so they always learn.</summary>
    public static IEnumerable<string> Statistics(OnnxNetwork network) =>
        network
            .Graph.Node.Where(n => n.OpType == "BatchNormalization" && n.Input[0].EndsWith(Suffix, StringComparison.Ordinal))
            .SelectMany(n => n.Input.Skip(3));

    /// <summary>
    /// The network with the means and variances of some images in the normalisation that was put in, and the same results as before.
    /// </summary>
    public static OnnxNetwork Calibrate(OnnxNetwork network, IBatchSource source, FineTuneOptions options)
    {
        NodeProto[] nodes =
        [
            .. network.Graph.Node.Where(n => n.OpType == "BatchNormalization" && n.Input[0].EndsWith(Suffix, StringComparison.Ordinal)),
        ];
        if (nodes.Length == 0)
            return network;
        using var threads = new ComputeThreads(options.EffectiveThreads);
        Device device = TrainingDevice.Open(options.GpuDeviceId, options.Logger);
        using var trainable = new TrainableNetwork(network, device);
        string[] tensors = [.. nodes.Select(n => n.Input[0])];
        ChannelMoments[] moments = [.. tensors.Select(_ => new ChannelMoments())];
        long[] shape = [0, .. network.Inputs[0].Shape!.Skip(1).Select(d => d!.Value)];
        int length = checked((int)shape.Skip(1).Aggregate(1L, (a, b) => a * b)),
            seen = 0;
        source.Start(0, 0);
        using (no_grad())
        {
            while (seen < Images && source.Next(options.Cancellation) is { } batch)
            {
                for (int first = 0; first < batch.Count; first += AtOnce)
                {
                    using DisposeScope scope = NewDisposeScope();
                    shape[0] = Math.Min(AtOnce, batch.Count - first);
                    Tensor input = BatchTensor.Of<float>(
                        batch.Inputs.AsSpan(first * length, (int)shape[0] * length),
                        shape,
                        ScalarType.Float32,
                        device
                    );
                    IReadOnlyList<Tensor> outputs = trainable.Forward(input, training: false, tensors);
                    for (int i = 0; i < outputs.Count; i++)
                        moments[i].Add(outputs[i]);
                }

                seen += batch.Count;
            }
        }

        var values = new Dictionary<string, float[]>();
        for (int i = 0; i < nodes.Length; i++)
        {
            (values[nodes[i].Input[2]], values[nodes[i].Input[4]]) = (moments[i].Means, moments[i].Variances);
            (values[nodes[i].Input[1]], values[nodes[i].Input[3]]) = (
                [.. moments[i].Variances.Select(v => MathF.Sqrt(v + Epsilon))],
                moments[i].Means
            );
        }

        return network.Edited(
            NetworkState.With(
                network.Graph,
                (name, stored) => values.TryGetValue(name, out float[]? v) ? Store(name, v, (OnnxElementType)stored.DataType) : stored
            )
        );
    }

    private static string Add(GraphProto graph, string wish, float value, int channels, OnnxElementType type)
    {
        string name = graph.FreeName(wish);
        graph.Initializer.Add(Store(name, [.. Enumerable.Repeat(value, channels)], type));
        return name;
    }

    private static TensorProto Store(string name, float[] values, OnnxElementType type) =>
        type == OnnxElementType.Float16 ? Halves(name, values) : TensorContents.Floats(name, values, values.Length);

    private static TensorProto Halves(string name, float[] values) =>
        new()
        {
            Name = name,
            DataType = (int)OnnxElementType.Float16,
            Dims = { values.Length },
            RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes<Half>(Array.ConvertAll(values, v => (Half)v))),
        };
}

using Microsoft.ML.OnnxRuntime;
using MLNet.ConvExtensions.Networks.Edits.Quantization;
using MLNet.ConvExtensions.Tests.Networks;
using MLNet.ConvExtensions.Tests.Support;

namespace MLNet.ConvExtensions.Tests.Quantization;

/// <summary>The graphs of quantised networks, judged by ONNX Runtime: what it makes of them, and what they compute.</summary>
public sealed class QuantizedGraphTests
{
    private const float Range = 4;

    [Fact]
    public void Batch_normalization_goes_into_the_convolutions_and_changes_nothing()
    {
        OnnxNetwork network = new GraphBuilder()
            .Input("x", "N", 3, 8, 8)
            .Conv("conv1", 3, 4, 3)
            .BatchNorm("bn1", 4)
            .Op("Relu", "relu1")
            .Conv("conv2", 4, 5, 1, bias: false)
            .BatchNorm("bn2", 5)
            .Build();
        OnnxNetwork folded = NormalizationFolding.Apply(network);
        float[] input = Ort.Noise(1, 2, 3, 8, 8);

        Assert.Equal(["Conv", "Relu", "Conv"], folded.Nodes.Select(n => n.Operator));
        Ort.AssertClose(Ort.Run(network, input, 2, 3, 8, 8).Values, Ort.Run(folded, input, 2, 3, 8, 8).Values);
    }

    [Fact]
    public void Normalization_that_is_used_elsewhere_or_has_no_convolution_in_front_stays()
    {
        OnnxNetwork network = new GraphBuilder()
            .Input("x", "N", 3, 8, 8)
            .BatchNorm("bn0", 3)
            .Conv("conv1", 3, 3, 1)
            .BatchNorm("bn1", 3)
            .Op("Add", "sum", ["conv1"])
            .Build();

        Assert.Equal(
            ["BatchNormalization", "Conv", "BatchNormalization", "Add"],
            NormalizationFolding.Apply(network).Nodes.Select(n => n.Operator)
        );
    }

    [Fact]
    public void A_residual_network_becomes_whole_numbers_of_which_none_stays_in_32_bits_but_the_last_pooling()
    {
        OnnxNetwork network = Residual(clip: false);
        OnnxNetwork quantized = Quantized(network);
        string[] optimized = Optimized(quantized);

        Assert.Equal(3, optimized.Count(o => o == "QLinearConv"));
        Assert.Contains("QLinearAdd", optimized);
        Assert.Contains("MaxPool", optimized);
        Assert.Contains("QGemm", optimized);
        Assert.DoesNotContain("Relu", optimized);
        Assert.DoesNotContain("Conv", optimized);
        Assert.DoesNotContain("FusedConv", optimized);
        AssertAlike(network, quantized);
    }

    [Fact]
    public void A_clip_goes_into_the_bytes_at_its_own_range()
    {
        OnnxNetwork network = Residual(clip: true);
        string[] optimized = Optimized(Quantized(network));

        Assert.Equal(3, optimized.Count(o => o == "QLinearConv"));
        Assert.DoesNotContain("Clip", optimized);
    }

    [Fact]
    public void Concatenated_and_pooled_tensors_have_one_scale()
    {
        OnnxNetwork network = new GraphBuilder()
            .Input("x", "N", 3, 8, 8)
            .Conv("conv1", 3, 4, 1)
            .Op("Relu", "a")
            .Conv("conv2", 4, 4, 1)
            .Op("Relu", "b")
            .Node("Concat", "both", ["a", "b"], ["both"], GraphBuilder.Int("axis", 1))
            .Pool("MaxPool", "pool", 2, 2)
            .Conv("conv3", 8, 2, 1)
            .Op("GlobalAveragePool", "y")
            .Build();
        var plan = QuantizationPlan.Of(network, new HashSet<string>());

        Assert.Contains(plan.Groups, g => g.Order().SequenceEqual(["a", "b", "both", "pool"]));
        Assert.Equal(["a", "b", "both", "conv3", "pool", "x"], plan.Tensors.Order());
        AssertAlike(network, Quantized(network));
    }

    [Fact]
    public void Every_layer_and_output_keeps_its_name_type_and_open_batch()
    {
        OnnxNetwork network = Residual(clip: false);
        OnnxNetwork quantized = Quantized(network);

        Assert.Equal(network.Inputs, quantized.Inputs);
        Assert.Equal(network.Outputs, quantized.Outputs);
        Assert.Equal(network.FindFeatureLayer().OutputName, quantized.FindFeatureLayer().OutputName);
        Assert.All(
            network.Layers.Where(l => l.Operator != "BatchNormalization"),
            l => Assert.Equal(l.OutputShape, quantized.FindLayer(l.OutputName).OutputShape)
        );
        Assert.Equal(quantized.ToBytes(), OnnxNetwork.FromBytes(quantized.ToBytes()).WithBatch().ToBytes());
    }

    [Fact]
    public void An_operator_that_is_not_known_and_layers_that_are_left_out_stay_in_32_bits()
    {
        OnnxNetwork network = new GraphBuilder()
            .Input("x", "N", 3, 8, 8)
            .Conv("conv1", 3, 4, 1)
            .Op("Softsign", "between")
            .Conv("conv2", 4, 4, 1)
            .Op("Relu", "relu2")
            .Conv("conv3", 4, 2, 1)
            .Build();
        string[] optimized = Optimized(Quantized(network, "conv2"));

        Assert.Contains("Softsign", optimized);
        Assert.Equal(1, optimized.Count(o => o == "QLinearConv"));
        AssertAlike(network, Quantized(network, "conv2"));
    }

    [Fact]
    public void A_network_in_half_floats_takes_and_gives_32_bits_and_says_the_same()
    {
        OnnxNetwork network = new GraphBuilder()
            .Input("x", "N", 3, 8, 8)
            .Conv("conv1", 3, 8, 3)
            .BatchNorm("bn1", 8)
            .Node("Clip", "clip", ["bn1"], ["clip"])
            .Op("IsNaN", "unknown")
            .Node("Not", "not", ["unknown"], ["not"])
            .Node("Where", "where", ["not", "clip", "clip"], ["where"])
            .Op("GlobalAveragePool", "pool")
            .Op("Flatten", "features")
            .Dense("logits", 8, 200)
            .Output("logits")
            .Build();
        OnnxNetwork half = HalfEdit.Apply(network);
        float[] input = Ort.Noise(3, 2, 3, 8, 8);

        Assert.Equal(network.Inputs, half.Inputs);
        Assert.Equal(network.Outputs, half.Outputs);
        Assert.Equal(OnnxElementType.Float16, half.Nodes.First(n => n.Operator == "Constant").FindTensor("value")!.ElementType);
        Assert.Empty(half.Initializers);
        Assert.All(network.Layers, l => Assert.Equal(l.OutputShape, half.FindLayer(l.OutputName).OutputShape));
        Ort.AssertClose(Ort.Run(network, input, 2, 3, 8, 8).Values, Ort.Run(half, input, 2, 3, 8, 8).Values, 2e-3f);
    }

    /// <summary>What ONNX Runtime computes once it has put operators together.</summary>
    internal static string[] Optimized(OnnxNetwork network)
    {
        using var folder = new TemporaryFolder();
        string file = folder.File("optimized.onnx");
        using var options = new SessionOptions
        {
            OptimizedModelFilePath = file,
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_EXTENDED,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
        };
        new InferenceSession(network.ToBytes(), options).Dispose();
        return [.. OnnxNetwork.Load(file).Nodes.Select(n => n.Operator)];
    }

    /// <summary>A stem with pooling, a residual block, and a classifier.</summary>
    private static OnnxNetwork Residual(bool clip)
    {
        var graph = new GraphBuilder().Input("x", "N", 3, 16, 16);
        string[] bounds = clip ? [graph.Scalar("least", 0), graph.Scalar("most", 0.5f)] : [];
        GraphBuilder Rectify(string name) => graph.Op(clip ? "Clip" : "Relu", name, bounds);
        graph.Conv("conv1", 3, 8, 3, pad: 1, bias: false).BatchNorm("bn1", 8);
        Rectify("relu1").Pool("MaxPool", "pool", 2, 2).Conv("conv2", 8, 8, 3, pad: 1, group: clip ? 8 : 1);
        Rectify("relu2").Conv("conv3", 8, 8, 1).Op("Add", "sum", ["pool"]);
        Rectify("relu3").Op("GlobalAveragePool", "gap").Op("Flatten", "features").Dense("logits", 8, 5);
        return graph.Output("logits", "N", 5).Build();
    }

    private static OnnxNetwork Quantized(OnnxNetwork network, params string[] leftOut)
    {
        OnnxNetwork prepared = QuantizationEdit.Prepare(network);
        var plan = QuantizationPlan.Of(prepared, leftOut.ToHashSet());
        HashSet<string> fromZero =
        [
            .. prepared.Nodes.Where(n => n.Operator is "Relu" or "Clip").SelectMany(n => n.Outputs),
            "pool",
            "both",
        ];
        var scales = plan.Groups.SelectMany(g =>
            g.Select(t =>
                (t, ActivationScale.Of(fromZero.Contains(t) ? 0 : -Range, prepared.Nodes.Any(n => n.Operator == "Clip") ? 0.5f : Range))
            )
        );
        return QuantizationEdit.Apply(prepared, plan, scales.ToDictionary(s => s.t, s => s.Item2));
    }

    private static void AssertAlike(OnnxNetwork network, OnnxNetwork quantized)
    {
        long[] shape = [2, .. network.Inputs[0].Shape!.Skip(1).Select(d => d!.Value)];
        float[] input = Ort.Noise(2, shape);
        Ort.AssertClose(Ort.Run(network, input, shape).Values, Ort.Run(quantized, input, shape).Values, 0.06f);
    }
}

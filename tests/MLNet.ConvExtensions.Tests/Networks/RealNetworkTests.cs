using MLNet.ConvExtensions.Tests.Support;

namespace MLNet.ConvExtensions.Tests.Networks;

/// <summary>Networks that other programs wrote; they skip where the shared data are absent.</summary>
public sealed class RealNetworkTests
{
    private const string SqueezeNet = "squeezenet1.1/squeezenet1.1_fp32.onnx";
    private const string SqueezeNetHalf = "squeezenet1.1/SqueezeNet_fp16.onnx";
    private const string MobileNetV2 = "mobilenetv2/mobilenet_v2_1.0_224_coral_dequantized_fp32.onnx";
    private const string MobileNetV2Features = "mobilenetv2/mobilenetv2-7_features_fp32.onnx";
    private const string MobileNetV1 = "mobilenetv1/mobilenet_v1_0.25_128_fp32.onnx";
    private const string ResNet20 = "resnet-cifar10/resnet20_cifar10_fp32.onnx";
    private const string ResNet56 = "resnet-cifar10/resnet56_cifar10_fp32.onnx";
    private const string ResNet8 = "misc-small/mlperf_tiny_resnet8_cifar10_fp32.onnx";
    private const string Cifar = "misc-small/cifar10_ImageClassifier_pytorch.onnx";
    private const string Mnist = "misc-small/mnist_cntk.onnx";
    private const string Candy = "misc-small/candy_style_transfer.onnx";
    private const string UltraFace = "misc-small/Ultraface.version-RFB-320.onnx";

    public static TheoryData<string> Files =>
        new([
            SqueezeNet,
            SqueezeNetHalf,
            MobileNetV2,
            MobileNetV2Features,
            MobileNetV1,
            ResNet20,
            ResNet56,
            ResNet8,
            Cifar,
            Mnist,
            Candy,
            UltraFace,
        ]);

    [SkippableTheory]
    [InlineData(SqueezeNet, 65, 1_235_496, 349_151_936)]
    [InlineData(SqueezeNetHalf, 66, 1_235_496, 349_151_936)]
    [InlineData(MobileNetV2, 101, 3_489_097, 300_775_552)]
    [InlineData(MobileNetV2Features, 99, 2_206_816, 299_494_272)]
    [InlineData(MobileNetV1, 84, 475_801, 13_570_304)]
    [InlineData(ResNet20, 71, 273_658, 40_813_184)]
    [InlineData(ResNet56, 197, 859_642, 125_747_840)]
    [InlineData(ResNet8, 23, 77_706, 12_501_632)]
    [InlineData(Cifar, 11, 50_182, 6_133_200)]
    [InlineData(Mnist, 11, 5_994, 786_560)]
    [InlineData(Candy, 59, 424_905, 20_353_167_360)]
    [InlineData(UltraFace, 126, 300_408, 100_418_560)]
    public void Every_layer_is_described(string file, int layers, long parameters, long multiplyAdds)
    {
        NetworkSummary summary = Load(file).Summary();
        Assert.Equal((layers, parameters, multiplyAdds), (summary.Layers.Count, summary.TotalParameters, summary.MultiplyAdds!.Value));
        Assert.All(summary.Layers, layer => Assert.All(layer.OutputShape!.Skip(1), d => Assert.NotNull(d)));
        Assert.Equal(layers, summary.Layers.Select(l => l.Name).Distinct().Count());
    }

    [SkippableTheory]
    [InlineData(SqueezeNet, "concat_61", 512, 13)]
    [InlineData(SqueezeNetHalf, "fire9/concat_1", 512, 13)]
    [InlineData(MobileNetV2, "globalaveragepool_98", 1280, 1)]
    [InlineData(MobileNetV2Features, "features", 1280, 0)]
    [InlineData(MobileNetV1, "globalaveragepool_82", 256, 1)]
    [InlineData(ResNet20, "features", 64, 0)]
    [InlineData(ResNet56, "features", 64, 0)]
    [InlineData(ResNet8, "flatten_21", 64, 0)]
    [InlineData(Cifar, "45", 2400, 0)]
    [InlineData(Mnist, "Pooling160_Output_0_reshape0", 256, 0)]
    [InlineData(Candy, "outputImage", 3, 720)]
    [InlineData(UltraFace, "scores", 4420, 2)]
    public void Feature_layer_is_the_one_before_the_classifier(string file, string tensor, long features, long side)
    {
        NetworkLayer layer = Load(file).FindFeatureLayer();
        Assert.Equal(tensor, layer.OutputName);
        Assert.Equal(features, layer.OutputShape![1]);
        Assert.Equal(side, layer.OutputShape.Count > 2 ? layer.OutputShape[^1] : 0);
    }

    [SkippableTheory]
    [MemberData(nameof(Files))]
    public void Cuts_at_three_depths_give_the_same_numbers(string file)
    {
        OnnxNetwork network = Load(file);
        string[] layers = [.. new[] { 0.25, 0.5, 0.9 }.Select(part => network.Layers[(int)(part * (network.Layers.Count - 1))].OutputName)];
        long[] shape = Shape(network);
        float[] images = Ort.Noise(1, shape);
        IReadOnlyList<Ort.Result> whole = Ort.RunAll(
            network.WithOutputs([.. layers, .. network.Outputs.Select(o => o.Name)]).ToBytes(),
            images,
            shape
        );
        IReadOnlyList<Ort.Result> untouched = Ort.RunAll(File.ReadAllBytes(Find(file)), images, shape);
        for (int i = 0; i < untouched.Count; i++)
            Ort.AssertClose(untouched[i].Values, whole[layers.Length + i].Values, Tolerance(file));

        for (int i = 0; i < layers.Length; i++)
        {
            OnnxNetwork cut = network.CutAt(layers[i]);
            Ort.Result part = Ort.Run(cut, images, shape);
            Assert.Equal(whole[i].Shape, part.Shape);
            Assert.Equal(part.Shape.Skip(1), cut.Outputs[0].Shape!.Skip(1).Select(d => d!.Value));
            Assert.True(cut.Graph.Initializer.Count < network.Graph.Initializer.Count);
            Ort.AssertClose(whole[i].Values, part.Values, Tolerance(file));
        }
    }

    [SkippableTheory]
    [MemberData(nameof(Files))]
    public void Preprocessing_and_pooling_fold_into_the_graph(string file)
    {
        OnnxNetwork network = Load(file);
        NetworkLayer layer = network.FindFeatureLayer();

        // Scores of a detector's boxes, [N, boxes, 2], are made of channels that were split: there are none to keep.
        bool boxes = layer.OutputShape is [_, _, 2];
        if (boxes)
            Assert.Throws<OnnxNetworkException>(() => network.CutAt(layer.Name).WithPooling(FeaturePooling.Average));
        OnnxNetwork plain = network.CutAt(layer.Name).WithPooling(boxes ? FeaturePooling.None : FeaturePooling.Average);
        int channels = (int)network.GetImageInput().Channels!.Value;
        var steps = new ImagePreprocessing
        {
            Scale = 1 / 255f,
            Mean = [.. new[] { 0.5f, 0.4f, 0.3f }.Take(channels)],
            StandardDeviation = [0.25f],
        };
        OnnxNetwork folded = plain.WithPreprocessing(steps);

        long[] shape = Shape(network);
        float[] pixels = Array.ConvertAll(Ort.Noise(2, shape), v => MathF.Round((v + 1) * 127.5f));
        int plane = (int)(shape[2] * shape[3]);
        float[] prepared = [.. pixels.Select((p, i) => ((p / 255f) - steps.Mean[i / plane % channels]) / 0.25f)];
        Ort.Result result = Ort.Run(folded, pixels, shape);
        Assert.Equal(2, result.Shape.Length);
        Assert.Equal(network.ParameterCount - Dropped(network, plain), folded.ParameterCount);
        Ort.AssertClose(Ort.Run(plain, prepared, shape).Values, result.Values, Tolerance(file));
    }

    [SkippableTheory]
    [MemberData(nameof(Files))]
    public void Several_images_at_once_give_what_each_gives_alone(string file)
    {
        OnnxNetwork network = Load(file);
        BatchTests.AssertSame(network, network.WithBatch(), Shape(network)[1..]);
    }

    [SkippableTheory]
    [MemberData(nameof(Files))]
    public void Saving_what_was_loaded_changes_nothing(string file)
    {
        byte[] saved = Load(file).ToBytes();
        Assert.Equal(saved, OnnxNetwork.FromBytes(saved).ToBytes());
        Assert.Equal(new FileInfo(Find(file)).Length, saved.Length);
    }

    [SkippableFact]
    public void File_from_before_ONNX_1_is_refused_by_its_version()
    {
        string path = Find("misc-small/super_resolution.onnx");
        string message = Assert.Throws<OnnxNetworkException>(() => OnnxNetwork.Load(path)).Message;
        Assert.Contains(path, message, StringComparison.Ordinal);
        Assert.Contains("format (IR) version 1", message, StringComparison.Ordinal);
    }

    /// <summary>Half-float networks round what the graph's optimiser puts elsewhere.</summary>
    private static float Tolerance(string file) => file == SqueezeNetHalf ? 5e-3f : 1e-5f;

    private static long Dropped(OnnxNetwork whole, OnnxNetwork part) => whole.ParameterCount - part.ParameterCount;

    private static long[] Shape(OnnxNetwork network) => [.. network.Inputs[0].Shape!.Select(d => d ?? 1)];

    private static string Find(string file) => SharedData.Require(["models", .. file.Split('/')]);

    private static OnnxNetwork Load(string file) => OnnxNetwork.Load(Find(file));
}

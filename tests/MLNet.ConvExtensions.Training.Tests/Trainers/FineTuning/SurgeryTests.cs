using MLNet.ConvExtensions.Training.Trainers.FineTuning;

namespace MLNet.ConvExtensions.Training.Tests.Trainers.FineTuning;

/// <summary>New heads, stages by depth, and networks in two parts.</summary>
public sealed class SurgeryTests
{
    public static TheoryData<string, string> Stages =>
        new()
        {
            { "LeNet5", "conv1 conv2 dense1" },
            { "FourConv", "conv1 conv2 conv3 conv4 dense1" },
            { "Mlp", "dense1" },
            { "CifarResNet20", "conv1 layer2.0.conv1 layer3.0.conv1" },
            { "CifarDenseNet", "conv0 denseblock2.denselayer1.norm1 denseblock3.denselayer1.norm1" },
            { "ResNet18", "conv1 layer1.0.conv1 layer2.0.conv1 layer3.0.conv1 layer4.0.conv1" },
            { "PackagedResNet18", "conv1 layer1.0.conv1 layer2.0.downsample.0 layer3.0.downsample.0 layer4.0.downsample.0" },
            { "ResNet50", "conv1 layer1.0.conv1 layer2.0.conv1 layer3.0.conv1 layer4.0.conv1" },
            { "Vgg11", "conv1_1 conv2_1 conv3_1 conv4_1 conv5_1 fc6" },
            { "AlexNet", "conv1 conv2 conv3 fc6" },
            { "GoogLeNet", "conv1.conv conv2.conv inception3a.branch1.conv inception4a.branch1.conv inception5a.branch1.conv" },
            { "MobileNetV2", "features.0.0 features.2.expand features.4.expand features.7.expand features.14.expand" },
            {
                "MobileNetV3Small",
                "features.0.0 features.1.block.0.0 features.2.block.0.0 features.4.block.0.0 features.9.block.0.0 classifier.0"
            },
            {
                "EfficientNetB0",
                "features.0.0 features.2.0.block.0.0 features.3.0.block.0.0 features.4.0.block.0.0 features.6.0.block.0.0"
            },
            {
                "RegNetY400MF",
                "stem.0 trunk_output.block1.block1-0.f.a.0 trunk_output.block2.block2-0.f.a.0 trunk_output.block3.block3-0.f.a.0 "
                    + "trunk_output.block4.block4-0.f.a.0"
            },
            { "ConvNeXtTiny", "features.0.0 features.2.1 features.4.1 features.6.1" },
            { "squeezenet1.1/squeezenet1.1_fp32.onnx", "Conv_1 Conv_4 Conv_19 Conv_34" },
            { "squeezenet1.1/SqueezeNet_fp16.onnx", "conv1_1 fire2/squeeze1x1_1 fire4/squeeze1x1_1 fire6/squeeze1x1_1" },
            { "mobilenetv2/mobilenet_v2_1.0_224_coral_dequantized_fp32.onnx", "Conv_1 Conv_6 Conv_17 Conv_34 Conv_74" },
            { "mobilenetv2/mobilenetv2-7_features_fp32.onnx", "Conv_1 Conv_6 Conv_17 Conv_34 Conv_74" },
            { "mobilenetv1/mobilenet_v1_0.25_128_fp32.onnx", "Conv_1 Conv_10 Conv_22 Conv_34 Conv_70" },
            { "resnet-cifar10/resnet20_cifar10_fp32.onnx", "Conv_1 Conv_25 Conv_47" },
            { "resnet-cifar10/resnet56_cifar10_fp32.onnx", "Conv_1 Conv_67 Conv_131" },
            { "misc-small/mlperf_tiny_resnet8_cifar10_fp32.onnx", "Conv_1 Conv_8 Conv_14" },
            { "misc-small/cifar10_ImageClassifier_pytorch.onnx", "Conv_0 Conv_2 Conv_5 Conv_7" },
            { "misc-small/mnist_cntk.onnx", "Convolution28 Convolution110" },
        };

    [SkippableTheory]
    [MemberData(nameof(Stages))]
    public void Stages_begin_where_the_resolution_falls(string name, string expected)
    {
        OnnxNetwork body = Backbones.Body(name);
        IReadOnlyList<DepthStage> stages = DepthStages.Of(body);

        Assert.Equal(expected, string.Join(' ', stages.Select(s => s.Layers[0])));
        Assert.Equal(body.Weights.Select(w => w.Name).Order(), stages.SelectMany(s => s.Weights.Concat(s.Statistics)).Order());
    }

    [Fact]
    public void Of_tensors_that_are_equally_small_a_stage_begins_at_the_last()
    {
        OnnxNetwork body = NetworkBuilder.Image(16, 16, 3).Conv(4, 3).MaxPool(2, name: "pool").Relu(name: "relu").Conv(8, 3).Build();

        IReadOnlyList<DepthStage> stages = DepthStages.Of(body);

        Assert.Equal(2, stages.Count);
        Assert.Equal(body.FindLayer("relu").OutputName, stages[1].Input);
    }

    [Fact]
    public void A_stage_may_begin_at_the_last_tensor_of_the_stage_before()
    {
        OnnxNetwork body = NetworkBuilder.Image(16, 16, 3).Conv(4, 3, name: "first").Upsample(2).Conv(8, 3, stride: 4).Build();

        IReadOnlyList<DepthStage> stages = DepthStages.Of(body);

        Assert.Equal(2, stages.Count);
        Assert.Equal(body.FindLayer("first").OutputName, stages[1].Input);
    }

    [SkippableTheory]
    [InlineData("CifarResNet20")]
    [InlineData("GoogLeNet")]
    [InlineData("mobilenetv2/mobilenetv2-7_features_fp32.onnx")]
    [InlineData("squeezenet1.1/SqueezeNet_fp16.onnx")]
    [InlineData("mobilenetv1/mobilenet_v1_0.25_128_fp32.onnx")]
    public void Two_parts_one_after_the_other_are_the_whole_and_join_again(string name)
    {
        OnnxNetwork body = Backbones.Body(name).WithOwnStatistics();
        float[] images = Backbones.Images(body, 2),
            whole = Backbones.Run(body, images, 2);
        foreach (DepthStage stage in DepthStages.Of(body).Skip(1))
        {
            NetworkSplit split = NetworkSplit.At(body, stage.Input);
            Backbones.AssertClose(
                whole,
                Backbones.Run(split.Trained, Backbones.Run(split.Frozen, images, 2), 2),
                name.Contains("fp16", StringComparison.Ordinal) ? 1e-4 : 1e-5
            );
            Assert.Equal(body.ToBytes(), NetworkSplit.Join(body, split.Trained).ToBytes());
        }
    }
}

using MLNet.ConvExtensions.Networks;

namespace MLNet.ConvExtensions.Backbones;

/// <summary>
/// The records of the networks that this library knows by name. SOURCES.md beside this file says where each figure is from.
/// </summary>
internal static class BackboneRegistry
{
    private const string Apache = "Apache-2.0";
    private const string Bsd = "BSD-3-Clause";

    /// <summary>Where the model zoo of ONNX moved, a repository for each file.</summary>
    private const string Zoo = "https://huggingface.co/onnxmodelzoo/";

    /// <summary>Where it was before, and where its history is kept.</summary>
    private const string OldZoo = "https://media.githubusercontent.com/media/onnx/models/main/";

    /// <summary>Shorter side to 256 by a bilinear filter, 224 pixels of the centre, mean and deviation of ImageNet.</summary>
    private static readonly BackbonePreprocessing Classic = new();

    private static readonly BackbonePreprocessing Bicubic = new() { Interpolation = Interpolation.Bicubic };

    private static readonly BackbonePreprocessing Inception = new()
    {
        Width = 299,
        Height = 299,
        Interpolation = Interpolation.Bicubic,
        Mean = [0.5f, 0.5f, 0.5f],
        StandardDeviation = [0.5f, 0.5f, 0.5f],
    };

    private static readonly BackboneRecord[] Records =
    [
        new()
        {
            Name = "ResNet18",
            Architecture = "ResNet-18",
            Weights = "ONNX Model Zoo resnet18-v1-7",
            Addresses = Validated("resnet", "resnet18-v1-7"),
            Sha256 = "4e8f8653e7a2222b3904cc3fe8e304cd8b339ce1d05fd24688162f86fb6df52c",
            Bytes = 46_820_737,
            License = Apache,
            ImageNetTop1 = 69.93,
            FeatureCount = 512,
            Preprocessing = Classic,
        },
        new()
        {
            Name = "ResNet34",
            Architecture = "ResNet-34",
            Weights = "ONNX Model Zoo resnet34-v1-7",
            Addresses = Validated("resnet", "resnet34-v1-7"),
            Sha256 = "883a41b2e30ddc2e422c108b091b5e70b92d37dc5c345a2c563dcae27971e2cc",
            Bytes = 87_302_588,
            License = Apache,
            ImageNetTop1 = 73.73,
            FeatureCount = 512,
            Preprocessing = Classic,
        },
        new()
        {
            Name = "ResNet50",
            Architecture = "ResNet-50",
            Weights = "ONNX Model Zoo resnet50-v1-12",
            Addresses = Validated("resnet", "resnet50-v1-12"),
            Sha256 = "3f03fdef724b22947eed826f1eef1dc5c34151bb4c37d634f1db89dfa2dd1526",
            Bytes = 102_576_593,
            License = Apache,
            ImageNetTop1 = 74.97,
            FeatureCount = 2048,
            Preprocessing = Classic,
        },
        new()
        {
            Name = "ResNet101",
            Architecture = "ResNet-101",
            Weights = "ONNX Model Zoo resnet101-v1-7",
            Addresses = Validated("resnet", "resnet101-v1-7"),
            Sha256 = "760702f6ec0138f71ebac66f4e95d1c72dc9267a8544f4d4667a53075fd0497c",
            Bytes = 178_914_043,
            License = Apache,
            ImageNetTop1 = 76.48,
            FeatureCount = 2048,
            Preprocessing = Classic,
        },
        new()
        {
            Name = "ResNet152",
            Architecture = "ResNet-152",
            Weights = "ONNX Model Zoo resnet152-v1-7",
            Addresses = Validated("resnet", "resnet152-v1-7"),
            Sha256 = "b0ec92437bf8c9d0739bf9bafdea9638e13f9e3c1e2fb766ad546cc182fd3f6d",
            Bytes = 241_816_206,
            License = Apache,
            ImageNetTop1 = 77.11,
            FeatureCount = 2048,
            Preprocessing = Classic,
        },
        new()
        {
            Name = "VGG16",
            Architecture = "VGG-16",
            Weights = "ONNX Model Zoo vgg16-12",
            Addresses = Validated("vgg", "vgg16-12"),
            Sha256 = "722c42f53ca03a5480296bf8f9c85a151de3eed9ec982d7d2302ff6e2900c67b",
            Bytes = 553_437_752,
            License = Apache,
            ImageNetTop1 = 72.38,
            FeatureCount = 4096,
            Preprocessing = Classic,
        },
        new()
        {
            Name = "VGG19",
            Architecture = "VGG-19",
            Weights = "ONNX Model Zoo vgg19-7",
            Addresses = Validated("vgg", "vgg19-7"),
            Sha256 = "692f9f927f1df1b89033787a77a73eac59fd9b3344f9ecdf0b13221e41c2046f",
            Bytes = 574_677_321,
            License = Apache,
            ImageNetTop1 = 73.72,
            FeatureCount = 4096,
            Preprocessing = Classic,
        },
        new()
        {
            Name = "AlexNet",
            Architecture = "AlexNet",
            Weights = "torchvision IMAGENET1K_V1",
            Addresses = Exported("alexnet_Opset17", "alexnet_Opset17_torch_hub", "alexnet_Opset17"),
            Sha256 = "d1fef6de9abfd04669ff0c450eaf02609f544c47623e6b80346180737863f5ee",
            Bytes = 244_407_335,
            License = Bsd,
            ImageNetTop1 = 56.522,
            FeatureCount = 4096,
            Preprocessing = Classic,
        },
        new()
        {
            Name = "GoogLeNet",
            Architecture = "GoogLeNet (Inception v1)",
            Weights = "torchvision IMAGENET1K_V1",
            Addresses = Exported("googlenet_Opset17", "googlenet_Opset17_torch_hub", "googlenet_Opset17"),
            Sha256 = "a27dad530bdfda1febca9c6651fc25437e4ddbe509cc90a647eade928e901db9",
            Bytes = 26_503_581,
            License = Bsd,
            ImageNetTop1 = 69.778,
            FeatureCount = 1024,
            Preprocessing = Classic,
        },
        new()
        {
            Name = "InceptionV3",
            Architecture = "Inception v3",
            Weights = "timm tv_in1k",
            Addresses = Exported("inception_v3_Opset17_timm", "inception_v3_Opset17_timm", "inception_v3_Opset17"),
            Sha256 = "d714dcf66d2a2819681b7e1900deab67d5a4be0725014390bd044d1fea746b1c",
            Bytes = 95_317_116,
            License = Apache,
            ImageNetTop1 = 77.472,
            FeatureCount = 2048,
            Preprocessing = Inception,
        },
        new()
        {
            Name = "Xception",
            Architecture = "Xception",
            Weights = "timm tf_in1k",
            Addresses = Exported("xception_Opset17", "xception_Opset17_timm", "xception_Opset17"),
            Sha256 = "985e4ba7ed06d2ad9ea4669b1f86f72df6e7cfa1a2f57e9275201bfcf312d7ce",
            Bytes = 91_342_433,
            License = Apache,
            ImageNetTop1 = 79.058,
            FeatureCount = 2048,
            Preprocessing = Inception with { CropFraction = 0.8975 },
        },
        new()
        {
            Name = "DenseNet121",
            Architecture = "DenseNet-121",
            Weights = "timm ra_in1k",
            Addresses = Exported("densenet121_Opset18_timm", "densenet121_Opset18_timm", "densenet121_Opset18"),
            Sha256 = "2da69db9a3c98cd58af6c8e244f49717337009d0410ae58112a5cda31bce8a8f",
            Bytes = 32_310_409,
            License = Apache,
            ImageNetTop1 = 75.574,
            FeatureCount = 1024,
            Preprocessing = Bicubic,
        },
        new()
        {
            Name = "SqueezeNet11",
            Architecture = "SqueezeNet 1.1",
            Weights = "ONNX Model Zoo squeezenet1.1-7",
            Addresses = Validated("squeezenet", "squeezenet1.1-7"),
            Sha256 = "1eeff551a67ae8d565ca33b572fc4b66e3ef357b0eb2863bb9ff47a918cc4088",
            Bytes = 4_956_208,
            License = Apache,
            ImageNetTop1 = 56.34,
            FeatureCount = 512,
            Preprocessing = Classic,
        },
        new()
        {
            Name = "MobileNetV2",
            Architecture = "MobileNetV2 1.0",
            Weights = "ONNX Model Zoo mobilenetv2-7",
            Addresses = Validated("mobilenet", "mobilenetv2-7"),
            Sha256 = "c1c513582d56afceff8516c73804e484c81c6a830712ab6d682253f4a3cd042f",
            Bytes = 14_246_826,
            License = Apache,
            ImageNetTop1 = 70.94,
            FeatureCount = 1280,
            Preprocessing = Classic,
        },
        new()
        {
            Name = "MobileNetV3",
            Architecture = "MobileNetV3-Large 1.0",
            Weights = "timm ra_in1k",
            Addresses = Exported("mobilenetv3_large_100_Opset17", "mobilenetv3_large_100_Opset17_timm", "mobilenetv3_large_100_Opset17"),
            Sha256 = "b0b785f44a068dee4ff35bd88b114d4fd17a8bd635816f8f0ee46fa8b196c29f",
            Bytes = 21_919_274,
            License = Apache,
            ImageNetTop1 = 75.784,
            FeatureCount = 1280,
            Preprocessing = Bicubic,
        },
        new()
        {
            Name = "ShuffleNetV2",
            Architecture = "ShuffleNetV2 1.0",
            Weights = "ONNX Model Zoo shufflenet-v2-10",
            Addresses = Validated("shufflenet", "shufflenet-v2-10"),
            Sha256 = "8b85e969a0a5518b554c99548379d1ba54d973733a6a12012138d91852308584",
            Bytes = 9_218_554,
            License = Bsd,
            ImageNetTop1 = 69.36,
            FeatureCount = 1024,
            Preprocessing = Classic,
        },
        new()
        {
            Name = "EfficientNetB0",
            Architecture = "EfficientNet-B0",
            Weights = "timm ra_in1k",
            Addresses = Exported("efficientnet_b0_Opset17", "efficientnet_b0_Opset17_timm", "efficientnet_b0_Opset17"),
            Sha256 = "e76596a2b9e27c7c734c38550859105b43fec926f13447a84dad175eb994068a",
            Bytes = 21_128_851,
            License = Apache,
            ImageNetTop1 = 77.698,
            FeatureCount = 1280,
            Preprocessing = Bicubic,
        },
        new()
        {
            Name = "ConvNeXtTiny",
            Architecture = "ConvNeXt-Tiny",
            Weights = "timm in12k_ft_in1k",
            Addresses = Exported("convnext_tiny_Opset17_timm", "convnext_tiny_Opset17_timm", "convnext_tiny_Opset17"),
            Sha256 = "6736e3ec9d37f6fc1e47aca78ac6f67a922909708ffe5a2428574f8d60a4b4bb",
            Bytes = 114_434_309,
            License = Apache,
            ImageNetTop1 = 84.192,
            FeatureCount = 768,
            Preprocessing = Bicubic with { CropFraction = 0.95 },
        },
    ];

    /// <summary>The records; all of these networks tell ImageNet's 1000 classes apart.</summary>
    public static IReadOnlyList<BackboneRecord> All { get; } = [.. Records.Select(r => r with { ClassNames = ImageNetClasses.Names })];

    public static BackboneRecord Find(string name)
    {
        string key = Key(name);
        return All.FirstOrDefault(r => Key(r.Name) == key)
            ?? throw new ArgumentException(
                $"There is no backbone '{name}'. The nearest names are "
                    + $"{string.Join(", ", NearestNames.Of(name, [.. All.Select(r => r.Name), PackagedBackbone.Name, EmbeddedBackbone.Name]).Select(n => $"'{n}'"))}; "
                    + "a network of your own is used from its file."
            );
    }

    /// <summary>ResNet-50, resnet_50 and ResNet50 are the same.</summary>
    public static string Key(string name) => string.Concat(name.Where(char.IsAsciiLetterOrDigit)).ToUpperInvariant();

    /// <summary>A network that the zoo's people have measured themselves.</summary>
    private static Uri[] Validated(string folder, string file) =>
        [new($"{Zoo}{file}/resolve/main/{file}.onnx"), new($"{OldZoo}validated/vision/classification/{folder}/model/{file}.onnx")];

    /// <summary>A network of timm or torchvision that the zoo has exported.</summary>
    private static Uri[] Exported(string repository, string folder, string file) =>
        [new($"{Zoo}{repository}/resolve/main/{file}.onnx"), new($"{OldZoo}Computer_Vision/{folder}/{file}.onnx")];
}

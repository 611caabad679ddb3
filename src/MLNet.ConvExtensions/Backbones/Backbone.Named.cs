using MLNet.ConvExtensions.Backbones;
using MLNet.ConvExtensions.Hub;

namespace MLNet.ConvExtensions;

/// <content>
/// The networks that are known by name. Two need no download: <see cref="Embedded"/> is inside this library,
/// <see cref="PackagedResNet18"/> comes as a package. The others are downloaded on first use; all of them were trained on the 1000
/// categories of ImageNet, which <see cref="ClassNames"/> names. Their sizes, licences and accuracies are in <see cref="Record"/>, and
/// <c>mlconv models</c> lists them.
/// </content>
public sealed partial class Backbone
{
    /// <summary>
    /// Every network that is known by name and downloaded on first use: all but <see cref="Embedded"/> and <see cref="PackagedResNet18"/>.
    /// </summary>
    public static IReadOnlyList<Backbone> All => [.. BackboneRegistry.All.Select(record => FromRecord(record))];

    /// <summary>
    /// The network that is inside this library: a small residual network (3.2 MB) that the project trained on the 50,000 images of
    /// CIFAR-10. Nothing is downloaded. It suits first trials, tests and tasks that colours and simple shapes decide; networks trained on
    /// ImageNet know far more. Input 64 x 64 pixels, 256 features.
    /// </summary>
    public static Backbone Embedded =>
        new(EmbeddedBackbone.Name, EmbeddedBackbone.Preprocessing, EmbeddedBackbone.FeatureLayer, () => EmbeddedBackbone.Network);

    /// <summary>
    /// The ResNet-18 that comes as a package: <c>Microsoft.ML.DnnImageFeaturizer.ResNet18</c> 0.23.1 (MIT), ML.NET's own, trained on
    /// ImageNet, which the application adds. Nothing is downloaded when it runs. Input 224 x 224 pixels, to which a photo's shorter side is
    /// resized; 15.9 million weights (its last stage has a block more than the paper's), 512 features, no classifier; the mean image of its
    /// training is subtracted in its graph. <see cref="ResNet18"/> is another one, with a classifier, which is downloaded.
    /// </summary>
    /// <remarks>
    /// Without the package, <see cref="Network"/> and the stages that use it fail with an <see cref="OnnxNetworkException"/> that says what
    /// to add.
    /// </remarks>
    public static Backbone PackagedResNet18 =>
        new(PackagedBackbone.Name, PackagedBackbone.Preprocessing, PackagedBackbone.FeatureLayer, PackagedBackbone.Load);

    /// <summary>
    /// ResNet-18 (He et al. 2015), 11.7 million weights, 512 features. Downloaded; <see cref="PackagedResNet18"/> comes as a package.
    /// </summary>
    public static Backbone ResNet18 => Named(nameof(ResNet18));

    /// <summary>ResNet-34 (He et al. 2015), 21.8 million weights, 512 features.</summary>
    public static Backbone ResNet34 => Named(nameof(ResNet34));

    /// <summary>ResNet-50 (He et al. 2015), 25.6 million weights, 2048 features.</summary>
    public static Backbone ResNet50 => Named(nameof(ResNet50));

    /// <summary>ResNet-101 (He et al. 2015), 44.5 million weights, 2048 features.</summary>
    public static Backbone ResNet101 => Named(nameof(ResNet101));

    /// <summary>ResNet-152 (He et al. 2015), 60.2 million weights, 2048 features.</summary>
    public static Backbone ResNet152 => Named(nameof(ResNet152));

    /// <summary>VGG-16 (Simonyan and Zisserman 2014), 138 million weights, 4096 features.</summary>
    public static Backbone Vgg16 => Named("VGG16");

    /// <summary>VGG-19 (Simonyan and Zisserman 2014), 144 million weights, 4096 features.</summary>
    public static Backbone Vgg19 => Named("VGG19");

    /// <summary>AlexNet (Krizhevsky et al. 2012, in the form of 2014), 61 million weights, 4096 features.</summary>
    public static Backbone AlexNet => Named(nameof(AlexNet));

    /// <summary>GoogLeNet, also called Inception v1 (Szegedy et al. 2014), 6.6 million weights, 1024 features.</summary>
    public static Backbone GoogLeNet => Named(nameof(GoogLeNet));

    /// <summary>Inception v3 (Szegedy et al. 2015), 23.8 million weights, 299 pixels, 2048 features.</summary>
    public static Backbone InceptionV3 => Named(nameof(InceptionV3));

    /// <summary>Xception (Chollet 2016), 22.9 million weights, 299 pixels, 2048 features.</summary>
    public static Backbone Xception => Named(nameof(Xception));

    /// <summary>DenseNet-121 (Huang et al. 2016), 8 million weights, 1024 features.</summary>
    public static Backbone DenseNet121 => Named(nameof(DenseNet121));

    /// <summary>SqueezeNet 1.1 (Iandola et al. 2016), 1.2 million weights, 512 features: the smallest file.</summary>
    public static Backbone SqueezeNet11 => Named(nameof(SqueezeNet11));

    /// <summary>MobileNetV2 1.0 (Sandler et al. 2018), 3.5 million weights, 1280 features: fast, and good features for its size.</summary>
    public static Backbone MobileNetV2 => Named(nameof(MobileNetV2));

    /// <summary>MobileNetV3-Large 1.0 (Howard et al. 2019), 5.5 million weights, 1280 features.</summary>
    public static Backbone MobileNetV3 => Named(nameof(MobileNetV3));

    /// <summary>ShuffleNetV2 1.0 (Ma et al. 2018), 2.3 million weights, 1024 features.</summary>
    public static Backbone ShuffleNetV2 => Named(nameof(ShuffleNetV2));

    /// <summary>EfficientNet-B0 (Tan and Le 2019), 5.3 million weights, 1280 features.</summary>
    public static Backbone EfficientNetB0 => Named(nameof(EfficientNetB0));

    /// <summary>ConvNeXt-Tiny (Liu et al. 2022), 28.6 million weights, 768 features: the most accurate one here.</summary>
    public static Backbone ConvNeXtTiny => Named(nameof(ConvNeXtTiny));

    /// <summary>The network of a name.</summary>
    /// <param name="name">
    /// The name, like <c>ResNet50</c>, <c>packaged-resnet18</c> or <c>embedded</c>; case, spaces, hyphens, dots and underscores don't
    /// matter.
    /// </param>
    /// <param name="cache">Where networks are kept and how they get there; if left out, <see cref="BackboneCache.Default"/>.</param>
    /// <returns>The backbone. Nothing is downloaded yet.</returns>
    /// <exception cref="ArgumentException">There is none of that name; the message lists the nearest names.</exception>
    public static Backbone Named(string name, BackboneCache? cache = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        return BackboneRegistry.Key(name) switch
        {
            var key when key == BackboneRegistry.Key(EmbeddedBackbone.Name) => Embedded,
            var key when key == BackboneRegistry.Key(PackagedBackbone.Name) => PackagedResNet18,
            _ => FromRecord(BackboneRegistry.Find(name), cache),
        };
    }

    /// <summary>The network of a file, of a name, or of a repository of the hub.</summary>
    /// <param name="nameOrFile">
    /// An ONNX file, a name as <see cref="Named"/> takes it, or a repository of the hub, <c>hf:org/name@revision</c>. What ends in
    /// <c>.onnx</c>, has a folder in it, or is there as a file, is a file.
    /// </param>
    /// <returns>The backbone. Nothing is read or downloaded yet.</returns>
    /// <exception cref="ArgumentException">
    /// It is no file, and there is no network of that name; the message lists the nearest names.
    /// </exception>
    public static Backbone FromNameOrFile(string nameOrFile)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(nameOrFile);
        if (HubAddress.Is(nameOrFile))
            return OfHub(HubAddress.Parse(nameOrFile), cache: null);
        bool isFile =
            nameOrFile.EndsWith(".onnx", StringComparison.OrdinalIgnoreCase)
            || Path.GetFileName(nameOrFile) != nameOrFile
            || File.Exists(nameOrFile);
        return isFile ? FromFile(nameOrFile) : Named(nameOrFile);
    }
}

using MLNet.ConvExtensions.Zoo;

namespace MLNet.ConvExtensions;

/// <summary>
/// Networks of the literature, from LeNet-5 on, with weights still to be trained. Each is built for any size of image and any number of
/// classes; left as they are, size, classes and number of weights are those of the publication.
/// </summary>
/// <remarks>
/// Input <c>input</c>, [N, C, H, W]; the first output are the logits, [N, classes], without softmax; further outputs are auxiliary
/// classifiers.
/// </remarks>
public static partial class Architectures
{
    /// <summary>Every architecture that is known by name.</summary>
    public static IReadOnlyList<Architecture> All => ArchitectureRegistry.All;

    /// <summary>The architecture of a name.</summary>
    /// <param name="name">The name, like <c>ResNet50</c>; case, spaces, hyphens, dots and underscores don't matter.</param>
    /// <exception cref="ArgumentException">There is none of that name; the message lists the nearest names.</exception>
    public static Architecture Named(string name) => ArchitectureRegistry.Find(name);

    /// <summary>
    /// LeNet-5 (LeCun et al. 1998): two convolutions and three dense layers, with tanh and average pooling; 61,706 weights. As in the
    /// paper, images smaller than 32x32, such as MNIST's, are surrounded by zeros up to that size.
    /// </summary>
    /// <param name="height">The height in pixels.</param>
    /// <param name="width">The width in pixels.</param>
    /// <param name="channels">1 for grayscale, 3 for colour.</param>
    /// <param name="classes">The number of classes.</param>
    /// <param name="seed">The seed of the weights.</param>
    public static OnnxNetwork LeNet5(int height = 32, int width = 32, int channels = 1, int classes = 10, int seed = 1) =>
        ArchitectureRegistry.LeNet5.Build(height, width, channels, classes, seed);

    /// <summary>
    /// The network that courses train first on CIFAR-10 (Keras's example): four convolutions of 32, 32, 64 and 64 maps with ReLU, max
    /// pooling after each pair, a dense layer of 512 units, dropout; 1,250,858 weights.
    /// </summary>
    /// <inheritdoc cref="LeNet5"/>
    /// <exception cref="ArgumentException">The images are too small; the message says what they must be.</exception>
    public static OnnxNetwork FourConv(int height = 32, int width = 32, int channels = 3, int classes = 10, int seed = 1) =>
        ArchitectureRegistry.FourConv.Build(height, width, channels, classes, seed);

    /// <summary>
    /// Dense layers on the pixels themselves, 84 units with ReLU: what convolution is compared with; 86,950 weights on 32x32x1.
    /// </summary>
    /// <inheritdoc cref="LeNet5"/>
    public static OnnxNetwork Mlp(int height = 32, int width = 32, int channels = 1, int classes = 10, int seed = 1) =>
        ArchitectureRegistry.Mlp.Build(height, width, channels, classes, seed);

    /// <summary>ResNet-20 for small images (He et al. 2015, section 4.2): 269,722 weights with shortcuts of option A.</summary>
    /// <inheritdoc cref="CifarResNet56"/>
    public static OnnxNetwork CifarResNet20(
        int height = 32,
        int width = 32,
        int channels = 3,
        int classes = 10,
        bool projection = false,
        int seed = 1
    ) => CifarResNet(ArchitectureRegistry.CifarResNet20, 20, height, width, channels, classes, projection, seed);

    /// <summary>ResNet-32 for small images (He et al. 2015, section 4.2): 464,154 weights with shortcuts of option A.</summary>
    /// <inheritdoc cref="CifarResNet56"/>
    public static OnnxNetwork CifarResNet32(
        int height = 32,
        int width = 32,
        int channels = 3,
        int classes = 10,
        bool projection = false,
        int seed = 1
    ) => CifarResNet(ArchitectureRegistry.CifarResNet32, 32, height, width, channels, classes, projection, seed);

    /// <summary>ResNet-56 for small images (He et al. 2015, section 4.2): 853,018 weights with shortcuts of option A.</summary>
    /// <param name="height">The height in pixels.</param>
    /// <param name="width">The width in pixels.</param>
    /// <param name="channels">1 for grayscale, 3 for colour.</param>
    /// <param name="classes">The number of classes.</param>
    /// <param name="projection">
    /// Whether shortcuts between stages are 1x1 convolutions (the paper's option B) rather than every second position with zeros as new
    /// channels (option A, without weights, the paper's choice for CIFAR-10).
    /// </param>
    /// <param name="seed">The seed of the weights.</param>
    public static OnnxNetwork CifarResNet56(
        int height = 32,
        int width = 32,
        int channels = 3,
        int classes = 10,
        bool projection = false,
        int seed = 1
    ) => CifarResNet(ArchitectureRegistry.CifarResNet56, 56, height, width, channels, classes, projection, seed);

    private static OnnxNetwork CifarResNet(
        Architecture architecture,
        int layers,
        int height,
        int width,
        int channels,
        int classes,
        bool projection,
        int seed
    ) => architecture.Build((x, count) => CifarResNets.Define(x, count, layers, projection), height, width, channels, classes, seed);
}

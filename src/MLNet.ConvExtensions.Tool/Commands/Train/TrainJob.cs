using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.Tool.Cli;
using MLNet.ConvExtensions.Tool.Images;

namespace MLNet.ConvExtensions.Tool.Commands.Train;

/// <summary>Reads the images and trains an architecture or a network of a file.</summary>
internal sealed class TrainJob(TextWriter output, TextWriter error)
{
    private const int DefaultSize = 64;
    private const double DefaultTest = 0.2;

    // Mean and deviation of the channels over CIFAR-10's training images.
    private static readonly BackbonePreprocessing CifarPixels = new()
    {
        CropFraction = 1,
        Mean = [0.4914f, 0.4822f, 0.4465f],
        StandardDeviation = [0.2470f, 0.2435f, 0.2616f],
    };

    public ImagesArgument? Images { get; init; }

    public DirectoryInfo? Mnist { get; init; }

    public DirectoryInfo? Cifar { get; init; }

    public required string Network { get; init; }

    public int? Size { get; init; }

    public double? Test { get; init; }

    public FileInfo? Model { get; init; }

    public FileInfo? Onnx { get; init; }

    public required ConvNetOptions Options { get; init; }

    public void Run()
    {
        if (new object?[] { Images, Mnist, Cifar }.Count(s => s is not null) != 1)
            throw new UsageException("Give one of --images, --mnist and --cifar.");
        if (Images is null && Size is not null)
            throw new UsageException($"--size is {Size}; allowed with --images only: MNIST and CIFAR have sizes of their own.");
        if (Images is null && Test is not null)
            throw new UsageException($"--test is {Test}; allowed with --images only: MNIST and CIFAR have test images of their own.");
        if (Size is not null && BackboneOptions.IsFile(Network))
            throw new UsageException(
                $"--size is {Size}; allowed with an architecture only: the network of the file '{Network}' has a size of its own."
            );
        if (Mnist is not null && Options.BadImages == BadImageHandling.Missing)
            throw new UsageException("--skip-bad is for images; the files of MNIST hold numbers.");
        var context = new MLContext(Options.Seed);
        (IDataView train, IDataView? test, ConvNetOptions options, int[] shape) = Load(context);
        new TrainingRun(context, output) { Model = Model, Onnx = Onnx }.Run(
            train,
            test,
            options,
            o => context.MulticlassClassification.Trainers.ConvNet(classes => CreateNetwork(shape, classes), o)
        );
    }

    private (IDataView Train, IDataView? Test, ConvNetOptions Options, int[] Shape) Load(MLContext context)
    {
        if (Mnist is not null)
        {
            IDataView digits = context.Data.LoadMnist(Mnist.FullName);
            int side = (int)Math.Sqrt(((VectorDataViewType)digits.Schema["Features"].Type).Size);
            return (digits, context.Data.LoadMnist(Mnist.FullName, train: false), Options, [side, side, 1]);
        }

        if (Cifar is not null)
        {
            ConvNetOptions options = Options with { FeatureColumnName = "Image", Preprocessing = CifarPixels };
            return (context.Data.LoadCifar(Cifar.FullName), context.Data.LoadCifar(Cifar.FullName, train: false), options, [32, 32, 3]);
        }

        var images = DividedImages.Of(context, Images!, Test ?? DefaultTest, Options.Seed, output, error);
        int size = Size ?? DefaultSize;
        ConvNetOptions own = Options with { FeatureColumnName = LabelledImages.ImageColumn };
        return (images.Train, images.Test, own, [size, size, 3]);
    }

    private OnnxNetwork CreateNetwork(int[] shape, int classes)
    {
        if (BackboneOptions.IsFile(Network))
            return OnnxNetwork.Load(Network);
        try
        {
            return Architectures.Named(Network).Build(shape[0], shape[1], shape[2], classes, Options.Seed);
        }
        catch (ArgumentException e)
        {
            throw new UsageException(
                $"--network is '{Network}', which is no file and makes no network of {shape[0]}x{shape[1]}x{shape[2]} and {classes} "
                    + $"classes: {e.Message}"
            );
        }
    }
}

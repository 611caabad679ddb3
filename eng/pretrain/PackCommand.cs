using System.CommandLine;
using System.Globalization;
using System.Numerics.Tensors;
using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.Networks.Edits;

namespace MLNet.ConvExtensions.Pretrain;

/// <summary>
/// Makes the file that goes into the core assembly: any size of images, weights in 16 bits. Says how near its features are to those of the
/// network as trained.
/// </summary>
internal static class PackCommand
{
    public static Command Create()
    {
        var network = new Option<FileInfo>("--network") { Required = true, Description = "The trained network." };
        var size = new Option<int>("--size") { DefaultValueFactory = _ => EmbeddedSize, Description = "Side of the images to compare at." };
        var images = new Option<DirectoryInfo>("--images") { Required = true, Description = "Photos to compare features on." };
        var output = new Option<FileInfo>("--out") { Required = true, Description = "Where the file goes (.onnx)." };
        var command = new Command("pack", "Makes the embedded file of a trained network.") { network, size, images, output };
        command.SetAction(arguments =>
            Run(
                NetworkChoice.Resize(OnnxNetwork.Load(arguments.GetValue(network)!.FullName), Recipe.Network, 32).WithOpenImageSize(),
                arguments.GetValue(size),
                arguments.GetValue(images)!,
                arguments.GetValue(output)!.FullName
            )
        );
        return command;
    }

    private const int EmbeddedSize = 64;

    private static void Run(OnnxNetwork trained, int size, DirectoryInfo images, string output)
    {
        OnnxNetwork packed = trained.WithHalfFloatWeights();
        packed.Save(output);
        var folder = new ImageFolder(images.FullName);
        string[] files = [.. folder.EnumerateNames().Order(StringComparer.Ordinal).Select(folder.PathOf)];
        float[][] before = Features(trained, size, files),
            stored = Features(packed, size, files),
            unpacked = Features(OnnxNetwork.Load(output).WithFloatWeights(), size, files);
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{output}: {new FileInfo(output).Length:N0} bytes; cosine of the features of {files.Length} photos at least "
                    + $"{Least(before, stored):0.000000}, as unpacked {Least(before, unpacked):0.000000}."
            )
        );
    }

    private static float[][] Features(OnnxNetwork network, int size, string[] files)
    {
        var context = new MLContext(1);
        IDataView data = context.Data.LoadFromEnumerable(files.Select(f => new Photo { Path = f }));
        using ConvFeaturesTransformer stage = context
            .Transforms.ConvFeatures("Features", nameof(Photo.Path), Backbone.FromNetwork("packed", network, Pixels.Of(size), "features"))
            .Fit(data);
        return [.. stage.Transform(data).GetColumn<float[]>("Features")];
    }

    private static float Least(float[][] one, float[][] other) => one.Zip(other, (a, b) => TensorPrimitives.CosineSimilarity(a, b)).Min();

    private sealed class Photo
    {
        public string Path { get; set; } = "";
    }
}

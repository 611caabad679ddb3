using Microsoft.ML;
using Microsoft.ML.Transforms.Image;

namespace MLNet.ConvExtensions.Stock;

/// <summary>ML.NET's stages that bring images to planes of pixels, as this library's own resizer does.</summary>
internal static class StockImages
{
    /// <summary>Adds the stages: four pictures of an image, and the graph that makes planes of them.</summary>
    /// <param name="context">What they are made in.</param>
    /// <param name="model">The model that they are added to.</param>
    /// <param name="size">The size, and how images are brought to it.</param>
    /// <param name="image">The column of images.</param>
    /// <param name="pixels">The column that receives the planes, red, green and blue, 0 to 255.</param>
    /// <returns>The columns that are added on the way.</returns>
    public static List<string> Add(MLContext context, StockModel model, BackbonePreprocessing size, string image, string pixels)
    {
        int side = StockImageGraph.PointSide(size),
            length = StockImageGraph.StripLength,
            width = StockImageGraph.StripWidth,
            smooth = StockImageGraph.SmoothFactor(size);
        (string Name, int Width, int Height, ImageResizingEstimator.ResizingKind Kind)[] pictures =
        [
            (image + ".Points", side, side, ImageResizingEstimator.ResizingKind.Fill),
            (image + ".Columns", length, width, ImageResizingEstimator.ResizingKind.Fill),
            (image + ".Rows", width, length, ImageResizingEstimator.ResizingKind.Fill),
            (
                image + ".Smooth",
                smooth * size.ResizeWidth,
                smooth * size.ResizeHeight,
                size.Stretch ? ImageResizingEstimator.ResizingKind.Fill : ImageResizingEstimator.ResizingKind.IsoCrop
            ),
        ];
        List<string> added = [];
        foreach ((string name, int across, int down, ImageResizingEstimator.ResizingKind kind) in pictures)
        {
            string bytes = name + ".Bytes";
            model.Add(
                context.Transforms.ResizeImages(name, across, down, image, kind),
                context.Transforms.ExtractPixels(
                    bytes,
                    name,
                    name == pictures[0].Name ? ImagePixelExtractingEstimator.ColorBits.All : ImagePixelExtractingEstimator.ColorBits.Rgb,
                    outputAsFloatArray: false
                )
            );
            added.AddRange([name, bytes]);
        }

        string[] inputs = [.. pictures.Select(p => p.Name + ".Bytes")];
        model.AddNetwork(pixels, inputs, StockImageGraph.Create(size, inputs[0], inputs[1], inputs[2], inputs[3], pixels));
        return added;
    }

    /// <summary>What is to be known of images in a model that is loaded without this library.</summary>
    /// <param name="size">The size that they are brought to.</param>
    public static string Differences(BackbonePreprocessing size) =>
        $"Loaded by Model.Load instead of LoadWithConvFeatures, the model sees images of up to {StockImageGraph.PointSide(size)} pixels "
        + "a side as this stage does; "
        + "of larger ones it sees fewer pixels, photos that EXIF says are turned it sees turned, what is fully transparent black, and a "
        + "bad image is an error.";
}

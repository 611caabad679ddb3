using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace MLNet.ConvExtensions.Conformance.Imaging;

/// <summary>Rows of images, and what stages make of them.</summary>
internal static class ImageStages
{
    /// <summary>A stage's output of one image of known size; the values are red, green and blue, pixel by pixel.</summary>
    public static byte[] Rgb(this MLContext ml, IEstimator<ITransformer> stage, byte[] png)
    {
        IDataView output = ml.Run(stage, png);
        foreach (MLImage image in output.GetColumn<MLImage>(output.Schema["Out"]))
        {
            byte[] bgr = image.GetBGRPixels;
            return [.. bgr.Chunk(3).SelectMany(pixel => new[] { pixel[2], pixel[1], pixel[0] })];
        }

        return [];
    }

    public static IDataView Run(this MLContext ml, IEstimator<ITransformer> stage, byte[] png)
    {
        IDataView rows = ml.Images(png);
        return stage.Fit(rows).Transform(rows);
    }

    /// <summary>Rows with a column 'Image' of the size that the first one has.</summary>
    public static IDataView Images(this MLContext ml, params byte[][] files)
    {
        using MLImage first = MLImage.CreateFromStream(new MemoryStream(files[0]));
        new ImageTypeAttribute(first.Height, first.Width).Register();
        var definition = SchemaDefinition.Create(typeof(Row));
        definition["Image"].ColumnType = new ImageDataViewType(first.Height, first.Width);
        return ml.Data.LoadFromEnumerable(files.Select(file => new Row { Image = MLImage.CreateFromStream(new MemoryStream(file)) }), definition);
    }

    public static IDataView Paths(this MLContext ml, params string[] paths) => ml.Data.LoadFromEnumerable(paths.Select(path => new PathRow { Path = path }));

    public sealed class Row
    {
        [ImageType(1, 1)]
        public MLImage? Image { get; set; }
    }

    public sealed class PathRow
    {
        public string? Path { get; set; }
    }
}

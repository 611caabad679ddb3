using System.Globalization;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;
using MLNet.ConvExtensions.Data;

namespace Microsoft.ML;

/// <summary>Well-known image sets, read from their files.</summary>
public static class DatasetCatalog
{
    /// <summary>Reads MNIST, Fashion-MNIST, or any other set in files of their names and format.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="folder">The folder with the four files, gzipped or not.</param>
    /// <param name="train">Whether to read the images to train with; otherwise those to test with.</param>
    /// <returns>
    /// 'Features', a vector of <see cref="float"/> of one plane of pixels from 0 to 1, and 'Label', a key of the labels' numbers as text,
    /// in the order of text; both parts have the keys of all labels in either of them.
    /// </returns>
    /// <exception cref="FileNotFoundException">A file isn't there.</exception>
    /// <exception cref="InvalidDataException">A file is damaged, or the two don't belong together.</exception>
    public static IDataView LoadMnist(this DataOperationsCatalog catalog, string folder, bool train = true)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        string part = train ? "train" : "t10k";
        (int[] sizes, byte[] pixels) = MnistFile.Read(folder, $"{part}-images-idx3-ubyte", axes: 3);
        (_, byte[] labels) = MnistFile.Read(folder, $"{part}-labels-idx1-ubyte", axes: 1);
        if (sizes[0] != labels.Length)
            throw new InvalidDataException(
                $"The folder '{folder}' has {sizes[0]:N0} images in '{part}-images-idx3-ubyte' and {labels.Length:N0} labels in "
                    + $"'{part}-labels-idx1-ubyte'."
            );
        int size = sizes[1] * sizes[2];
        var rows = new VectorRow[labels.Length];
        for (int i = 0; i < rows.Length; i++)
            rows[i] = new VectorRow
            {
                Label = labels[i].ToString(CultureInfo.InvariantCulture),
                Features = Scaled(pixels.AsSpan(i * size, size)),
            };
        SchemaDefinition schema = SchemaDefinition.Create(typeof(VectorRow));
        schema[nameof(VectorRow.Features)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, size);
        string other = train ? "t10k" : "train";
        byte[] others = MnistFile.Exists(folder, $"{other}-labels-idx1-ubyte")
            ? MnistFile.Read(folder, $"{other}-labels-idx1-ubyte", axes: 1).Values
            : [];
        return WithKeys(
            catalog.LoadFromEnumerable(rows, schema),
            labels.Concat(others).Distinct().Select(l => l.ToString(CultureInfo.InvariantCulture))
        );
    }

    /// <summary>Reads CIFAR-10, as its original binary batches or as image files.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="folder">
    /// The folder with data_batch_1.bin and so on; or with folders 'train' and 'test' that have a folder of images for each class; or with
    /// a .tar.gz of those.
    /// </param>
    /// <param name="train">Whether to read the images to train with; otherwise those to test with.</param>
    /// <returns>
    /// 'Image', a vector of <see cref="byte"/> with an encoded image of 32 x 32 pixels, and 'Label', a key of the classes' names in
    /// alphabetical order; both parts have the keys of all classes in either of them.
    /// </returns>
    /// <exception cref="FileNotFoundException">There is no such set in the folder.</exception>
    /// <exception cref="InvalidDataException">A file is damaged.</exception>
    public static IDataView LoadCifar(this DataOperationsCatalog catalog, string folder, bool train = true)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        (IEnumerable<(byte[] Image, string Label)> images, IEnumerable<string> classes) = CifarFolder.Read(folder, train);
        return WithKeys(
            catalog.LoadFromEnumerable(images.Select(i => new ImageRow { Image = i.Image, Label = i.Label }).ToArray()),
            classes
        );
    }

    private static float[] Scaled(ReadOnlySpan<byte> pixels)
    {
        var scaled = new float[pixels.Length];
        for (int i = 0; i < scaled.Length; i++)
            scaled[i] = pixels[i] / 255f;
        return scaled;
    }

    /// <summary>Keys by the labels of both parts: of a part alone they would be others where it lacks one.</summary>
    private static IDataView WithKeys(IDataView data, IEnumerable<string> labels)
    {
        var context = new MLContext();
        IDataView all = context.Data.LoadFromEnumerable(labels.Select(l => new LabelRow { Label = l }).ToArray());
        return context
            .Transforms.Conversion.MapValueToKey(nameof(LabelRow.Label), keyOrdinality: ValueToKeyMappingEstimator.KeyOrdinality.ByValue)
            .Fit(all)
            .Transform(data);
    }

    private sealed class LabelRow
    {
        public string Label { get; set; } = "";
    }

    private sealed class VectorRow
    {
        public string Label { get; set; } = "";

        public float[] Features { get; set; } = [];
    }

    private sealed class ImageRow
    {
        public string Label { get; set; } = "";

        public byte[] Image { get; set; } = [];
    }
}

using System.IO.Compression;
using Google.Protobuf;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;
using Microsoft.ML.Transforms.Onnx;
using MLNet.ConvExtensions.Networks.Proto;
using MLNet.ConvExtensions.Tests.Networks;
using MLNet.ConvExtensions.Tests.Support;
using SkiaSharp;

namespace MLNet.ConvExtensions.Tests.Dependencies;

/// <summary>
/// What the library takes for granted of ML.NET and isn't obvious, each with what would break. When a new version fails one of these, look
/// there first.
/// </summary>
public sealed class PublishedPackagesTests : IDisposable
{
    private readonly MLContext _ml = new(seed: 1);
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>
    /// A stage over MLImage columns must come before a shuffle or a cache: behind it the column is gone, and no error says why.
    /// </summary>
    [Fact]
    public void A_shuffle_and_a_cache_drop_columns_of_images()
    {
        IDataView images = _ml.Data.LoadFromEnumerable([new ImageRow { Name = "a" }, new ImageRow { Name = "b" }]);
        Assert.Contains("Image", images.Schema.Select(c => c.Name));
        Assert.DoesNotContain("Image", _ml.Data.ShuffleRows(images, seed: 1).Schema.Select(c => c.Name));
        Assert.Throws<InvalidOperationException>(() => _ml.Data.Cache(images, "Image"));
    }

    /// <summary>
    /// ModelArchive finds a stage's network by its place in the chain, and reads its own record from the network's bytes.
    /// </summary>
    [Fact]
    public void A_model_file_has_a_folder_for_each_stage_and_the_network_whole_behind_its_length()
    {
        byte[] network = new GraphBuilder().Input("x", 1, 3).Op("Relu", "y").Output("y", 1, 3).Finish().ToByteArray();
        IDataView rows = _ml.Data.LoadFromEnumerable([new Vector { x = [-1, 2, -3] }]);
        using var stream = new MemoryStream(network);
        ITransformer model = _ml
            .Transforms.CopyColumns("before", "x")
            .Append(_ml.Transforms.ApplyOnnxModel(["y"], ["x"], stream))
            .Fit(rows);
        _ml.Model.Save(model, rows.Schema, _folder.File("model.zip"));

        using ZipArchive archive = ZipFile.OpenRead(_folder.File("model.zip"));
        ZipArchiveEntry entry = Assert.Single(
            archive.Entries,
            e => e.FullName.Replace('\\', '/') == "TransformerChain/Transform_001/OnnxModel"
        );
        using var content = new MemoryStream();
        using (Stream saved = entry.Open())
            saved.CopyTo(content);
        Assert.Equal([.. BitConverter.GetBytes(network.Length), .. network], content.ToArray());
    }

    /// <summary>Networks are saved with such weights as constants (WithoutHalfWeights), which it doesn't look at.</summary>
    [Fact]
    public void OnnxTransformer_refuses_weights_of_half_precision_in_the_list_of_weights()
    {
        GraphBuilder graph = new GraphBuilder().Input("x", 1, 2);
        graph.Graph.Initializer.Add(
            new TensorProto
            {
                Name = "half",
                DataType = 10,
                Dims = { 2 },
                RawData = ByteString.CopyFrom(new byte[4]),
            }
        );
        graph.Graph.Node.Add(
            new NodeProto
            {
                OpType = "Cast",
                Input = { "half" },
                Output = { "whole" },
                Attribute = { GraphBuilder.Int("to", 1) },
            }
        );
        byte[] network = graph.Op("Add", "y", ["whole"]).Output("y", 1, 2).Finish().ToByteArray();
        using var stream = new MemoryStream(network);
        Assert.ThrowsAny<Exception>(() => _ml.Transforms.ApplyOnnxModel(["y"], ["x"], stream));
    }

    /// <summary>
    /// Our decoder turns images upright and ML.NET's doesn't: a saved model over paths, loaded plainly, sees turned photos turned.
    /// </summary>
    [Fact]
    public void MLImage_does_not_follow_the_orientation_that_EXIF_tells()
    {
        using MLImage image = MLImage.CreateFromFile(Path.Combine(AppContext.BaseDirectory, "Data", "images", "exif6.jpg"));
        using SKCodec codec = SKCodec.Create(Path.Combine(AppContext.BaseDirectory, "Data", "images", "exif6.jpg"));
        Assert.Equal(SKEncodedOrigin.RightTop, codec.EncodedOrigin);
        Assert.Equal((codec.Info.Width, codec.Info.Height), (image.Width, image.Height));
    }

    /// <summary>
    /// Halving averages, what lies between does not: saved models resize to more pixels than needed, and the graph averages them
    /// (StockStages).
    /// </summary>
    [Theory]
    [InlineData(8, 0, 1)]
    [InlineData(3, 20, 200)]
    public void ResizeImages_averages_when_it_divides_by_a_power_of_two_only(int factor, float least, float most)
    {
        int side = 24 * factor;
        byte[] stripes =
        [
            .. Enumerable.Range(0, side).SelectMany(x => Enumerable.Repeat((byte)(x % factor == 0 ? 240 : 0), 3).Append((byte)255)),
        ];
        byte[] all = [.. Enumerable.Range(0, side).SelectMany(_ => stripes)];
        IDataView images = _ml.Data.LoadFromEnumerable([
            new ImageRow { Image = MLImage.CreateFromPixels(side, side, MLPixelFormat.Bgra32, all) },
        ]);
        IDataView pixels = _ml
            .Transforms.ResizeImages("Small", 24, 24, "Image")
            .Append(_ml.Transforms.ExtractPixels("Pixels", "Small"))
            .Fit(images)
            .Transform(images);
        float largest = pixels.GetColumn<float[]>("Pixels").Single().Max(p => Math.Abs(p - (240f / factor)));
        Assert.InRange(largest, least, most);
    }

    /// <summary>Why StockStages gives its empty images a size of one pixel.</summary>
    [Fact]
    public void A_column_of_images_from_objects_needs_a_size() =>
        Assert.ThrowsAny<Exception>(() => _ml.Data.LoadFromEnumerable([new SizelessRow()]).Schema["Image"].Type.ToString());

    /// <summary>Confusion tables and PredictedLabel.ToString() depend on it: our trainers copy what a stock trainer sets.</summary>
    [Fact]
    public void Evaluators_take_the_names_of_classes_from_the_slot_names_of_Score()
    {
        IDataView rows = _ml.Data.LoadFromEnumerable(
            Enumerable.Range(0, 20).Select(i => new Labelled { Features = [i % 2], Label = i % 2 == 0 ? "cat" : "dog" }).ToArray()
        );
        IDataView scored = _ml
            .Transforms.Conversion.MapValueToKey("Label")
            .Append(_ml.MulticlassClassification.Trainers.SdcaMaximumEntropy())
            .Fit(rows)
            .Transform(rows);
        VBuffer<ReadOnlyMemory<char>> names = default;
        scored.Schema["Score"].GetSlotNames(ref names);
        Assert.Equal(["cat", "dog"], names.DenseValues().Select(n => n.ToString()));
        Assert.Contains(
            "cat",
            _ml.MulticlassClassification.Evaluate(scored).ConfusionMatrix.GetFormattedConfusionTable(),
            StringComparison.Ordinal
        );
    }

    /// <summary>A stage therefore shares its session and counts its users, instead of owning it.</summary>
    [Fact]
    public void A_prediction_engine_disposes_its_model()
    {
        using var stream = new MemoryStream(new GraphBuilder().Input("x", 1, 3).Op("Relu", "y").Output("y", 1, 3).Finish().ToByteArray());
        IDataView rows = _ml.Data.LoadFromEnumerable([new Vector { x = [-1, 2, -3] }]);
        OnnxTransformer model = _ml.Transforms.ApplyOnnxModel(["y"], ["x"], stream).Fit(rows);
        _ml.Model.CreatePredictionEngine<Vector, Vector>(model).Dispose();
        Assert.ThrowsAny<Exception>(() => model.Transform(rows).GetColumn<float[]>("y").ToArray());
    }

    private sealed class ImageRow
    {
        [ImageType(1, 1)]
        public MLImage? Image { get; set; }

        public string Name { get; set; } = "";
    }

    private sealed class SizelessRow
    {
        public MLImage? Image { get; set; }
    }

    private sealed class Vector
    {
        [VectorType(3)]
#pragma warning disable IDE1006 // The network's input has this name.
        public float[] x { get; set; } = [];
#pragma warning restore IDE1006
    }

    private sealed class Labelled
    {
        [VectorType(1)]
        public float[] Features { get; set; } = [];

        public string Label { get; set; } = "";
    }
}

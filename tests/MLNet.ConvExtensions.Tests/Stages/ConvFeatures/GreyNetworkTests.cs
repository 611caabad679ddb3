using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.OnnxRuntime;
using MLNet.ConvExtensions.Tests.Support;
using SkiaSharp;

namespace MLNet.ConvExtensions.Tests.Features;

/// <summary>
/// Networks of one channel, such as LeNet-5, as features: of photos, whose grey is Pillow's, of vectors of grey and of colours, and saved.
/// </summary>
public sealed class GreyNetworkTests : IDisposable
{
    private const int Side = 28,
        Size = Side * Side;

    private const float Mean = 0.1307f,
        Deviation = 0.3081f;

    private readonly MLContext _ml = new(1);
    private readonly TemporaryFolder _folder = new();
    private readonly OnnxNetwork _network = Architectures.LeNet5(Side, Side);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Photos_are_seen_in_the_grey_of_Pillow()
    {
        Row[] rows = Rows();
        IDataView data = View(rows);
        using ConvFeaturesTransformer stage = Features("Path").Fit(data);
        float[][] found = Read(stage, data);
        for (int i = 0; i < rows.Length; i++)
        {
            // Pillow rounds to whole numbers, as it stores them; a network of floats is shown what they were before.
            float[] exact = Seen(rows[i], (r, g, b) => (0.299f * r) + (0.587f * g) + (0.114f * b)),
                rounded = Seen(rows[i], (r, g, b) => (((int)r * 19595) + ((int)g * 38470) + ((int)b * 7471) + 0x8000) >> 16);
            Close(exact, found[i], 1e-4f);
            Close(rounded, found[i], 0.01f);
        }
    }

    [Fact]
    public void Photos_give_the_same_after_saving()
    {
        string[] photos = Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Data", "photos"));
        IDataView data = View([
            .. photos.Select(path => new Row
            {
                Path = path,
                Grey = new float[Size],
                Colours = new float[3 * Size],
            }),
        ]);
        using ConvFeaturesTransformer stage = Features("Path").Fit(data);
        float[][] found = Read(stage, data);
        Assert.All(
            Loaded(stage, data),
            loaded => Assert.All(found.Zip(Read(loaded, data)), p => Assert.InRange(Vectors.Cosine(p.First, p.Second), 0.9997, 1.0001))
        );
    }

    [Theory]
    [InlineData("Grey")]
    [InlineData("Colours")]
    public void Vectors_of_one_channel_or_three_are_its_pixels_also_after_saving(string column)
    {
        Row[] rows = Rows();
        IDataView data = View(rows);
        using ConvFeaturesTransformer stage = Features(column).Fit(data);
        float[][] found = Read(stage, data);
        for (int i = 0; i < rows.Length; i++)
        {
            float[] expected =
                column == "Grey" ? Run(rows[i].Grey) : Seen(rows[i], (r, g, b) => (0.299f * r) + (0.587f * g) + (0.114f * b));
            Close(expected, found[i], 1e-4f);
        }

        Assert.All(Loaded(stage, data), loaded => Assert.All(found.Zip(Read(loaded, data)), p => Close(p.First, p.Second, 1e-5f)));
    }

    [Fact]
    public void Its_features_are_those_of_its_own_training_where_it_says_what_it_was_trained_on()
    {
        // Trained on vectors, as they are: a file of this library says so.
        OnnxNetwork trained = new NetworkExport { Task = "Multiclass" }.Write(_network);
        Row[] rows = Rows();
        IDataView data = View(rows);
        using ConvFeaturesTransformer stage = _ml
            .Transforms.ConvFeatures("Features", "Grey", Backbone.FromNetwork("lenet", trained))
            .Fit(data);
        float[][] found = Read(stage, data);
        for (int i = 0; i < rows.Length; i++)
            Close(RunPlain(rows[i].Grey), found[i], 1e-4f);
    }

    [Fact]
    public void Other_vectors_are_refused()
    {
        IDataView data = View(Rows());
        Assert.Contains(
            "or Vector<Single, 2352> or Vector<Single, 784> (pixels)",
            Assert.Throws<ArgumentOutOfRangeException>(() => Features("Short").Fit(data)).Message
        );
    }

    private ConvFeaturesEstimator Features(string column) =>
        _ml.Transforms.ConvFeatures(
            "Features",
            column,
            Backbone.FromNetwork(
                "lenet",
                _network,
                new BackbonePreprocessing
                {
                    Width = Side,
                    Height = Side,
                    CropFraction = 1,
                    Mean = [Mean, Mean, Mean],
                    StandardDeviation = [Deviation, Deviation, Deviation],
                }
            )
        );

    private float[] Seen(Row row, Func<float, float, float, float> grey) =>
        Run([.. Enumerable.Range(0, Size).Select(i => grey(row.Colours[i], row.Colours[Size + i], row.Colours[(2 * Size) + i]))]);

    private float[] Run(float[] grey) => RunPlain([.. grey.Select(v => ((v / 255) - Mean) / Deviation)]);

    private float[] RunPlain(float[] values)
    {
        OnnxNetwork features = _network.CutAt(_network.FindFeatureLayer().OutputName);
        using var session = new InferenceSession(features.ToBytes());
        using var options = new RunOptions();
        using OrtValue input = OrtValue.CreateTensorValueFromMemory(values, [1, 1, Side, Side]);
        using IDisposableReadOnlyCollection<OrtValue> results = session.Run(
            options,
            [features.Inputs[0].Name],
            [input],
            [features.Outputs[0].Name]
        );
        return results[0].GetTensorDataAsSpan<float>().ToArray();
    }

    private ITransformer[] Loaded(ITransformer stage, IDataView data)
    {
        _ml.Model.Save(stage, data.Schema, _folder.File("model.zip"));
        return
        [
            new MLContext().Model.Load(_folder.File("model.zip"), out _),
            new MLContext().Model.LoadWithConvFeatures(_folder.File("model.zip"), out _),
        ];
    }

    private Row[] Rows() =>
        [
            .. Enumerable
                .Range(0, 4)
                .Select(i =>
                {
                    var random = new Random(i);
                    var colours = new float[3 * Size];
                    using var bitmap = new SKBitmap(new SKImageInfo(Side, Side, SKColorType.Rgba8888, SKAlphaType.Opaque));
                    for (int at = 0; at < Size; at++)
                    {
                        var bytes = new byte[3];
                        random.NextBytes(bytes);
                        bitmap.SetPixel(at % Side, at / Side, new SKColor(bytes[0], bytes[1], bytes[2]));
                        for (int channel = 0; channel < 3; channel++)
                            colours[(channel * Size) + at] = bytes[channel];
                    }

                    string path = _folder.File($"{i}.png");
                    using (SKData png = bitmap.Encode(SKEncodedImageFormat.Png, 100))
                        File.WriteAllBytes(path, png.ToArray());
                    return new Row
                    {
                        Path = path,
                        Colours = colours,
                        Grey = [.. Enumerable.Range(0, Size).Select(_ => (float)random.Next(256))],
                    };
                }),
        ];

    private IDataView View(Row[] rows) => _ml.Data.LoadFromEnumerable(rows);

    private static float[][] Read(ITransformer stage, IDataView data) => [.. stage.Transform(data).GetColumn<float[]>("Features")];

    private static void Close(float[] expected, float[] actual, float tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        Assert.All(expected.Zip(actual), p => Assert.Equal(p.First, p.Second, tolerance));
    }

    private sealed class Row
    {
        public string Path { get; set; } = "";

        [VectorType(Size)]
        public float[] Grey { get; set; } = [];

        [VectorType(3 * Size)]
        public float[] Colours { get; set; } = [];

        [VectorType(7)]
        public float[] Short { get; set; } = new float[7];
    }
}

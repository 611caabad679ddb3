using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.Tests.Support;
using SkiaSharp;
using static MLNet.ConvExtensions.Training.Tests.Trainers.FineTuning.FineTuneData;

namespace MLNet.ConvExtensions.Training.Tests.Trainers.FineTuning;

/// <summary>Fine-tuned models, saved, in a program that has ML.NET's own packages only.</summary>
public sealed class FineTunedElsewhereTests : IDisposable
{
    private readonly MLContext _ml = new(1);
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(FineTuneStrategy.Head)]
    [InlineData(FineTuneStrategy.Full)]
    public void A_model_of_vectors_predicts_the_same(FineTuneStrategy strategy)
    {
        IDataView data = Stripes(30, 1);
        File.WriteAllLines(
            _folder.File("rows.csv"),
            data.GetColumn<float[]>("Features").Select(f => string.Join(',', f.Select(v => v.ToString("R", CultureInfo.InvariantCulture))))
        );

        Check(
            data,
            Stripy,
            new FineTuneOptions
            {
                Strategy = strategy,
                HiddenUnits = [6],
                Dropout = 0.2,
            },
            "Features",
            1e-4f
        );
    }

    [Theory]
    [InlineData(FineTuneStrategy.LastStages)]
    [InlineData(FineTuneStrategy.Gradual)]
    public void A_model_of_image_files_predicts_the_same(FineTuneStrategy strategy)
    {
        string[] paths = [.. Enumerable.Range(0, 24).Select(i => _folder.Write($"{i}.png", Tinted(i)))];
        File.WriteAllLines(_folder.File("rows.csv"), paths);
        IDataView rows = _ml.Data.LoadFromEnumerable(paths.Select((p, i) => new Row { Image = p, Kind = Kinds[i % 3] }));
        OnnxNetwork network = NetworkBuilder
            .Image(16, 24, 3, seed: 2)
            .Conv(6, 3, padding: Padding.Same)
            .BatchNorm()
            .Relu()
            .MaxPool(2)
            .Conv(8, 3, padding: Padding.Same)
            .BatchNorm()
            .Relu()
            .GlobalAveragePool()
            .Dense(9)
            .Build("small");
        var pixels = new BackbonePreprocessing
        {
            Width = 24,
            Height = 16,
            CropFraction = 1,
            Mean = [0.4f, 0.5f, 0.6f],
            StandardDeviation = [0.2f, 0.3f, 0.4f],
            BlueFirst = true,
        };

        Check(
            _ml.Transforms.Conversion.MapValueToKey("Label", nameof(Row.Kind)).Fit(rows).Transform(rows),
            Backbone.FromNetwork("small", network, pixels),
            new FineTuneOptions { Strategy = strategy },
            nameof(Row.Image),
            0.01f
        );
    }

    /// <summary>Red, green or blue that fades from left to right: what resizing leaves alone.</summary>
    private static byte[] Tinted(int number)
    {
        using var bitmap = new SKBitmap(new SKImageInfo(24, 16, SKColorType.Rgba8888, SKAlphaType.Opaque));
        for (int row = 0; row < bitmap.Height; row++)
        {
            for (int column = 0; column < bitmap.Width; column++)
            {
                byte strong = (byte)(255 - (3 * column) - number),
                    weak = (byte)(60 + (2 * number));
                bitmap.SetPixel(
                    column,
                    row,
                    new SKColor(number % 3 == 0 ? strong : weak, number % 3 == 1 ? strong : weak, number % 3 == 2 ? strong : weak)
                );
            }
        }

        using SKData data = bitmap.Encode(SKEncodedImageFormat.Png, 100)!;
        return data.ToArray();
    }

    private void Check(IDataView data, Backbone backbone, FineTuneOptions options, string column, float tolerance)
    {
        options = options with
        {
            FeatureColumnName = column,
            Epochs = 10,
            BatchSize = 8,
            LearningRate = 0.02,
            StageRateFactor = 0.5,
            NumberOfThreads = 1,
        };
        using ConvNetTransformer tuned = _ml.MulticlassClassification.Trainers.FineTune(backbone, options).Fit(data);
        IDataView scored = tuned.Transform(data),
            features = _ml.Transforms.SelectColumns(column).Fit(data).Transform(data);
        _ml.Model.Save(tuned, features.Schema, _folder.File("model.zip"));
        IReadOnlyList<(string Answer, float[] Scores)> found = SavedModelProgram.Predict(
            _folder.File("model.zip"),
            _folder.File("rows.csv")
        );

        float[][] expected = [.. scored.GetColumn<float[]>("Score")];
        Assert.Equal(
            _ml.Transforms.Conversion.MapKeyToValue("Answer", "PredictedLabel").Fit(scored).Transform(scored).GetColumn<string>("Answer"),
            found.Select(f => f.Answer)
        );
        Assert.All(
            expected.Zip(found, (row, f) => row.Zip(f.Scores)).SelectMany(v => v),
            pair => Assert.Equal(pair.First, pair.Second, tolerance)
        );
        Assert.Equal(Kinds.Length, found.Select(f => f.Answer).Distinct().Count());
    }

    private sealed class Row
    {
        public string Image { get; set; } = "";

        public string Kind { get; set; } = "";
    }
}

using Microsoft.ML;
using MLNet.ConvExtensions.Tests.EstimatorChecks;
using SkiaSharp;

namespace MLNet.ConvExtensions.Tests.Stages.Trained;

/// <summary>A trained network over images with much red, green or blue; derived classes say in which form.</summary>
/// <typeparam name="TRow">The rows' type, with the image in the property 'Image'.</typeparam>
public abstract class TintedImagesCase<TRow>(TrainerTask task) : TrainerCase
    where TRow : TintedImageRow, new()
{
    private static readonly string[] Classes = ["red", "green", "blue"];

    public override TrainerTask Task => task;

    public override IReadOnlyList<string> InputColumns => ["Image"];

    // ML.NET resizes the images of a saved model in its own way, to twice the size.
    public override float SavedTolerance => 0.02f;

    public override bool AlwaysAsksForInputs => task == TrainerTask.Binary;

    public override IDataView CreateData(int rows)
    {
        IDataView data = Context.Data.LoadFromEnumerable(Enumerable.Range(0, rows).Select(CreateRow).ToList());
        IEstimator<ITransformer> label = task switch
        {
            TrainerTask.Multiclass => Context.Transforms.Conversion.MapValueToKey(
                "Label",
                "Kind",
                keyData: Context.Data.LoadFromEnumerable(Classes.Select(c => new { Kind = c }))
            ),
            TrainerTask.Binary => Context.Transforms.CopyColumns("Label", "IsRed"),
            _ => Context.Transforms.CopyColumns("Label", "Red"),
        };
        return label.Append(Context.Transforms.DropColumns("Kind", "IsRed", "Red")).Fit(data).Transform(data);
    }

    public override IDataView CreateDataOfWrongType() =>
        Context.Transforms.CopyColumns("Image", "Number").Fit(CreateData(TrainingRows)).Transform(CreateData(TrainingRows));

    public override float[] PredictOne(ITransformer transformer, int row)
    {
        var options = new PredictionEngineOptions { OwnsTransformer = false };
        if (task == TrainerTask.Multiclass)
        {
            using PredictionEngine<TRow, Scores> classes = new MLContext().Model.CreatePredictionEngine<TRow, Scores>(transformer, options);
            return classes.Predict(CreateRow(row)).Score;
        }

        using PredictionEngine<TRow, OneScore> engine = new MLContext().Model.CreatePredictionEngine<TRow, OneScore>(transformer, options);
        return [engine.Predict(CreateRow(row)).Score];
    }

    protected abstract void SetImage(TRow row, int number);

    private protected static byte[] Png(int number)
    {
        using SKBitmap bitmap = Bitmap(number);
        using SKImage image = SKImage.FromBitmap(bitmap)!;
        using SKData data = image.Encode(SKEncodedImageFormat.Png, 100)!;
        return data.ToArray();
    }

    /// <summary>An image of 8 to 19 pixels each way, a little darker to one side, with noise.</summary>
    private static unsafe SKBitmap Bitmap(int number)
    {
        var random = new Random(number);
        int width = random.Next(8, 20),
            height = random.Next(8, 20),
            strength = Strength(number);
        var bitmap = new SKBitmap(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        byte* pixels = (byte*)bitmap.GetPixels();
        for (int i = 0; i < width * height; i++)
        {
            for (int c = 0; c < 3; c++)
                pixels[(4 * i) + c] = (byte)((c == number % 3 ? strength : 60) - (i % width) + random.Next(10));
            pixels[(4 * i) + 3] = 255;
        }

        return bitmap;
    }

    private static int Strength(int number) => 200 + (number * 7 % 40);

    private TRow CreateRow(int number)
    {
        int kind = number % 3;
        var row = new TRow
        {
            Number = number,
            Name = $"row {number}",
            Kind = Classes[kind],
            IsRed = kind == 0,
            Red = kind == 0 ? Strength(number) : 60,
        };
        SetImage(row, number);
        return row;
    }

    private sealed class Scores
    {
        public float[] Score { get; set; } = [];
    }

    private sealed class OneScore
    {
        public float Score { get; set; }
    }
}

public abstract class TintedImageRow
{
    public int Number { get; set; }

    public string Name { get; set; } = "";

    public string Kind { get; set; } = "";

    public bool IsRed { get; set; }

    public float Red { get; set; }
}

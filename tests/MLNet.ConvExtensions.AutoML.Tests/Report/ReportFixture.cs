using Microsoft.ML;
using MLNet.ConvExtensions.AutoML.Tests.Support;
using SkiaSharp;

namespace MLNet.ConvExtensions.AutoML.Tests.Report;

/// <summary>A report on drawn images, made once.</summary>
public sealed class ReportFixture : IDisposable
{
    private readonly Folder _folder = new();

    public ReportFixture()
    {
        var context = new MLContext(1);
        List<Sample> rows = Samples.Rows(240);
        for (int i = 0; i < rows.Count; i++)
        {
            rows[i].ImagePath = Path.Combine(_folder.Path, $"{i}.png");
            Draw(rows[i], i);
        }

        FeatureSet[] sets = [.. Samples.Sets(context).Select(s => s.Name == "good" ? s with { Name = "good <b>" } : s)];
        Comparison = context.CompareFeatures(context.Data.LoadFromEnumerable(rows), sets, Samples.Options);
        Folder = Path.Combine(_folder.Path, "report");
        Page = Comparison.SaveReport(Folder);
    }

    public FeatureComparison Comparison { get; }

    public string Folder { get; }

    public string Page { get; }

    public void Dispose()
    {
        Comparison.Dispose();
        _folder.Dispose();
    }

    private static void Draw(Sample row, int i)
    {
        using var bitmap = new SKBitmap(new SKImageInfo(160, 120, SKColorType.Rgba8888, SKAlphaType.Opaque));
        using (var canvas = new SKCanvas(bitmap))
            canvas.Clear(new SKColor((byte)(row.Label == "a" ? 200 : 40), (byte)(row.Label == "b" ? 200 : 60), (byte)i));
        using FileStream file = File.Create(row.ImagePath);
        bitmap.Encode(file, SKEncodedImageFormat.Png, 100);
    }
}

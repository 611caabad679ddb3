using Microsoft.ML;
using MLNet.ConvExtensions.Tests.Support;
using SkiaSharp;

namespace MLNet.ConvExtensions.Insight.Tests.Inspection;

/// <summary>Three classes of drawn photos, in which everything is wrong that an inspection looks for.</summary>
public sealed class InspectedFolder : IDisposable
{
    private const int PhotosEach = 10;

    private static readonly (string Name, SKColor Color)[] Classes =
    [
        ("blue", new SKColor(60, 80, 190)),
        ("green", new SKColor(70, 170, 60)),
        ("red", new SKColor(190, 70, 50)),
    ];

    private readonly TemporaryFolder _folder = new();

    public InspectedFolder()
    {
        for (int c = 0; c < Classes.Length; c++)
        {
            for (int i = 0; i < PhotosEach; i++)
                DrawnPhotos.Save(Photo(c, i), File(Classes[c].Name, $"{i:00}.jpg"));
        }

        DrawnPhotos.Save(Photo(0, 50), File("red", "wrong.jpg"));
        DrawnPhotos.Save(DrawnPhotos.Resize(Photo(1, 3), 0.66, 0.66), File("green", "copy-of-03.jpg"), 60);
        DrawnPhotos.Save(DrawnPhotos.Mirror(Photo(1, 4)), File("green", "mirror-of-04.png"));
        DrawnPhotos.Save(DrawnPhotos.Crop(Photo(1, 5), 0.1, 0.1, 0.85), File("green", "crop-of-05.jpg"));
        DrawnPhotos.Save(Photo(2, 6), File("blue", "red-06.jpg"));
        System.IO.File.Copy(File("red", "07.jpg"), File("red", "again-07.jpg"));
        System.IO.File.WriteAllBytes(File("red", "broken.jpg"), [0xFF, 0xD8, 1, 2, 3]);
        DrawnPhotos.Save(DrawnPhotos.Plain(SKColors.Gray), File("red", "empty.jpg"));
        DrawnPhotos.Save(DrawnPhotos.Draw(60, new SKColor(60, 60, 60), more: Veil(SKColors.Black)), File("red", "dark.png"));
        DrawnPhotos.Save(DrawnPhotos.Draw(61, new SKColor(195, 195, 195), more: Veil(SKColors.White)), File("red", "bright.png"));
        DrawnPhotos.Save(DrawnPhotos.Blur(Photo(2, 62), 8), File("red", "blurred.png"));
        DrawnPhotos.Save(DrawnPhotos.Resize(Photo(2, 63), 0.3, 0.3), File("red", "small.png"));
        DrawnPhotos.Save(DrawnPhotos.Draw(64, Classes[2].Color, 400, 90), File("red", "wide.png"));
        DrawnPhotos.Save(DrawnPhotos.Draw(65, SKColors.Gray), File("single", "alone.png"));
        Inspection = Inspect();
    }

    public ImageInspection Inspection { get; }

    public string Path => _folder.Path;

    public ImageInspection Inspect(ImageInspectionOptions? options = null)
    {
        var context = new MLContext(1);
        return context.Data.InspectImages(context.Data.LoadImageFolder(Path), Backbone.Embedded, options);
    }

    /// <summary>What was found of a photo.</summary>
    public IEnumerable<ImageFinding> Of(string name) =>
        Inspection.Findings.Where(f => System.IO.Path.GetFileName(Inspection.Images[f.Image].Path) == name);

    public void Dispose() => _folder.Dispose();

    private static SKBitmap Photo(int label, int number) => DrawnPhotos.Draw((100 * label) + number, Classes[label].Color);

    private static Action<SKCanvas> Veil(SKColor color) =>
        canvas =>
        {
            using var paint = new SKPaint { Color = color.WithAlpha(180) };
            canvas.DrawRect(0, 0, 500, 500, paint);
        };

    private string File(string label, string name) => System.IO.Path.Combine(Path, label, name);
}

/// <summary>The tests that share the folder, which is inspected once.</summary>
[CollectionDefinition(nameof(InspectedFolder))]
public sealed class InspectedFolderTests : ICollectionFixture<InspectedFolder>;

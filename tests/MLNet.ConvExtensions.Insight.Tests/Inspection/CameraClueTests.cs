using Microsoft.ML;
using MLNet.ConvExtensions.Insight.Inspection.Clues;
using MLNet.ConvExtensions.Insight.Inspection.Photos;
using MLNet.ConvExtensions.Tests.Support;
using SkiaSharp;

namespace MLNet.ConvExtensions.Insight.Tests.Inspection;

/// <summary>Cameras, as EXIF tags name them, that betray the class.</summary>
public sealed class CameraClueTests : IDisposable
{
    private static readonly SKColor Color = new(120, 140, 100);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_camera_of_one_class_alone_is_a_clue()
    {
        ClassClue clue = Clue((label, _) => label == "cat" ? "HyperFire 2" : "Trophy Cam");

        Assert.Equal(1, clue.Accuracy);
        Assert.True(clue.IsAboveChance);
    }

    [Fact]
    public void Photos_without_a_camera_among_those_of_one_are_told_by_that()
    {
        ClassClue clue = Clue((label, _) => label == "cat" ? "HyperFire 2" : null);

        Assert.Equal(1, clue.Accuracy);
        Assert.Equal([1, 1], clue.ClassAccuracies);
    }

    [Fact]
    public void Cameras_that_all_classes_share_betray_none()
    {
        ClassClue clue = Clue((_, photo) => photo % 2 == 0 ? "HyperFire 2" : "Trophy Cam");

        Assert.False(clue.IsAboveChance);
    }

    // Two classes to a camera, as many photos of one as of the other: half of the photos are told, where chance tells a quarter.
    [Theory]
    [InlineData(30)]
    [InlineData(100)]
    public void A_camera_of_two_classes_alike_tells_half_of_the_photos(int photosOfClass)
    {
        int[] labels = [.. Enumerable.Range(0, 4 * photosOfClass).Select(i => i % 4)];
        string[] cameras = [.. labels.Select(l => l < 2 ? "HyperFire 2" : "Trophy Cam")];

        ClassClue? clue = new ClueCheck(labels, classes: 4, labels.Length).OfNames("camera", cameras, isUnit: false);

        Assert.InRange(clue!.Accuracy, 0.38, 0.56);
        Assert.True(clue.IsAboveChance);
    }

    [Fact]
    public void Names_that_say_nothing_of_the_class_tell_no_more_than_chance()
    {
        var random = new Random(1);
        int[] labels = [.. Enumerable.Range(0, 400).Select(i => i % 4)];
        string[] cameras = [.. labels.Select(_ => $"{random.Next(100)}")];

        ClassClue? clue = new ClueCheck(labels, classes: 4, labels.Length).OfNames("camera", cameras, isUnit: false);

        Assert.False(clue!.IsAboveChance);
    }

    [Fact]
    public void Without_any_camera_there_is_no_such_clue()
    {
        Assert.DoesNotContain(Inspect((_, _) => null).Clues, c => c.Name == "camera");
    }

    [Theory]
    [InlineData("RECONYX", "HyperFire 2", "RECONYX HyperFire 2")]
    [InlineData("Canon", "Canon EOS 5D", "Canon EOS 5D")]
    [InlineData("", "Trophy Cam ", "Trophy Cam")]
    public void A_camera_is_named_by_make_and_model(string make, string model, string expected)
    {
        CameraPhotos.Save(_folder.File("photo.jpg"), 1, Color, make, model);

        Assert.Equal(expected, CameraName.Of(_folder.File("photo.jpg")));
    }

    [Fact]
    public void A_file_without_tags_or_with_damaged_ones_names_none()
    {
        CameraPhotos.Save(_folder.File("photo.jpg"), 1, Color, "RECONYX", "HyperFire 2");
        File.WriteAllBytes(_folder.File("damaged.jpg"), File.ReadAllBytes(_folder.File("photo.jpg"))[..24]);
        DrawnPhotos.Save(DrawnPhotos.Draw(1, Color), _folder.File("plain.jpg"));

        Assert.Null(CameraName.Of(_folder.File("damaged.jpg")));
        Assert.Null(CameraName.Of(_folder.File("plain.jpg")));
        Assert.Null(CameraName.Of(_folder.File("missing.jpg")));
    }

    private ClassClue Clue(Func<string, int, string?> camera) => Assert.Single(Inspect(camera).Clues, c => c.Name == "camera");

    private ImageInspection Inspect(Func<string, int, string?> camera)
    {
        foreach (string label in (string[])["cat", "dog"])
        {
            for (int i = 0; i < 12; i++)
            {
                string file = Path.Combine(_folder.Path, label, $"{i}.jpg");
                int seed = (100 * label[0]) + i;
                if (camera(label, i) is { } model)
                {
                    Directory.CreateDirectory(Path.GetDirectoryName(file)!);
                    CameraPhotos.Save(file, seed, Color, "RECONYX", model);
                }
                else
                {
                    DrawnPhotos.Save(DrawnPhotos.Draw(seed, Color), file);
                }
            }
        }

        var context = new MLContext(1);
        return context.Data.InspectImages(context.Data.LoadImageFolder(_folder.Path), Backbone.Embedded);
    }
}

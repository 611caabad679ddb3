using Microsoft.ML.Data;
using MLNet.ConvExtensions.Tests.Support;

namespace MLNet.ConvExtensions.Insight.Tests.Judging;

/// <summary>Robustness, measured with something that tells photos by how bright they are.</summary>
public sealed class RobustnessTests : IDisposable
{
    private static readonly string[] Classes = ["dark", "bright"];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void At_strength_0_the_accuracy_is_that_of_the_judgement()
    {
        ClassificationJudgement plain = Judge(Photos(8)),
            measured = ImageRobustness.Measure(plain, Predict, new RobustnessOptions { Corruptions = [ImageCorruption.Find("darkness")] });

        Assert.Null(plain.Robustness);
        RobustnessCurve curve = Assert.Single(measured.Robustness!.Curves);
        Assert.Equal(new RobustnessPoint(0, plain.Accuracy), curve.Points[0]);
        Assert.Equal([0, .. curve.Corruption.Strengths], curve.Points.Select(p => p.Strength));
        Assert.Equal(plain.Accuracy, measured.Robustness.InMemory);
        // In the dark everything is taken for dark: the half that is dark stays right.
        Assert.Equal((1.0, 0.5), (curve.Points[0].Accuracy.Value, curve.Points[^1].Accuracy.Value));
        Assert.Equal(curve.Points.Skip(1).Average(p => p.Accuracy.Value), curve.Kept, 1e-12);
    }

    [Fact]
    public void Numbers_depend_neither_on_threads_nor_on_the_run()
    {
        ClassificationJudgement plain = Judge(Photos(6));
        RobustnessOptions options = new()
        {
            Corruptions = [ImageCorruption.Find("noise").WithStrengths(0.5), ImageCorruption.Find("occlusion")],
        };
        double[][] runs =
        [
            .. ((int[])[1, 2, 2]).Select(threads =>
                ImageRobustness
                    .Measure(plain, Predict, options with { NumberOfThreads = threads })
                    .Robustness!.Curves.SelectMany(c => c.Points.Select(p => p.Accuracy.Value))
                    .ToArray()
            ),
        ];

        Assert.Equal(runs[0], runs[1]);
        Assert.Equal(runs[1], runs[2]);
    }

    [Fact]
    public void A_photo_that_is_gone_is_left_out_of_all_points_and_named()
    {
        string[] photos = Photos(4);
        ClassificationJudgement plain = Judge(photos);
        File.Delete(photos[0]);
        RobustnessJudgement measured = ImageRobustness
            .Measure(plain, Predict, new RobustnessOptions { Corruptions = [ImageCorruption.Find("blur")] })
            .Robustness!;

        Assert.Equal(3, measured.Photos);
        Assert.Equal(photos[0], Assert.Single(measured.Unread).Image);
        Assert.Contains(Path.GetFileName(photos[0]), measured.Unread[0].Reason, StringComparison.Ordinal);
        Assert.All(measured.Curves[0].Points, p => Assert.True(p.Accuracy.Value * 3 % 1 is < 1e-9 or > 1 - 1e-9));
        foreach (string photo in photos.Skip(1))
            File.Delete(photo);
        Assert.Contains(
            "None of the 4 photos",
            Assert.Throws<ArgumentException>(() => ImageRobustness.Measure(plain, Predict)).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void What_the_model_says_nothing_of_is_named_with_its_photo()
    {
        ClassificationJudgement plain = Judge(Photos(2));
        int asked = 0;
        RobustnessJudgement measured = ImageRobustness
            .Measure(
                plain,
                image => Interlocked.Increment(ref asked) == 1 ? throw new ImageInputException("numbers are missing") : Predict(image),
                new RobustnessOptions { Corruptions = [ImageCorruption.Find("blur")], NumberOfThreads = 1 }
            )
            .Robustness!;

        Assert.Contains("numbers are missing", Assert.Single(measured.Unread).Reason, StringComparison.Ordinal);
        Assert.Contains(measured.Unread[0].Image, measured.Unread[0].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Fewer_photos_are_drawn_by_the_seed_and_progress_is_told()
    {
        var told = new List<int>();
        ClassificationJudgement plain = Judge(Photos(8));
        RobustnessJudgement measured = ImageRobustness
            .Measure(
                plain,
                Predict,
                new RobustnessOptions
                {
                    Corruptions = [ImageCorruption.Find("blur")],
                    MostPhotos = 3,
                    NumberOfThreads = 1,
                    Progress = new Told(told),
                }
            )
            .Robustness!;

        Assert.Equal(3, measured.Photos);
        Assert.Equal([1, 2, 3], told);
    }

    [Fact]
    public void It_can_be_stopped()
    {
        using var stop = new CancellationTokenSource();
        ClassificationJudgement plain = Judge(Photos(4));
        Assert.ThrowsAny<OperationCanceledException>(() =>
            ImageRobustness.Measure(
                plain,
                image =>
                {
                    stop.Cancel();
                    return Predict(image);
                },
                cancellationToken: stop.Token
            )
        );
    }

    [Fact]
    public void Options_out_of_range_are_named()
    {
        ClassificationJudgement plain = Judge(Photos(2));
        (RobustnessOptions Options, string Message)[] cases =
        [
            (new() { PhotoSide = 3 }, "RobustnessOptions.PhotoSide is 3; allowed: 16 to 4096."),
            (new() { MostPhotos = 0 }, "RobustnessOptions.MostPhotos is 0; allowed: 1 or more, or null."),
            (new() { NumberOfThreads = 0 }, "RobustnessOptions.NumberOfThreads is 0; allowed: 1 or more, or null."),
            (new() { Corruptions = [] }, "RobustnessOptions.Corruptions is []; allowed: one or more."),
            (
                new() { Corruptions = [ImageCorruption.Find("blur"), ImageCorruption.Find("blur")] },
                "RobustnessOptions.Corruptions is [blur, blur]; allowed: 'blur' once."
            ),
        ];
        Assert.All(
            cases,
            c =>
                Assert.StartsWith(
                    c.Message,
                    Assert.Throws<ArgumentException>(() => ImageRobustness.Measure(plain, Predict, c.Options)).Message,
                    StringComparison.Ordinal
                )
        );
    }

    /// <summary>Dark and bright photos in turn.</summary>
    private string[] Photos(int count) =>
        [
            .. Enumerable
                .Range(0, count)
                .Select(i =>
                {
                    byte value = (byte)(i % 2 == 0 ? 40 : 180);
                    using MLImage image = MLImage.CreateFromPixels(
                        24,
                        20,
                        MLPixelFormat.Rgba32,
                        [.. Enumerable.Range(0, 24 * 20).SelectMany(_ => (byte[])[value, value, value, 255])]
                    );
                    return _folder.Write($"photo{i}.jpg", PhotoThumbnail.Jpeg(image));
                }),
        ];

    private static ClassificationJudgement Judge(string[] photos) =>
        ClassificationJudgement.Of(
            Classes,
            [
                .. photos.Select(
                    (path, i) =>
                    {
                        using MLImage image = ImageReader.Load(path);
                        return JudgedPhoto.Of(Predict(image), i % 2, path);
                    }
                ),
            ]
        );

    private static ImagePrediction Predict(MLImage image)
    {
        double mean = image.Pixels.ToArray().Where((_, i) => i % 4 != 3).Average(v => v);
        float bright = (float)(1 / (1 + Math.Exp((110 - mean) / 10)));
        return ImagePrediction.FromScores(Classes, [1 - bright, bright]);
    }

    private sealed class Told(List<int> photos) : IProgress<RobustnessProgress>
    {
        public void Report(RobustnessProgress value)
        {
            lock (photos)
                photos.Add(value.Photos);
        }
    }
}

using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.Tests.Support;

namespace MLNet.ConvExtensions.Tests.Videos;

public sealed class VideoReaderTests : IDisposable
{
    private static readonly byte[] Ground = [20, 40, 200];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <remarks>The pixels and durations are those that Pillow finds: see make_animations.py.</remarks>
    [Theory]
    [InlineData("square.gif")]
    [InlineData("square.webp")]
    public void Every_frame_of_an_animation_is_the_picture_that_Pillow_sees(string name)
    {
        List<VideoFrame> frames = Read(Shipped(name), new VideoOptions { FramesPerSecond = null });
        Assert.Equal([0, 0.1, 0.5, 1], frames.Select(f => f.Time!.Value.TotalSeconds));
        Assert.Equal([0, 1, 2, 3], frames.Select(f => f.Number));
        for (int i = 0; i < 4; i++)
        {
            Assert.Equal((16, 12), (frames[i].Image.Width, frames[i].Image.Height));
            for (int place = 0; place < 4; place++)
                Assert.Equal(place == i ? [250, (byte)(60 * i), 0] : Ground, Pixel(frames[i].Image, 1 + (4 * place), 5));
            Assert.Equal(Ground, Pixel(frames[i].Image, 0, 0));
        }
    }

    [Theory]
    [InlineData(1, new[] { 0, 3 })]
    [InlineData(2, new[] { 0, 2, 3, 3 })]
    [InlineData(0.4, new[] { 0 })]
    [InlineData(10, new[] { 0, 1, 1, 1, 1, 2, 2, 2, 2, 2, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3 })]
    public void The_frames_of_a_rate_are_those_that_are_shown_at_its_moments(double rate, int[] expected)
    {
        List<VideoFrame> frames = Read(Shipped("square.gif"), new VideoOptions { FramesPerSecond = rate });
        Assert.Equal(expected, frames.Select(Place));
        Assert.Equal(Enumerable.Range(0, expected.Length).Select(i => i / rate), frames.Select(f => f.Time!.Value.TotalSeconds));
        Assert.Single(Read(Shipped("square.gif"), new VideoOptions { FramesPerSecond = rate, MostFrames = 1 }));
    }

    [Fact]
    public void A_folder_has_its_frames_in_the_order_of_their_numbers()
    {
        int[] order = [1, 2, 10, 11, 100];
        foreach (int number in order)
            _folder.Write($"frame{number}.png", TestImages.Png(number, 10 + number, 20));
        _folder.Write(".hidden.png", [1]);
        _folder.Write("notes.txt", [1]);
        List<VideoFrame> frames = Read(_folder.File(""), new VideoOptions());
        Assert.Equal(order.Select(n => 10 + n), frames.Select(f => f.Image.Width));
        Assert.All(frames, f => Assert.Null(f.Time));
        Assert.Equal(2, Read(_folder.File(""), new VideoOptions { MostFrames = 2 }).Count);
    }

    [SkippableTheory]
    [InlineData(1.0, new[] { 0, 1, 2 })]
    [InlineData(2.0, new[] { 0, 0, 1, 1, 2, 2 })]
    public void Other_videos_are_read_by_FFmpeg(double rate, int[] expected)
    {
        RequireFfmpeg();

        // One second each of red, green and blue, ten frames a second.
        List<VideoFrame> frames = Read(Shipped("colors.avi"), new VideoOptions { FramesPerSecond = rate });
        Assert.Equal(expected, frames.Select(f => Array.IndexOf(Pixel(f.Image, 16, 12), Pixel(f.Image, 16, 12).Max())));
        Assert.All(frames, f => Assert.Equal((32, 24), (f.Image.Width, f.Image.Height)));
        Assert.Equal(frames.Select(f => f.Number / rate), frames.Select(f => f.Time!.Value.TotalSeconds));
        Assert.Equal(30, Read(Shipped("colors.avi"), new VideoOptions { FramesPerSecond = null }).Count);
        Assert.Equal(7, Read(Shipped("colors.avi"), new VideoOptions { FramesPerSecond = null, MostFrames = 7 }).Count);
    }

    [SkippableFact]
    public void What_FFmpeg_can_not_read_is_told_in_its_words()
    {
        RequireFfmpeg();
        string name = _folder.File("-i broken.mp4");
        File.WriteAllText(name, "no video");
        ImageInputException e = Assert.Throws<ImageInputException>(() => Read(name, new VideoOptions()));
        Assert.StartsWith($"The video '{name}' can't be read; FFmpeg says: ", e.Message);
        e = Assert.Throws<ImageInputException>(() => Read(Shipped("colors.avi"), new VideoOptions { MaxPixels = 100 }));
        Assert.Contains("has frames of 32x24 pixels; up to 100 are allowed (option MaxPixels)", e.Message);
    }

    [Fact]
    public void Without_FFmpeg_the_error_says_what_else_can_be_read()
    {
        var options = new VideoOptions { Ffmpeg = "no-such-program" };
        ImageInputException e = Assert.Throws<ImageInputException>(() => Read(Shipped("colors.avi"), options));
        Assert.Contains("is read by FFmpeg, and there is no program 'no-such-program' here", e.Message);
        Assert.Contains("animated GIF or WebP, or a folder of frames", e.Message);
    }

    [Fact]
    public void What_is_wrong_with_a_video_or_an_option_is_named()
    {
        Assert.Contains("There is no video 'none.gif'", Assert.Throws<ImageInputException>(() => Read("none.gif", new())).Message);
        string empty = Directory.CreateDirectory(_folder.File("empty")).FullName;
        Assert.Contains($"The video '{empty}' has no frames", Assert.Throws<ImageInputException>(() => Read(empty, new())).Message);
        byte[] whole = File.ReadAllBytes(Shipped("square.gif"));
        foreach (int length in (int[])[0, 5, 60, whole.Length / 2])
        {
            string cut = _folder.File($"cut{length}.gif");
            File.WriteAllBytes(cut, whole[..length]);
            Assert.Contains(cut, Assert.Throws<ImageInputException>(() => Read(cut, new() { FramesPerSecond = null })).Message);
        }

        Assert.Contains(
            "MaxPixels",
            Assert.Throws<ImageInputException>(() => Read(Shipped("square.gif"), new() { MaxPixels = 20 })).Message
        );
        Assert.Throws<ArgumentException>(() => VideoReader.ReadFrames("x.gif", new() { FramesPerSecond = 0 }));
        Assert.Throws<ArgumentException>(() => VideoReader.ReadFrames("x.gif", new() { FramesPerSecond = double.NaN }));
        Assert.Throws<ArgumentException>(() => VideoReader.ReadFrames("x.gif", new() { MostFrames = 0 }));
    }

    [Fact]
    public void A_folder_of_videos_is_a_row_for_each_frame_and_its_videos_are_judged_as_a_whole()
    {
        foreach (string group in (string[])["left", "right"])
        {
            Directory.CreateDirectory(_folder.File($"videos/{group}/walk"));
            string animation = group == "left" ? "square.gif" : "square.webp";
            File.Copy(Shipped(animation), _folder.File($"videos/{group}/{animation}"));
            for (int i = 0; i < 3; i++)
                _folder.Write($"videos/{group}/walk/{i}.png", TestImages.Png(group.Length, 30, 20));
        }

        var ml = new MLContext(1);
        IDataView frames = ml.Data.LoadVideoFolder(_folder.File("videos"), new VideoOptions { FramesPerSecond = 2 });
        Assert.Equal([.. Enumerable.Repeat("left", 7), .. Enumerable.Repeat("right", 7)], frames.GetColumn<string>("Label"));
        Assert.Equal([0, 1, 2, 3, 0, 1, 2], frames.GetColumn<int>("Frame").Take(7));
        Assert.Equal([0, 0.5f, 1, 1.5f, float.NaN, float.NaN, float.NaN], frames.GetColumn<float>("Seconds").Take(7));

        IEstimator<ITransformer> pipeline = ml
            .Transforms.Conversion.MapValueToKey("Label")
            .Append(ml.Transforms.ConvFeatures("Features", "Image", Tiny.Backbone))
            .AppendCacheCheckpoint(ml)
            .Append(
                ml.MulticlassClassification.Trainers.BurstEnsemble(
                    ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy(),
                    groupColumnName: "VideoPath"
                )
            );
        IDataView scored = pipeline.Fit(frames).Transform(frames);
        float[][] scores = [.. scored.GetColumn<float[]>("Score")];
        Assert.Equal(14, scores.Length);
        Assert.All(scores[..4], s => Assert.Equal(scores[0], s));
    }

    [Fact]
    public void Frames_that_lie_outside_of_a_folder_of_their_own_are_refused()
    {
        var ml = new MLContext(1);
        Assert.Throws<DirectoryNotFoundException>(() => ml.Data.LoadVideoFolder(_folder.File("none")));
        Directory.CreateDirectory(_folder.File("videos/left"));
        Assert.Contains(
            "holds no video",
            Assert.Throws<ImageInputException>(() => ml.Data.LoadVideoFolder(_folder.File("videos"))).Message
        );
        _folder.Write("videos/left/frame.png", TestImages.Png(1));
        Assert.Contains(
            "a folder of their own",
            Assert.Throws<ImageInputException>(() => ml.Data.LoadVideoFolder(_folder.File("videos"))).Message
        );
        _folder.Write("videos/outside.mp4", [1]);
        Assert.Contains(
            "outside of the class folders",
            Assert.Throws<ImageInputException>(() => ml.Data.LoadVideoFolder(_folder.File("videos"))).Message
        );
    }

    private static string Shipped(string name) => Path.Combine(AppContext.BaseDirectory, "Data", "videos", name);

    private static List<VideoFrame> Read(string path, VideoOptions options) => [.. VideoReader.ReadFrames(path, options)];

    /// <summary>Where the square is, from 0.</summary>
    private static int Place(VideoFrame frame) => Enumerable.Range(0, 4).Single(p => Pixel(frame.Image, 1 + (4 * p), 5)[0] == 250);

    private static byte[] Pixel(MLImage image, int x, int y) => image.Pixels.Slice(4 * ((y * image.Width) + x), 3).ToArray();

    private static void RequireFfmpeg() =>
        Skip.IfNot(
            (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(p => File.Exists(Path.Combine(p, "ffmpeg"))),
            "FFmpeg isn't installed."
        );
}

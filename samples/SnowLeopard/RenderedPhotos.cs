using SkiaSharp;
using Spectre.Console;

namespace SnowLeopard;

/// <summary>
/// A small set of photos in the manner of camera traps, drawn by this program: mountains, snow and rocks by day and by night, in some
/// of them a spotted snow leopard or a plain ibex, often partly hidden. Leopards are rare, as they are in the mountains.
/// </summary>
internal static class RenderedPhotos
{
    /// <summary>One more whenever the drawing changes, so that photos of older versions aren't taken for new ones.</summary>
    private const int DrawingVersion = 1;

    private const int Width = 192;
    private const int Height = 144;

    private static readonly (string Class, int Count)[] Classes = [("snow_leopard", 40), ("ibex", 80), ("empty", 200)];

    /// <summary>The folder of the photos, which are drawn if they aren't there yet.</summary>
    public static DirectoryInfo Folder(int seed)
    {
        string parent = Parent().FullName;
        string root = Path.Combine(parent, $"photos-v{DrawingVersion}-seed{seed}");
        if (Directory.Exists(root))
            return new DirectoryInfo(root);

        // Drawn elsewhere and then renamed: the folder is complete as soon as it is there, also when two programs draw at once.
        DirectoryInfo drawing = Directory.CreateDirectory(Path.Combine(parent, Path.GetRandomFileName()));
        try
        {
            DrawAll(drawing, seed);
            Directory.Move(drawing.FullName, root);
        }
        catch (IOException) when (Directory.Exists(root))
        {
            // Another program was first, and its photos are the same.
        }
        finally
        {
            if (Directory.Exists(drawing.FullName))
                drawing.Delete(recursive: true);
        }

        return new DirectoryInfo(root);
    }

    private static DirectoryInfo Parent()
    {
        string user = Environment.GetFolderPath(
            Environment.SpecialFolder.LocalApplicationData,
            Environment.SpecialFolderOption.DoNotVerify
        );
        try
        {
            if (user.Length > 0)
                return Directory.CreateDirectory(Path.Combine(user, "snow-leopard-sample"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Accounts of services may name a home that they don't have.
        }

        return Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), $"snow-leopard-sample-{Environment.UserName}"));
    }

    private static void DrawAll(DirectoryInfo root, int seed) =>
        AnsiConsole
            .Progress()
            .Start(progress =>
            {
                ProgressTask task = progress.AddTask("drawing photos", maxValue: Classes.Sum(c => c.Count));
                foreach ((string name, int count) in Classes)
                {
                    DirectoryInfo folder = root.CreateSubdirectory(name);
                    Parallel.For(
                        0,
                        count,
                        i =>
                        {
                            Draw(name, HashCode(seed, name, i), Path.Combine(folder.FullName, $"IMG_{i:0000}.png"));
                            lock (task)
                                task.Increment(1);
                        }
                    );
                }
            });

    // The framework's own string hash differs from run to run.
    private static int HashCode(int seed, string name, int i) => unchecked((name.Aggregate(17, (h, c) => h * 31 + c) * 31 + seed) * 31 + i);

    private static void Draw(string kind, int seed, string path)
    {
        var random = new Random(seed);
        bool night = random.NextDouble() < 0.4;
        var canvas = new Canvas(Width, Height, random);
        Terrain.Draw(canvas, random);
        if (kind != "empty")
            Animal.Draw(canvas, random, spotted: kind == "snow_leopard");
        Terrain.DrawForeground(canvas, random);
        canvas.Finish(night);

        using var bitmap = new SKBitmap(new SKImageInfo(Width, Height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        canvas.CopyTo(bitmap);
        using SKImage image = SKImage.FromBitmap(bitmap)!;
        using SKData data = image.Encode(SKEncodedImageFormat.Png, 100)!;
        using FileStream stream = File.Create(path);
        data.SaveTo(stream);
    }
}

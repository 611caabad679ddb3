using MLNet.ConvExtensions;
using SkiaSharp;
using SnowLeopard;

namespace CameraTraps;

/// <summary>Cards that the sample draws: eight sites, each with its own mountain, and a few photos an event.</summary>
internal static class DrawnCards
{
    private const int Width = 192,
        Height = 144,
        EventsAtSite = 12;

    private static readonly string[] Classes = ["snow_leopard", "ibex", "empty", "empty"];

    /// <returns>The folder of sorted photos, that of new ones, the list of deployments, the animal that is looked for.</returns>
    public static (string Sorted, string Fresh, string List, string Animal) Draw(string folder)
    {
        var lines = new List<string> { "Deployment,Site,Latitude,Longitude,ClockOffset" };
        Parallel.For(0, 8, site => DrawSite(folder, site));
        for (int site = 0; site < 8; site++)
            lines.Add(
                FormattableString.Invariant(
                    $"D{site},valley {site},{42.1 + (site * 0.01):0.00},{75.3 + (site * 0.02):0.00},{(site == 3 ? "01:00:00" : "")}"
                )
            );
        string list = Path.Combine(folder, "deployments.csv");
        File.WriteAllLines(list, lines);
        return (Path.Combine(folder, "sorted"), Path.Combine(folder, "new"), list, "snow_leopard");
    }

    /// <summary>The drawn photos are known, in their names: says how many events of the animal were found, and fails if it is too few.</summary>
    public static void Check(CameraTrapEvent[] events, CameraTrapImage[] seen, string animal, string folder)
    {
        var truth = seen.ToLookup(s => s.Media.Event!, s => s.Media.File.Contains(animal, StringComparison.Ordinal));
        CameraTrapEvent[] real = [.. events.Where(e => truth[e.Name].First())];
        int found = real.Count(e => e.Label == animal);
        Console.WriteLine($"Of {real.Length} events of {animal} {found} are found, at sites that nothing was learned from.");
        Directory.Delete(folder, recursive: true);
        if (found < 0.8 * real.Length)
            throw new InvalidOperationException($"Only {found} of {real.Length} events were found.");
    }

    private static void DrawSite(string folder, int site)
    {
        bool isNew = site >= 6;
        var random = new Random(100 + site);
        var time = new DateTime(2026, 5, 1, 6, 0, 0);
        int number = 0;
        for (int i = 0; i < EventsAtSite; i++)
        {
            string kind = Classes[i % Classes.Length];
            string card = isNew ? Path.Combine(folder, "new", $"D{site}") : Path.Combine(folder, "sorted", $"D{site}", kind);
            Directory.CreateDirectory(card);
            time += TimeSpan.FromMinutes(random.Next(40, 400));
            bool night = random.NextDouble() < 0.4;
            int frames = random.Next(1, 4);
            for (int frame = 0; frame < frames; frame++)
            {
                string name = isNew ? $"IMG_{number++:0000}-{kind}.jpg" : $"IMG_{number++:0000}.jpg";
                byte[] photo = ExifTime.Add(Photo(site, kind, random, night), time);
                File.WriteAllBytes(Path.Combine(card, name), photo);
                time += TimeSpan.FromSeconds(random.Next(1, 10));
            }
        }
    }

    private static byte[] Photo(int site, string kind, Random random, bool night)
    {
        var canvas = new Canvas(Width, Height, random);
        Terrain.Draw(canvas, new Random(site));
        if (kind != "empty")
            Animal.Draw(canvas, random, spotted: kind == "snow_leopard");
        canvas.Finish(night);
        using var bitmap = new SKBitmap(new SKImageInfo(Width, Height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        canvas.CopyTo(bitmap);
        using SKData data = bitmap.Encode(SKEncodedImageFormat.Jpeg, 90);
        return data.ToArray();
    }
}

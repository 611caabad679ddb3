using System.Diagnostics;

namespace MLNet.ConvExtensions.CameraTraps.Tests.Formats;

/// <summary>
/// As many photos as take too long for every run: CONV_FORMATS names a folder, where check_formats.py then finds them, and CONV_FORMATS_COUNT
/// how many.
/// </summary>
public sealed class ManyPhotosTests
{
    [SkippableTheory]
    [InlineData(true)]
    [InlineData(false)]
    public void All_formats_hold_many_photos_in_flat_memory(bool boxes)
    {
        string? folder = Environment.GetEnvironmentVariable("CONV_FORMATS");
        Skip.If(folder is null, "CONV_FORMATS names no folder");
        int count = int.Parse(Environment.GetEnvironmentVariable("CONV_FORMATS_COUNT") ?? "100000");
        folder = Path.Combine(folder!, boxes ? "boxes" : "whole");
        Directory.CreateDirectory(folder);
        Dictionary<string, Func<string, CameraTrapWriter>> writers = new()
        {
            ["found.json"] = f =>
                MegaDetectorFile.Create(f, new MegaDetectorHeader { Detector = boxes ? "MDV5A" : null, Classes = PhotoGenerator.Classes }),
            ["timelapse.csv"] = f => TimelapseFile.Create(f),
            ["photos.csv"] = f => CameraTrapCsv.Create(f, PhotoGenerator.Classes),
            ["photos.jsonl"] = CameraTrapJson.Create,
            ["package"] = f => CamtrapPackage.Create(f, CamtrapPackageTests.Options),
        };
        foreach ((string name, Func<string, CameraTrapWriter> create) in writers)
        {
            string file = Path.Combine(folder, name);
            var clock = Stopwatch.StartNew();
            long early = 0,
                late = 0;
            using (CameraTrapWriter writer = create(file))
            {
                foreach (CameraTrapImage photo in new PhotoGenerator(11) { HasBoxes = boxes }.Photos(count))
                {
                    writer.Append(photo);
                    if (writer.Count == count / 10)
                        early = GC.GetTotalMemory(forceFullCollection: true);
                }

                late = GC.GetTotalMemory(forceFullCollection: true);
                writer.Complete();
            }

            TimeSpan wrote = clock.Elapsed;
            clock.Restart();
            long read = Read(file).LongCount();
            string line = FormattableString.Invariant(
                $"{folder} {name}: {count} photos, written in {wrote.TotalSeconds:0.0} s, read in {clock.Elapsed.TotalSeconds:0.0} s, {(late - early) / (0.9 * count):0} bytes more a photo"
            );
            File.AppendAllText(Path.Combine(folder, "..", "figures.txt"), line + "\n");
            Assert.Equal(count, read);
            // What tells whether a photo or an event comes twice.
            Assert.InRange(late - early, long.MinValue, 100L * count);
        }
    }

    private static IEnumerable<CameraTrapImage> Read(string file) =>
        Path.GetFileName(file) switch
        {
            "found.json" => MegaDetectorFile.Read(file),
            "timelapse.csv" => TimelapseFile.Read(file),
            "photos.csv" => CameraTrapCsv.Read(file),
            "package" => CamtrapPackage.Read(file),
            _ => CameraTrapJson.Read(file),
        };
}

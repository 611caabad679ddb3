using System.Formats.Tar;
using Microsoft.ML;
using MLNet.ConvExtensions.Tests.Support;

namespace MLNet.ConvExtensions.Training.Tests.Trainers.FineTuning;

/// <summary>Some real photos of four wild cats, unpacked once.</summary>
public sealed class WildCats : IDisposable
{
    private const int PhotosToLearn = 10,
        PhotosToJudge = 5;

    private static readonly string[] Kinds = ["caracal", "cheetah", "snow_leopard", "tiger"];

    private readonly Lazy<DirectoryInfo> _folder = new(Unpack);

    /// <summary>Photos to learn from, or to judge by: paths, with keys. Skips the test where they are absent.</summary>
    public IDataView Photos(MLContext ml, bool judge)
    {
        string set = SharedData.Require("data", "wildcats");
        Assert.NotNull(set);
        IDataView keys = ml.Data.LoadFromEnumerable(Kinds.Select(k => new Photo { Label = k }));
        IDataView photos = ml.Data.LoadFromEnumerable(
            Kinds.SelectMany(kind =>
                Directory
                    .GetFiles(Path.Combine(_folder.Value.FullName, kind))
                    .Order(StringComparer.Ordinal)
                    .Skip(judge ? PhotosToLearn : 0)
                    .Take(judge ? PhotosToJudge : PhotosToLearn)
                    .Select(path => new Photo { Path = path, Label = kind })
            )
        );
        return ml
            .Transforms.Conversion.MapValueToKey("Label", keyData: ml.Transforms.SelectColumns("Label").Fit(keys).Transform(keys))
            .Fit(photos)
            .Transform(photos);
    }

    public void Dispose()
    {
        if (_folder.IsValueCreated)
            _folder.Value.Delete(recursive: true);
    }

    private static DirectoryInfo Unpack()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("mlnetconv-wildcats-");
        var counts = Kinds.ToDictionary(k => k, _ => 0);
        using FileStream stream = File.OpenRead(Directory.GetFiles(SharedData.Require("data", "wildcats"), "*.tar").Single());
        using var tar = new TarReader(stream);
        while (tar.GetNextEntry() is { } entry)
        {
            string kind = entry.Name.Split('/', StringSplitOptions.RemoveEmptyEntries)[0];
            if (
                entry.EntryType is TarEntryType.Directory
                || !counts.TryGetValue(kind, out int count)
                || count == PhotosToLearn + PhotosToJudge
            )
                continue;
            counts[kind]++;
            folder.CreateSubdirectory(kind);
            entry.ExtractToFile(Path.Combine(folder.FullName, kind, Path.GetFileName(entry.Name)), overwrite: true);
        }

        return folder;
    }

    private sealed class Photo
    {
        public string Path { get; set; } = "";

        public string Label { get; set; } = "";
    }
}

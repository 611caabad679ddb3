using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using MLNet.ConvExtensions.Tool.Cli;
using MLNet.ConvExtensions.Tool.FeatureTables;
using MLNet.ConvExtensions.Tool.Images;

namespace MLNet.ConvExtensions.Tool.Commands.Search;

/// <summary>Finds the images that are most similar to some photos.</summary>
internal sealed class SearchJob(TextWriter output, TextWriter error)
{
    // File names are for people to read, and nothing here goes into a web page.
    private static readonly JsonSerializerOptions Format = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public required string[] Photos { get; init; }

    public int Top { get; init; }

    public NeighborDistance Distance { get; init; }

    public bool IsApproximate { get; init; }

    /// <summary>Where features are kept; null for nowhere.</summary>
    public FileInfo? Index { get; init; }

    /// <summary>The page to write; null for none.</summary>
    public FileInfo? Page { get; init; }

    public bool Json { get; init; }

    public int? Threads { get; init; }

    /// <summary>The folder or list; null where there is a file of features alone.</summary>
    public ImagesArgument? Images { get; init; }

    /// <summary>Computes features; null where they come from a file.</summary>
    public ImageFeatures? Network { get; init; }

    /// <summary>Looks at the options, before anything is computed.</summary>
    /// <exception cref="UsageException">One can't be met.</exception>
    public void Check()
    {
        if (Top < 1)
            throw new UsageException($"--top is {Top}; allowed: 1 or more.");
        if (IsApproximate && Distance == NeighborDistance.L1)
            throw new UsageException("--distance is 'l1'; allowed with --approximate: cosine, l2.");
        if (Page is not null && !Page.Extension.Equals(".html", StringComparison.OrdinalIgnoreCase))
            throw new UsageException($"--out is '{Page.Name}'; the name must end in .html.");
        if (Index is not null && Network is null)
            throw new UsageException("--index keeps what a network computes; with --features there is nothing to keep.");
        OutputFiles.Check([("--out", Page), ("--index", Index)], Images);
    }

    /// <param name="read">Reads the images' features.</param>
    /// <param name="stop">Stops it.</param>
    public void Run(Func<FeatureTable> read, CancellationToken stop)
    {
        Images?.Check();
        (SimilarityIndex index, string[] paths) = Open(read, stop);
        float[][] queries = Features(index, paths, stop);
        var found = new List<FoundPhotos>();
        for (int i = 0; i < Photos.Length; i++)
            found.Add(Find(index, paths, Photos[i], queries[i]));
        if (Page is not null)
            SearchPage.Save(Page, index.Count, found);
        if (Json)
        {
            output.WriteLine(JsonSerializer.Serialize(found, Format));
            return;
        }

        foreach (FoundPhotos photo in found)
        {
            output.WriteLine(photo.Photo);
            foreach (FoundPhoto each in photo.Similar)
                output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {each.Distance, 8:0.0000}  {each.Name}"));
        }

        if (Page is not null)
            output.WriteLine(Page.FullName);
    }

    private (SimilarityIndex Index, string[] Paths) Open(Func<FeatureTable> read, CancellationToken stop)
    {
        ImageSource? source = Index is null ? null : new ImageSource(Images!);
        string identity = source is null ? "" : Identity(source);
        if (Index?.Exists == true)
        {
            SimilarityIndex kept = SimilarityIndex.Load(Index.FullName);
            if (kept.Identity == identity)
                return (kept, [.. kept.Names.Select(source!.PathOf)]);
            error.WriteLine($"mlconv: The index '{Index.FullName}' is of other images, another network or other options; it is made anew.");
        }

        FeatureTable table = read();
        var rows = new NeighborSearch(table.Values, table.Dimension, Distance);
        SimilarityIndex? index = null;
        int done = 0;
        new Progress(error).Show(
            $"graph of {table.Count} images",
            table.Count,
            0,
            step =>
            {
                var options = new SimilarityIndexOptions
                {
                    IsApproximate = IsApproximate,
                    NumberOfThreads = Threads,
                    Identity = identity,
                    Progress = new Steps(now =>
                    {
                        for (; done < now; done++)
                            step();
                    }),
                };
                index = SimilarityIndex.Create(rows, table.Names, options, stop);
            }
        );
        if (Index is not null)
            index!.Save(Index.FullName);
        return (index!, table.Paths);
    }

    /// <summary>Tells images, network and options from any others: the images' files by size and time.</summary>
    private string Identity(ImageSource source)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Add($"{Distance} {IsApproximate} {Network!.Layer} {Network.SkipBad}");
        hash.AppendData(SHA256.HashData(Network.Backbone.Network.ToBytes()));
        Add(JsonSerializer.Serialize(Network.Backbone.GetPreprocessing(out _)));
        foreach (string name in source.Read())
        {
            var file = ImageFile.Now(name, source.PathOf(name));
            Add(FormattableString.Invariant($"{name}\0{file.Size}\0{file.Time?.Ticks}"));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());

        void Add(string text) => hash.AppendData(Encoding.UTF8.GetBytes(text + "\n"));
    }

    /// <summary>The photos' features: of a name among the images the image's own, else the network's.</summary>
    private float[][] Features(SimilarityIndex index, string[] paths, CancellationToken stop)
    {
        Dictionary<string, int> known = [];
        for (int i = 0; i < index.Count; i++)
        {
            known.TryAdd(index.Names[i], i);
            known.TryAdd(Path.GetFullPath(paths[i]), i);
        }

        int[] rows = [.. Photos.Select(p => known.GetValueOrDefault(p, known.GetValueOrDefault(Path.GetFullPath(p), -1)))];
        string[] others = [.. Photos.Where((_, i) => rows[i] < 0)];
        if (others.Length > 0 && Network is null)
            throw new UsageException(
                $"'{others[0]}' is none of the images of the file of features; without a network no others can be searched for."
            );
        var result = new float[Photos.Length][];
        FeatureTable? table = others.Length == 0 ? null : Network!.Compute(others, others, stop);
        if (table?.Count < others.Length)
            throw new ImageInputException($"'{others.Except(table.Names).First()}' can't be read.");
        int next = 0;
        for (int i = 0; i < result.Length; i++)
            result[i] =
                rows[i] >= 0
                    ? index.FeaturesOf(rows[i]).ToArray()
                    : table!.Values.AsSpan(next++ * table.Dimension, table.Dimension).ToArray();
        return result;
    }

    /// <summary>The most similar images, without the photo itself.</summary>
    private FoundPhotos Find(SimilarityIndex index, string[] paths, string photo, float[] features)
    {
        string path = Path.GetFullPath(photo);
        IEnumerable<SimilarRow> found = index
            .Find(features, Math.Min(index.Count, Top + 1))
            .Where(f => f.Name != photo && Path.GetFullPath(paths[f.Row]) != path)
            .Take(Top);
        string shown = Array.Find(index.Names.Zip(paths).ToArray(), p => p.First == photo).Second ?? photo;
        return new FoundPhotos(photo, shown, [.. found.Select(f => new FoundPhoto(f.Name, paths[f.Row], f.Distance))]);
    }

    private sealed class Steps(Action<int> report) : IProgress<int>
    {
        public void Report(int value) => report(value);
    }
}

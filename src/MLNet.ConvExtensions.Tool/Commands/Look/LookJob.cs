using System.Globalization;
using CsvHelper;
using MLNet.ConvExtensions.Tool.Commands.Predict;

namespace MLNet.ConvExtensions.Tool.Commands.Look;

/// <summary>Looks into a network, and writes what it sees.</summary>
internal sealed class LookJob(DirectoryInfo folder, TextWriter output, TextWriter error)
{
    /// <summary>As many layers are shown where none are named.</summary>
    private const int UsualLayers = 6;

    private const int Strongest = 9;

    private static readonly string[] Heads =
    [
        "layer",
        "unit",
        "mean",
        "deviation",
        "min",
        "max",
        "active",
        "dead",
        .. Enumerable.Range(1, Strongest).SelectMany(i => (string[])[$"image {i}", $"value {i}"]),
    ];

    public required Backbone Backbone { get; init; }

    /// <summary>The photo whose feature maps are shown; null for none.</summary>
    public string? Photo { get; init; }

    /// <summary>The images that units are tried on; null for none.</summary>
    public NamedImages? Images { get; init; }

    /// <summary>The layers that are looked at; null for some of all.</summary>
    public IReadOnlyList<string>? Layers { get; init; }

    /// <summary>The unit whose strongest images are shown; null for those that stand out.</summary>
    public int? Unit { get; init; }

    public int? Threads { get; init; }

    /// <returns>Whether all images could be read.</returns>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public bool Run(CancellationToken stop)
    {
        var page = new LookPage(Backbone);
        string graph = NetworkDrawing.ToSvg(Backbone.Network);
        Write("graph.svg", file => File.WriteAllText(file, graph));
        page.AddGraph(graph);
        IReadOnlyList<LayerKernels> kernels = LayerKernels.Of(Backbone.Network, blueFirst: Backbone.Preprocessing?.BlueFirst == true);
        page.AddKernels([.. kernels.Select((k, i) => (k, Picture($"kernels-{i + 1}", file => k.SavePicture(file))))]);
        int unread = 0;
        if (Photo is not null || Images is not null)
        {
            using var activations = new NetworkActivations(Backbone, Layers, Threads);
            int[] shown = Shown(activations.Layers.Count);
            CheckUnit(activations.Layers);
            if (Photo is not null)
                AddMaps(page, activations.Read(Photo), shown);
            if (Images is not null)
                AddImages(page, activations, shown, ref unread, stop);
        }

        string index = Path.Combine(folder.FullName, "index.html");
        page.ToPage().Save(index);
        output.WriteLine(index);
        return unread == 0;
    }

    private void AddMaps(LookPage page, IReadOnlyList<FeatureMaps> all, int[] shown)
    {
        IReadOnlyList<(FeatureMaps, string)> pictures =
        [
            .. shown.Select((place, i) => (all[place], Picture($"maps-{i + 1}", file => all[place].SavePicture(file)))),
        ];
        page.AddMaps(Photo!, pictures);
    }

    private void AddImages(LookPage page, NetworkActivations activations, int[] shown, ref int unread, CancellationToken stop)
    {
        int bad = 0;
        IReadOnlyList<LayerActivations> found = activations.Summarize(
            Images!.Paths,
            Strongest,
            reason =>
            {
                error.WriteLine("mlconv: " + reason.ReplaceLineEndings(" "));
                bad++;
            },
            stop
        );
        unread = bad;
        Dictionary<string, string> names = Images
            .Paths.Zip(Images.Names)
            .DistinctBy(p => p.First)
            .ToDictionary(p => p.First, p => p.Second);
        Write("activations.csv", file => WriteTable(file, found, names));
        page.AddStatistics(found);
        page.AddStrongest([.. shown.Select(place => (found[place], Unit))], names);
        if (Images.Summary.HasLeftOut)
            output.WriteLine(Images.Summary.DescribeLeftOut());
        string left = bad == 0 ? "" : $"; {bad} could not be read";
        output.WriteLine(
            FormattableString.Invariant(
                $"{found[0].Photos} images{left}; {found.Sum(l => l.DeadUnits)} of {found.Sum(l => l.Units.Count)} units in {found.Count} layers are dead"
            )
        );
    }

    private void CheckUnit(IReadOnlyList<NetworkLayer> layers)
    {
        if (Unit is { } unit && layers.FirstOrDefault(l => unit < 0 || unit >= l.OutputShape![1]) is { } layer)
            throw new Cli.UsageException($"--unit is {unit}; layer '{layer.Name}' has units 0 to {layer.OutputShape![1] - 1}.");
    }

    /// <summary>All layers that were named, or some from the first to the last.</summary>
    private int[] Shown(int layers)
    {
        int count = Layers is null ? Math.Min(UsualLayers, layers) : layers;
        return [.. Enumerable.Range(0, count).Select(i => count == 1 ? layers - 1 : i * (layers - 1) / (count - 1))];
    }

    private static void WriteTable(string file, IReadOnlyList<LayerActivations> layers, Dictionary<string, string> names)
    {
        using var table = CsvWriter.ToFile(file, new CsvWriterOptions { NewLine = "\n" });
        table.WriteRecord(Heads);
        foreach (LayerActivations layer in layers)
        {
            foreach (UnitActivations unit in layer.Units)
            {
                IEnumerable<string> strongest = unit.Strongest.SelectMany(s => (string[])[names[s.Image], Text(s.Value)]);
                string[] cells =
                [
                    layer.Layer.Name,
                    unit.Unit.ToString(CultureInfo.InvariantCulture),
                    Text(unit.Mean),
                    Text(unit.StandardDeviation),
                    Text(unit.Min),
                    Text(unit.Max),
                    Text(unit.ActiveShare),
                    unit.IsDead ? "true" : "false",
                    .. strongest,
                ];
                table.WriteRecord([.. cells, .. Enumerable.Repeat("", Heads.Length - cells.Length)]);
            }
        }
    }

    private static string Text(double number) => number.ToString("R", CultureInfo.InvariantCulture);

    private static string Text(float number) => number.ToString("R", CultureInfo.InvariantCulture);

    private string Picture(string name, Action<string> save)
    {
        save(Path.Combine(folder.FullName, name + ".png"));
        return name + ".png";
    }

    private void Write(string name, Action<string> write) => WholeFile.Write(Path.Combine(folder.FullName, name), write);
}

using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using MLNet.ConvExtensions.Insight.Maps;

namespace MLNet.ConvExtensions;

/// <summary>
/// Shows a map of photos: as a page to zoom and move in with mouse, fingers or keys, as a drawing, or as a table. None of them needs
/// anything from elsewhere.
/// </summary>
/// <param name="title">The page's heading.</param>
/// <param name="map">The map.</param>
public sealed class MapPage(string title, FeatureMap map)
{
    private const int NeighborsShown = 8;

    private const string Keys =
        "Arrow keys move, plus and minus zoom, 0 shows all, Enter chooses the photo in the middle, n and p the next and the previous one, "
        + "Escape none.";

    // Pictures are a third longer where '+' is written as a code; what could end the script is replaced below.
    private static readonly JsonSerializerOptions Format = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>What each point is called, such as the photo's path from its folder.</summary>
    public required IReadOnlyList<string> Names { get; init; }

    /// <summary>Each point's photo, a file; null for points without photos. One that can't be read is shown as a dot.</summary>
    public IReadOnlyList<string>? Files { get; init; }

    /// <summary>Each point's class; null where none are known.</summary>
    public IReadOnlyList<string>? Labels { get; init; }

    /// <summary>What a model says of each point; null for nothing.</summary>
    public IReadOnlyList<string>? Predictions { get; init; }

    /// <summary>What is said below the heading; null for the number of points and what made the map.</summary>
    public string? Summary { get; init; }

    /// <summary>Threads that read photos, 1 to 1024; null for the number of processors.</summary>
    public int? NumberOfThreads { get; init; }

    /// <summary>Is told how many photos have been read.</summary>
    public IProgress<int>? Progress { get; init; }

    /// <summary>
    /// Writes the page, with small pictures of all photos inside it: of 160 pixels for up to 500 photos, 96 for up to 2,500, 64 for up to
    /// 6,000, and 48 for more. Links lead from the page's folder to the photos' files. A file of this name is replaced.
    /// </summary>
    /// <param name="file">The file's path.</param>
    /// <param name="cancellationToken">Stops it; nothing is written then.</param>
    /// <exception cref="ArgumentException">A list has another length than the map, or the number of threads is out of range.</exception>
    /// <exception cref="IOException">The file can't be written.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public void SaveHtml(string file, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(file);
        Check();
        var parallel = new ParallelOptions
        {
            MaxDegreeOfParallelism = NumberOfThreads ?? Environment.ProcessorCount,
            CancellationToken = cancellationToken,
        };
        PhotoSheets? photos = Files is null ? null : PhotoSheets.Of(Files, parallel, Progress);
        var page = new HtmlPage(title) { Style = Resource("map.css"), Script = Resource("map.js") };
        page.Append(
            $"""
            <h1>{HtmlPage.Encode(title)}</h1>
            <p class="soft">{HtmlPage.Encode(Summary ?? DefaultSummary())}</p>
            <div class="bar">
            {ColourChoice()}{(
                photos is null
                    ? ""
                    : """<label>photos' size<input type="range" id="size" min="0" max="120" value="44"></label>""" + "\n"
            )}<label>find<input type="search" id="find" placeholder="part of a name"></label>
            <button type="button" id="in" aria-label="zoom in">+</button>
            <button type="button" id="out" aria-label="zoom out">−</button>
            <button type="button" id="all">all</button>
            </div>
            <div class="hits" id="hits" aria-live="polite"></div>
            <div class="views">
            <div>
            <div class="stage"><canvas id="map" tabindex="0" role="application" aria-label="{HtmlPage.Encode(
                $"Map of {Names.Count} photos. {Keys}"
            )}"></canvas></div>
            <div id="legend" role="group" aria-label="classes shown"></div>
            </div>
            <div class="card side" id="chosen" aria-live="polite"></div>
            </div>
            <noscript><p>The map needs JavaScript, which this browser doesn't run.</p></noscript>
            <script type="application/json" id="map-data">{Data(file, photos)}</script>

            """
        );
        page.Save(file);
    }

    /// <summary>Writes a drawing of the points in the colours of their classes, an SVG. A file of this name is replaced.</summary>
    /// <param name="file">The file's path.</param>
    /// <exception cref="ArgumentException">A list has another length than the map.</exception>
    /// <exception cref="IOException">The file can't be written.</exception>
    public void SaveSvg(string file)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(file);
        Check();
        Write(file, MapDrawing.Of(title, map.Points, Groups().FirstOrDefault()));
    }

    /// <summary>
    /// Writes the points as CSV: columns <c>file</c>, <c>x</c> and <c>y</c>, and <c>label</c> and <c>predicted</c> where these are known.
    /// A file of this name is replaced.
    /// </summary>
    /// <param name="file">The file's path.</param>
    /// <exception cref="ArgumentException">A list has another length than the map.</exception>
    /// <exception cref="IOException">The file can't be written.</exception>
    public void SaveCsv(string file)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(file);
        Check();
        var text = new StringBuilder("file,x,y");
        text.Append(Labels is null ? "" : ",label").Append(Predictions is null ? "" : ",predicted").Append('\n');
        for (int i = 0; i < Names.Count; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"{Cell(Names[i])},{map.Points[i].X},{map.Points[i].Y}");
            text.Append(Labels is null ? "" : "," + Cell(Labels[i])).Append(Predictions is null ? "" : "," + Cell(Predictions[i]));
            text.Append('\n');
        }

        Write(file, text.ToString());
    }

    private static string Cell(string text) =>
        text.AsSpan().IndexOfAny(",\"\n\r") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static string Resource(string name)
    {
        using Stream stream = typeof(MapPage).Assembly.GetManifestResourceStream($"MLNet.ConvExtensions.Insight.Maps.{name}")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    private static void Write(string file, string text)
    {
        WholeFile.Write(file, temporary => File.WriteAllText(temporary, text));
    }

    private string DefaultSummary() =>
        map.KullbackLeiblerDivergence is { } divergence
            ? string.Create(CultureInfo.InvariantCulture, $"{Names.Count} photos, t-SNE, divergence {divergence:0.000}.")
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{Names.Count} photos, principal components with {map.ExplainedVariance.Sum():P0} of the variance."
            );

    private string ColourChoice()
    {
        PointGroups[] groups = [.. Groups()];
        IEnumerable<string> options = groups.Select((g, i) => $"<option value=\"{i}\">{g.Title}</option>");
        return groups.Length < 2 ? "" : $"<label>colour by<select id=\"kind\">{string.Concat(options)}</select></label>\n";
    }

    private IEnumerable<PointGroups> Groups()
    {
        if (Labels is not null)
            yield return PointGroups.By("class", Labels);
        if (Predictions is not null)
            yield return PointGroups.By("prediction", Predictions);
        if (Labels is not null && Predictions is not null)
            yield return PointGroups.By("right or wrong", [.. Labels.Zip(Predictions, (l, p) => l == p ? "right" : "wrong")]);
    }

    /// <summary>What the script draws, as JSON in which no character can end a script.</summary>
    private string Data(string page, PhotoSheets? photos)
    {
        (int[] x, int[] y) = Places();
        object data = new
        {
            x,
            y,
            names = Names,
            paths = Files?.Select(Path.GetFullPath) ?? [],
            links = Files?.Select(f => HtmlPage.Link(page, f)) ?? [],
            kinds = Groups()
                .Select(g => new
                {
                    title = g.Title,
                    names = g.Names,
                    of = g.Of,
                }),
            near = map.Neighbors.Select(n =>
                n.Take(NeighborsShown).Select(o => new object[] { o.Row, o.Distance.ToString("G3", CultureInfo.InvariantCulture) })
            ),
            tiles = photos is null
                ? null
                : new
                {
                    side = photos.Side,
                    across = PhotoSheets.EachRow,
                    each = PhotoSheets.Each,
                    width = photos.Widths,
                    height = photos.Heights,
                },
            sheets = photos?.Sheets ?? [],
            help = "Choose a photo: click it, or press Enter for the one in the middle. Drag to move, turn the wheel or pinch to zoom.",
        };
        return JsonSerializer.Serialize(data, Format).Replace("<", "\\u003C", StringComparison.Ordinal);
    }

    /// <summary>Places from 0 to 65535, from the left and from the top, in the map's proportions.</summary>
    private (int[] X, int[] Y) Places()
    {
        double left = map.Points.Min(p => p.X),
            right = map.Points.Max(p => p.X),
            bottom = map.Points.Min(p => p.Y),
            top = map.Points.Max(p => p.Y),
            scale = 65535 / Math.Max(Math.Max(right - left, top - bottom), 1e-30);
        double middleX = (left + right) / 2,
            middleY = (bottom + top) / 2;
        return (
            [.. map.Points.Select(p => (int)Math.Round(32767.5 + ((p.X - middleX) * scale)))],
            [.. map.Points.Select(p => (int)Math.Round(32767.5 - ((p.Y - middleY) * scale)))]
        );
    }

    private void Check()
    {
        foreach (
            (string name, int? length) in new[]
            {
                (nameof(Names), Names.Count),
                (nameof(Files), Files?.Count),
                (nameof(Labels), Labels?.Count),
                (nameof(Predictions), Predictions?.Count),
            }
        )
        {
            if (length is not null && length != map.Points.Count)
                throw new ArgumentException(
                    $"{nameof(MapPage)}.{name} has {length} entries; needed: {map.Points.Count}, one for each point."
                );
        }

        if (NumberOfThreads is < 1 or > 1024)
            throw new ArgumentException($"{nameof(MapPage)}.{nameof(NumberOfThreads)} is {NumberOfThreads}; allowed: 1 to 1024, or null.");
    }
}

using System.Globalization;
using static MLNet.ConvExtensions.HtmlPage;

namespace MLNet.ConvExtensions.Tool.Commands.Look;

/// <summary>The page of what is inside a network.</summary>
internal sealed class LookPage
{
    /// <summary>So many units of a layer are shown where none is named.</summary>
    private const int UsualUnits = 4;

    private readonly HtmlPage _page;

    public LookPage(Backbone backbone)
    {
        OnnxNetwork network = backbone.Network;
        _page = new HtmlPage($"Inside {backbone}")
        {
            Style = """
                .graph svg { width: auto; margin: 0 auto; }
                .graph { max-height: 80vh; overflow: auto; }
                .pictures { display: grid; gap: 16px; grid-template-columns: repeat(auto-fit, minmax(min(100%, 300px), 1fr)); margin-top: 12px; }
                .pictures img { width: 100%; max-width: 480px; image-rendering: pixelated; display: block; margin-bottom: 6px; border-radius: 4px; }
                .row { display: grid; grid-template-columns: repeat(auto-fill, minmax(84px, 1fr)); gap: 8px; margin: 4px 0 14px; }
                .row img { width: 100%; aspect-ratio: 1; object-fit: cover; border-radius: 6px; display: block; background: var(--grid); }
                .seen { max-width: 200px; border-radius: 8px; display: block; margin: 8px 0; }

                """,
        };
        string input = string.Join(", ", network.Inputs.Select(i => Sides(i.Shape)));
        _page.Append(
            string.Create(
                CultureInfo.InvariantCulture,
                $"""
                <h1>Inside {Encode(backbone.ToString())}</h1>
                <p class="soft">{network.Layers.Count} layers, {network.ParameterCount:N0} weights, input {Encode(input)}</p>

                """
            )
        );
    }

    public void AddGraph(string svg) =>
        _page.Append(
            $"""
            <h2>The graph</h2>
            <p class="soft">What each layer gives for one image: channels × height × width. Batch normalisation and activations stand with their layer; × says how often a block follows itself.</p>
            <div class="card graph" tabindex="0" role="region" aria-label="The graph; scrolls">
            {svg}</div>

            """
        );

    public void AddKernels(IReadOnlyList<(LayerKernels Kernels, string Picture)> all)
    {
        if (all.Count == 0)
            return;
        _page.Append(
            "<h2>Kernels of the first layers</h2>\n<p class=\"soft\">Gray is 0. Kernels of three channels are in their colours.</p>\n"
        );
        _page.Append("<div class=\"pictures\">\n");
        foreach ((LayerKernels kernels, string picture) in all)
        {
            string words = $"{kernels.Layer}: {kernels.Filters} filters of {kernels.Height}×{kernels.Width}, {kernels.Channels} channels";
            Figure(picture, words, kernels.Pictures > 256 ? "the first 256 kernels" : "");
        }

        _page.Append("</div>\n");
    }

    public void AddMaps(string photo, IReadOnlyList<(FeatureMaps Maps, string Picture)> all)
    {
        string uri = PhotoThumbnail.DataUri(photo, 200) ?? "";
        _page.Append(
            $"""
            <h2>Feature maps</h2>
            <p class="soft">What units say of each position of {Encode(photo)}: black for each unit's least, white for its most.</p>
            <img class="seen" src="{uri}" alt="{Encode(photo)}">
            <div class="pictures">

            """
        );
        foreach ((FeatureMaps maps, string picture) in all)
            Figure(picture, $"{maps.Layer}: {maps.Channels} maps of {maps.Height}×{maps.Width}", maps.Channels > 64 ? "the first 64" : "");
        _page.Append("</div>\n");
    }

    public void AddStatistics(IReadOnlyList<LayerActivations> all)
    {
        _page.Append(
            $"""
            <h2>Activations over {all[0].Photos} images</h2>
            <p class="soft">A unit is dead if it says the same of every position of every image; activations.csv has each unit.</p>
            <div class="card scroll"><table><thead><tr><th>layer</th><th>gives</th><th class="n">units</th><th class="n">mean</th><th class="n">above 0</th><th class="n">dead</th></tr></thead><tbody>

            """
        );
        foreach (LayerActivations layer in all)
        {
            _page.Append(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"""
                    <tr><td>{Encode(layer.Layer.Name)}</td><td>{Sides(
                        layer.Layer.OutputShape
                    )}</td><td class="n">{layer.Units.Count}</td><td class="n">{layer.Mean:0.###}</td><td class="n">{layer.ActiveShare:0.0%}</td><td class="n">{layer.DeadUnits}</td></tr>

                    """
                )
            );
        }

        _page.Append("</tbody></table></div>\n");
    }

    /// <param name="all">Layers, with the unit that is asked for.</param>
    /// <param name="names">What images are called.</param>
    public void AddStrongest(IReadOnlyList<(LayerActivations Layer, int? Unit)> all, IReadOnlyDictionary<string, string> names)
    {
        _page.Append("<h2>What excites units most</h2>\n");
        foreach ((LayerActivations layer, int? unit) in all)
        {
            _page.Append($"<h3>{Encode(layer.Layer.Name)}</h3>\n");
            UnitActivations[] units = unit is { } asked
                ? [layer.Units[asked]]
                : [.. layer.Units.Where(u => !u.IsDead).OrderByDescending(u => (u.Max - u.Mean) / u.StandardDeviation).Take(UsualUnits)];
            foreach (UnitActivations one in units)
                AddUnit(one, names);
        }
    }

    public HtmlPage ToPage() => _page;

    private void AddUnit(UnitActivations unit, IReadOnlyDictionary<string, string> names)
    {
        string dead = unit.IsDead ? ", dead" : "";
        _page.Append(
            string.Create(
                CultureInfo.InvariantCulture,
                $"<p class=\"soft\">Unit {unit.Unit}: mean {unit.Mean:0.###}, most {unit.Max:0.###}{dead}</p>\n<div class=\"row\">\n"
            )
        );
        foreach (StrongPhoto photo in unit.Strongest)
        {
            string words = string.Create(CultureInfo.InvariantCulture, $"{names[photo.Image]}: {photo.Value:0.###}");
            _page.Append($"<img src=\"{PhotoThumbnail.DataUri(photo.Image, 96)}\" alt=\"{Encode(words)}\" title=\"{Encode(words)}\">\n");
        }

        _page.Append("</div>\n");
    }

    /// <summary>The shape of one sample.</summary>
    private static string Sides(NetworkShape? shape) =>
        shape is null ? "?" : string.Join(" × ", shape.Skip(1).Select(d => d?.ToString(CultureInfo.InvariantCulture) ?? "?"));

    private void Figure(string picture, string words, string note)
    {
        string more = note.Length == 0 ? "" : $"; {note}";
        _page.Append(
            $"<figure class=\"card\"><img loading=\"lazy\" src=\"{picture}\" alt=\"{Encode(words)}\"><figcaption>{Encode(words)}{more}</figcaption></figure>\n"
        );
    }
}

using System.Collections.Concurrent;

namespace MLNet.ConvExtensions.Insight.Inspection.Pages;

/// <summary>Photos with what is said of them, as HTML.</summary>
internal sealed class PhotoFigures(ImageInspection inspection)
{
    private const int Side = 112;
    private const int Quality = 60;

    private readonly ConcurrentDictionary<int, string?> _pictures = new();

    /// <summary>Reduces the photos that will be shown, several at a time.</summary>
    public void Prepare(IEnumerable<int> images) =>
        Parallel.ForEach(
            images.Distinct(),
            new ParallelOptions { MaxDegreeOfParallelism = inspection.Options.Threads },
            image => _pictures[image] = Read(image)
        );

    /// <param name="image">The photo.</param>
    /// <param name="caption">HTML.</param>
    /// <param name="style">A CSS class of the figure; none if empty.</param>
    public string Of(int image, string caption, string style = "")
    {
        string path = HtmlPage.Encode(inspection.Images[image].Path),
            name = HtmlPage.Encode(Path.GetFileName(inspection.Images[image].Path));
        string picture = _pictures.GetOrAdd(image, Read) is { } uri
            ? $"<img src=\"{uri}\" alt=\"{name}\" loading=\"lazy\">"
            : "<div class=\"gone\">no picture</div>";
        return $"<figure class=\"{style}\" title=\"{path}\">{picture}<figcaption>{caption}<span>{name}</span></figcaption></figure>\n";
    }

    private string? Read(int image) => PhotoThumbnail.DataUri(inspection.PathOf(image), Side, Quality);
}

using System.Globalization;

namespace MLNet.ConvExtensions.Tool.Commands.Search;

/// <summary>The photos that were searched for, each with those that were found.</summary>
internal static class SearchPage
{
    private const string Style = """
        .query { display: grid; gap: 16px; grid-template-columns: minmax(120px, 220px) minmax(0, 1fr); align-items: start; }
        .query > figure { margin: 0; } .query > figure img { width: 100%; border-radius: 8px; display: block; }
        .query figcaption { overflow-wrap: anywhere; } a { color: var(--accent); }
        @media (max-width: 600px) { .query { grid-template-columns: minmax(0, 1fr); } .query > figure img { max-width: 220px; } }

        """;

    /// <param name="file">The page.</param>
    /// <param name="images">How many images were searched among.</param>
    /// <param name="found">What was found.</param>
    public static void Save(FileInfo file, int images, IReadOnlyList<FoundPhotos> found)
    {
        var page = new HtmlPage("Similar photos") { Style = Style };
        page.Append(
            string.Create(
                CultureInfo.InvariantCulture,
                $"<h1>Similar photos</h1>\n<p class=\"soft\">The most similar of {images} photos, with their distances.</p>\n"
            )
        );
        foreach (FoundPhotos photo in found)
        {
            page.Append("<div class=\"card query\" style=\"margin-top:16px\">\n");
            page.Append(Figure(file.FullName, photo.Photo, photo.Path, null, 220)).Append("<div class=\"photos\">\n");
            foreach (FoundPhoto each in photo.Similar)
                page.Append(Figure(file.FullName, each.Name, each.Path, each.Distance, 128));
            page.Append("</div>\n</div>\n");
        }

        page.Save(file.FullName);
    }

    private static string Figure(string page, string name, string path, float? distance, int side)
    {
        string text = HtmlPage.Encode(name),
            picture = PhotoThumbnail.DataUri(path, side) is { } uri ? $"<img src=\"{uri}\" alt=\"{text}\">" : "",
            far = distance is { } d ? string.Create(CultureInfo.InvariantCulture, $"{d:0.000} ") : "";
        string link = HtmlPage.Encode(HtmlPage.Link(page, path));
        return $"<figure>{picture}<figcaption>{far}<a href=\"{link}\">{text}</a></figcaption></figure>\n";
    }
}

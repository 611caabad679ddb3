using System.Net;
using System.Text;

namespace MLNet.ConvExtensions;

/// <summary>
/// A page in one file that needs nothing from elsewhere: the style of all reports, light or dark as the reader has it, for wide and narrow
/// screens.
/// </summary>
/// <param name="title">The page's title, as the browser shows it.</param>
public sealed class HtmlPage(string title)
{
    private readonly StringBuilder _body = new();

    /// <summary>Style sheets of this page, after the common one.</summary>
    public string Style { get; init; } = "";

    /// <summary>The page's script; none if empty. It runs when all else is there.</summary>
    public string Script { get; init; } = "";

    /// <summary>Text in which nothing is taken for HTML.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The same with <c>&lt;</c>, <c>&gt;</c>, <c>&amp;</c> and quotes as entities, for contents and attributes.</returns>
    public static string Encode(string? text) => WebUtility.HtmlEncode(text ?? "");

    /// <summary>
    /// The address of a file for links of a page: from the page's folder where that is possible, so that both can be moved together.
    /// </summary>
    /// <param name="page">The page's path.</param>
    /// <param name="file">The file's path.</param>
    /// <returns>An address in which every character is escaped that has a meaning there.</returns>
    public static string Link(string page, string file)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(page);
        ArgumentException.ThrowIfNullOrWhiteSpace(file);
        string full = Path.GetFullPath(file),
            relative = Path.GetRelativePath(Path.GetDirectoryName(Path.GetFullPath(page))!, full);
        return Path.IsPathRooted(relative)
            ? new Uri(full).AbsoluteUri
            : string.Join('/', relative.Split(Path.DirectorySeparatorChar).Select(Uri.EscapeDataString));
    }

    /// <summary>Adds to the page.</summary>
    /// <param name="html">HTML; what comes from outside in it has gone through <see cref="Encode"/>.</param>
    /// <returns>This page.</returns>
    public HtmlPage Append(string html)
    {
        _body.Append(html);
        return this;
    }

    /// <summary>The whole page.</summary>
    /// <returns>HTML.</returns>
    public override string ToString()
    {
        using Stream resource = typeof(HtmlPage).Assembly.GetManifestResourceStream("MLNet.ConvExtensions.Reports.report.css")!;
        using var reader = new StreamReader(resource);
        string script = Script.Length == 0 ? "" : $"<script>\n{Script}\n</script>\n";
        return $"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>{Encode(title)}</title>
            <link rel="icon" href="data:,">
            <style>
            {reader.ReadToEnd()}{Style}</style>
            </head>
            <body>
            <main>
            {_body}</main>
            {script}</body>
            </html>

            """;
    }

    /// <summary>Writes the page. A file of this name is replaced when the page is whole.</summary>
    /// <param name="file">The file's path.</param>
    /// <exception cref="IOException">The file can't be written.</exception>
    public void Save(string file)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(file);
        WholeFile.Write(file, temporary => File.WriteAllText(temporary, ToString()));
    }
}

using System.Text.Json;
using Microsoft.ML;
using MLNet.ConvExtensions.Tests.Support;
using SkiaSharp;

namespace MLNet.ConvExtensions.Insight.Tests.Inspection;

[Collection(nameof(InspectedFolder))]
public sealed class InspectionPageTests(InspectedFolder folder)
{
    [Fact]
    public void A_report_is_a_page_with_the_photos_two_tables_and_JSON()
    {
        using var output = new TemporaryFolder();
        string page = File.ReadAllText(folder.Inspection.SaveReport(output.Path, "A <title>"));
        Assert.Equal(
            ["cleaned.csv", "findings.csv", "report.html", "report.json"],
            Directory.GetFiles(output.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal)
        );
        Assert.Contains("<h1>A &lt;title&gt;</h1>", page, StringComparison.Ordinal);
        Assert.Contains("id=\"wrong-label\"", page, StringComparison.Ordinal);
        Assert.Contains("<b>blue?</b> labelled &#39;red&#39;", page, StringComparison.Ordinal);
        Assert.Contains("src=\"data:image/jpeg;base64,", page, StringComparison.Ordinal);
        Assert.Contains("no picture", page, StringComparison.Ordinal);
        Assert.DoesNotContain("src=\"http", page, StringComparison.Ordinal);
        using var json = JsonDocument.Parse(File.ReadAllText(output.File("report.json")));
        Assert.Equal(folder.Inspection.Images.Count, json.RootElement.GetProperty("photos").GetInt32());
        Assert.Equal(1, json.RootElement.GetProperty("counts").GetProperty("contradiction").GetInt32());
    }

    [Fact]
    public void Names_of_files_and_classes_are_no_HTML()
    {
        using var photos = new TemporaryFolder();
        string name = OperatingSystem.IsWindows() ? "&amp'.jpg" : "<script>alert(1)<!--.jpg",
            label = OperatingSystem.IsWindows() ? "&lt'" : "<img src=x onerror=alert(1)>";
        DrawnPhotos.Save(DrawnPhotos.Draw(1, SKColors.Olive), Path.Combine(photos.Path, label, name));
        var context = new MLContext();
        ImageInspection found = context.Data.InspectImages(context.Data.LoadImageFolder(photos.Path), Backbone.Embedded);
        string page = File.ReadAllText(found.SaveReport(photos.File("report")));
        Assert.DoesNotContain("<script", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<img src=x", page, StringComparison.Ordinal);
        Assert.DoesNotContain("&lt'", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "<h2 id=\"duplicate\">Copies</h2>", "class")]
    [InlineData("Label", "<h2 id=\"duplicate\">Copies within a class</h2>", null)]
    public void Without_classes_no_heading_and_no_sentence_speaks_of_them(string? column, string heading, string? absent)
    {
        using var photos = new TemporaryFolder();
        DrawnPhotos.Save(DrawnPhotos.Draw(1, SKColors.Olive), Path.Combine(photos.Path, "one", "1.jpg"));
        DrawnPhotos.Save(DrawnPhotos.Draw(1, SKColors.Olive), Path.Combine(photos.Path, "one", "2.jpg"), 70);
        var context = new MLContext();
        ImageInspection found = context.Data.InspectImages(
            context.Data.LoadImageFolder(photos.Path),
            Backbone.Embedded,
            new ImageInspectionOptions { LabelColumnName = column }
        );

        string page = File.ReadAllText(found.SaveReport(photos.File("report")));
        string text = System.Text.RegularExpressions.Regex.Replace(page[page.IndexOf("<body", StringComparison.Ordinal)..], "<[^>]*>", " ");

        Assert.Contains(heading, page, StringComparison.Ordinal);
        if (absent is not null)
            Assert.DoesNotContain(absent, text, StringComparison.OrdinalIgnoreCase);
    }
}

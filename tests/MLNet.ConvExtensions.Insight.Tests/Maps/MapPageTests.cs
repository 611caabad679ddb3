using System.Text.Json;
using System.Xml.Linq;
using MLNet.ConvExtensions.Tests.Support;

namespace MLNet.ConvExtensions.Insight.Tests.Maps;

public sealed class MapPageTests : IDisposable
{
    private const string Hostile = "a </script><b onload=\"x\">&'\\u003C,\u2028";

    private readonly TemporaryFolder _folder = new();
    private readonly FeatureMap _map = FeatureMap.ByPrincipalComponents(new NeighborSearch([1, 5, 2, 5.5f, 9, 1], 2));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_page_holds_names_classes_neighbours_and_pictures_and_nothing_of_them_is_taken_for_html()
    {
        string photo = _folder.Write("a #1.png", TestImages.Png(1, 40, 20));
        new MapPage(Hostile, _map)
        {
            Names = [Hostile, "b", "c"],
            Files = [photo, _folder.File("gone.png"), _folder.Write("bad.png", [1, 2])],
            Labels = [Hostile, "x", "x"],
            Predictions = ["x", "x", "y"],
        }.SaveHtml(_folder.File("out.html"));

        string page = File.ReadAllText(_folder.File("out.html"));
        Assert.DoesNotContain("<b onload", page, StringComparison.Ordinal);
        // The data's own, and the script's.
        Assert.Equal(2, page.Split("</script>").Length - 1);
        Assert.DoesNotContain("http", page, StringComparison.OrdinalIgnoreCase);
        JsonElement data = Data(page);
        Assert.Equal([Hostile, "b", "c"], Strings(data, "names"));
        Assert.Equal(["a%20%231.png", "gone.png", "bad.png"], Strings(data, "links"));
        JsonElement[] kinds = [.. data.GetProperty("kinds").EnumerateArray()];
        Assert.Equal(["class", "prediction", "right or wrong"], kinds.Select(k => k.GetProperty("title").GetString()));
        Assert.Equal([1, 0, 1], Numbers(kinds[2], "of"));
        Assert.Equal([40, 0, 0], Numbers(data.GetProperty("tiles"), "width"));
        Assert.Equal([20, 0, 0], Numbers(data.GetProperty("tiles"), "height"));
        Assert.StartsWith("data:image/jpeg;base64,/9j/", Strings(data, "sheets").Single(), StringComparison.Ordinal);
        Assert.Equal([1, 2], data.GetProperty("near")[0].EnumerateArray().Select(n => n[0].GetInt32()));
        Assert.All(Numbers(data, "x").Concat(Numbers(data, "y")), v => Assert.InRange(v, 0, 65535));
        Assert.Equal(
            ["a #1.png", "bad.png", "out.html"],
            Directory.GetFiles(_folder.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public void Points_without_photos_and_classes_have_a_page_too()
    {
        new MapPage("Map", _map) { Names = ["a", "b", "c"] }.SaveHtml(_folder.File("out.html"));
        string page = File.ReadAllText(_folder.File("out.html"));
        JsonElement data = Data(page);

        Assert.Equal(JsonValueKind.Null, data.GetProperty("tiles").ValueKind);
        Assert.Empty(Strings(data, "sheets"));
        Assert.Contains("3 photos, principal components with ", page, StringComparison.Ordinal);
        Assert.DoesNotContain("id=\"kind\"", page, StringComparison.Ordinal);
    }

    [Fact]
    public void A_drawing_has_a_point_for_each_row_in_the_colour_of_its_class_and_a_legend()
    {
        new MapPage(Hostile.Replace("\u2028", "", StringComparison.Ordinal), _map)
        {
            Names = ["a", "b", "c"],
            Labels = ["x", "<y>", "x"],
        }.SaveSvg(_folder.File("out.svg"));
        XElement svg = XDocument.Load(_folder.File("out.svg")).Root!;
        XNamespace ns = "http://www.w3.org/2000/svg";

        XElement[][] groups = [.. svg.Elements(ns + "g").Select(g => g.Elements(ns + "circle").ToArray())];
        Assert.Equal([1, 2], groups.Select(g => g.Length));
        Assert.Equal(["<y>", "x"], svg.Elements(ns + "text").Select(t => t.Value));
        Assert.Equal(2, svg.Elements(ns + "g").Select(g => g.Attribute("fill")!.Value).Distinct().Count());
    }

    [Fact]
    public void A_table_has_a_line_for_each_row()
    {
        new MapPage("Map", _map) { Names = ["a,\"b\"", "b", "c"], Labels = ["x", "y", "x"] }.SaveCsv(_folder.File("out.csv"));
        string[] lines = File.ReadAllLines(_folder.File("out.csv"));

        Assert.Equal("file,x,y,label", lines[0]);
        Assert.StartsWith("\"a,\"\"b\"\"\",", lines[1], StringComparison.Ordinal);
        Assert.EndsWith(",x", lines[1], StringComparison.Ordinal);
        Assert.Equal(4, lines.Length);
    }

    [Fact]
    public void Lists_of_another_length_are_refused_before_anything_is_written()
    {
        string message = Assert
            .Throws<ArgumentException>(() =>
                new MapPage("Map", _map) { Names = ["a", "b", "c"], Labels = ["x"] }.SaveHtml(_folder.File("out.html"))
            )
            .Message;
        Assert.Contains("MapPage.Labels has 1 entries; needed: 3", message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    private static JsonElement Data(string page)
    {
        const string Start = "<script type=\"application/json\" id=\"map-data\">";
        string rest = page[(page.IndexOf(Start, StringComparison.Ordinal) + Start.Length)..];
        return JsonDocument.Parse(rest[..rest.IndexOf("</script>", StringComparison.Ordinal)]).RootElement;
    }

    private static string[] Strings(JsonElement data, string name) =>
        [.. data.GetProperty(name).EnumerateArray().Select(v => v.GetString()!)];

    private static int[] Numbers(JsonElement data, string name) => [.. data.GetProperty(name).EnumerateArray().Select(v => v.GetInt32())];
}

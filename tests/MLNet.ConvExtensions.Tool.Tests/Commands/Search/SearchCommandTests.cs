using System.Text.Json;
using MLNet.ConvExtensions.Tests.Support;
using MLNet.ConvExtensions.Tool.Tests.Support;

namespace MLNet.ConvExtensions.Tool.Tests.Commands.Search;

public sealed class SearchCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _photos;

    public SearchCommandTests()
    {
        _photos = Directory.CreateDirectory(_folder.File("photos/b")).Parent!.FullName;
        for (int i = 0; i < 9; i++)
            _folder.Write(i < 5 ? $"photos/{i}.png" : $"photos/b/{i}.png", TestImages.Png(i));
        _folder.Write("photos/b/copy <3>.png", TestImages.Png(3));
        _folder.Write("query.png", TestImages.Png(6));
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_most_similar_photos_are_named_nearest_first_without_the_photo_itself()
    {
        ToolRun run = Search("--top", "2", _folder.File("query.png"), Path.Combine(_photos, "3.png"));

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        string[] lines = run.Output.TrimEnd().Split('\n');
        Assert.Equal(6, lines.Length);
        Assert.Equal(_folder.File("query.png"), lines[0]);
        Assert.Equal("    0.0000  b/6.png", lines[1]);
        Assert.Equal("    0.0000  b/copy <3>.png", lines[4]);
        Assert.DoesNotContain(lines, l => l.EndsWith(" 3.png", StringComparison.Ordinal));
    }

    [Fact]
    public void A_graph_and_features_from_a_file_find_the_same()
    {
        string[] exact = Lines(Search("3.png"));
        Assert.Equal(10, exact.Length);
        Assert.Equal(exact, Lines(Search("--approximate", "3.png")));
        ToolRun.Of("features", "--images", _photos, "--backbone", ToolRun.Network, "--out", _folder.File("f.npy"));
        Assert.Equal(exact, Lines(ToolRun.Of("search", "--features", _folder.File("f.npy"), "3.png")));
        ToolRun
            .Of("search", "--features", _folder.File("f.npy"), _folder.File("query.png"))
            .AssertFailed(2, "query.png' is none of the images of the file of features");
    }

    [Fact]
    public void Json_and_the_page_have_the_photos_and_nothing_of_their_names_is_taken_for_html()
    {
        using JsonDocument json = JsonDocument.Parse(
            Search("--json", "--top", "3", "--out", _folder.File("out/page.html"), "3.png").Output
        );
        JsonElement found = json.RootElement[0];
        Assert.Equal("3.png", found.GetProperty("photo").GetString());
        Assert.Equal(3, found.GetProperty("similar").GetArrayLength());
        Assert.Equal("b/copy <3>.png", found.GetProperty("similar")[0].GetProperty("name").GetString());

        string page = File.ReadAllText(_folder.File("out/page.html"));
        Assert.Contains("b/copy &lt;3&gt;.png", page, StringComparison.Ordinal);
        Assert.Contains("href=\"../photos/b/copy%20%3C3%3E.png\"", page, StringComparison.Ordinal);
        Assert.Equal(4, page.Split("data:image/jpeg").Length - 1);
        Assert.DoesNotContain("http", page, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void An_index_is_kept_opened_and_made_anew_when_images_or_options_change()
    {
        string index = _folder.File("photos.index");
        string[] first = Lines(Search("--index", index, "3.png"));
        DateTime written = File.GetLastWriteTimeUtc(index);
        ToolRun again = Search("--index", index, "3.png");
        Assert.Equal(("", written), (again.Error, File.GetLastWriteTimeUtc(index)));
        Assert.Equal(first, Lines(again));

        _folder.Write("photos/more.png", TestImages.Png(3));
        ToolRun changed = Search("--index", index, "3.png");
        Assert.Contains("is of other images, another network or other options; it is made anew", changed.Error, StringComparison.Ordinal);
        Assert.Contains(Lines(changed), l => l.EndsWith(" more.png", StringComparison.Ordinal));
        Assert.Contains("made anew", Search("--index", index, "--approximate", "3.png").Error, StringComparison.Ordinal);
        Assert.Equal("", Search("--index", index, "--approximate", "3.png").Error);

        byte[] damaged = File.ReadAllBytes(index);
        damaged[damaged.Length / 2] ^= 1;
        _folder.Write("photos.index", damaged);
        Search("--index", index, "--approximate", "3.png").AssertFailed(1, $"The index '{index}' can't be opened: ");
    }

    [Theory]
    [InlineData(2, "--top is 0; allowed: 1 or more", "--top", "0", "3.png")]
    [InlineData(2, "--distance is 'l1'; allowed with --approximate: cosine, l2", "--distance", "l1", "--approximate", "3.png")]
    [InlineData(2, "--out is 'x.csv'; the name must end in .html", "--out", "x.csv", "3.png")]
    [InlineData(1, "nowhere.png", "nowhere.png")]
    public void What_makes_no_sense_is_refused(int code, string message, params string[] options) =>
        Search(options).AssertFailed(code, message);

    [Fact]
    public void Features_leave_nothing_to_keep_or_to_compute()
    {
        ToolRun.Of("features", "--images", _photos, "--backbone", ToolRun.Network, "--out", _folder.File("f.npy"));
        ToolRun
            .Of("search", "--features", _folder.File("f.npy"), "--index", _folder.File("i"), "3.png")
            .AssertFailed(2, "--index keeps what a network computes");
        ToolRun
            .Of("search", "--features", _folder.File("f.npy"), "--backbone", ToolRun.Network, "3.png")
            .AssertFailed(2, "Give one of --features and --backbone, not both");
    }

    private static string[] Lines(ToolRun run)
    {
        Assert.Equal(0, run.ExitCode);
        return run.Output.TrimEnd().Split('\n');
    }

    private ToolRun Search(params string[] options) =>
        ToolRun.Of(["search", "--images", _photos, "--backbone", ToolRun.Network, .. options]);
}

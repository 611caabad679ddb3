using System.Globalization;
using System.Text.Json;
using MLNet.ConvExtensions.AutoML.Tests.Support;
using MLNet.ConvExtensions.Tests.Support;

namespace MLNet.ConvExtensions.Insight.Tests.Judging;

/// <summary>The page and the files of a judgement.</summary>
public sealed class JudgementReportTests : IDisposable
{
    private static readonly string[] Classes = ["snow <b>leopard</b>", "tiger", "lion \"king\""];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_page_is_whole_without_a_network_and_names_are_no_markup()
    {
        string page = Page(Judge(30, withRobustness: true));

        Assert.DoesNotContain("http", page, StringComparison.Ordinal);
        Assert.DoesNotContain("NaN", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>leopard", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<photo", page, StringComparison.Ordinal);
        Assert.Contains("snow &lt;b&gt;leopard&lt;/b&gt;", page, StringComparison.Ordinal);
        // Three of calibration, two of classes, three of thresholds, one of groups, one for each change.
        Assert.Equal(3 + 2 + 3 + 1 + ImageCorruption.All.Count, page.Split("<svg").Length - 1);
        Assert.Equal(page.Split("<svg").Length, page.Split("</svg>").Length);
    }

    [Fact]
    public void Every_cell_of_the_table_opens_its_photos()
    {
        ClassificationJudgement judged = Judge(30);
        string page = Page(judged);

        foreach (ConfusionCell cell in judged.Confusion)
        {
            string anchor = $"cell-{cell.Label}-{cell.Predicted}";
            Assert.Contains($"href=\"#{anchor}\"", page, StringComparison.Ordinal);
            string section = page.Split($"id=\"{anchor}\"")[1].Split("</section>")[0];
            Assert.Equal(Math.Min(cell.Photos, cell.Label == cell.Predicted ? 12 : 24), section.Split("<img").Length - 1);
        }
    }

    [Fact]
    public void Mistakes_stand_beside_their_maps_the_surest_first()
    {
        ClassificationJudgement judged = Judge(30);
        var asked = new List<(string, int)>();
        byte[] map = TestImages.Png(1);
        string page = Page(
            judged,
            new JudgementPageOptions
            {
                MostMistakes = 2,
                MistakeMap = (path, predicted) =>
                {
                    asked.Add((path, predicted));
                    return asked.Count == 1 ? map : null;
                },
            }
        );

        Assert.Equal(judged.Mistakes().Take(2).Select(p => (p.Image, p.Predicted)), asked);
        Assert.Equal(judged.Mistakes().Max(p => p.Confidence), judged.Mistakes().First().Confidence);
        Assert.Equal(1, page.Split($"data:image/png;base64,{Convert.ToBase64String(map)}").Length - 1);
    }

    [Fact]
    public void No_more_photos_than_wanted_are_in_the_page_and_it_says_so()
    {
        string page = Page(Judge(30), new JudgementPageOptions { MostPhotos = 5, MostMistakes = 2 });

        Assert.Equal(5, page.Split("data:image/jpeg").Length - 1);
        Assert.Contains("since the page has 5 photos at most", page, StringComparison.Ordinal);
        Assert.Contains(", 2 of them here", page, StringComparison.Ordinal);
        Assert.DoesNotContain("data:image/jpeg", Page(Judge(30), new JudgementPageOptions { MostPhotos = 0 }), StringComparison.Ordinal);
    }

    [Fact]
    public void A_photo_that_is_gone_leaves_a_word_in_its_place()
    {
        ClassificationJudgement judged = Judge(6);
        foreach (JudgedPhoto photo in judged.Photos)
            File.Delete(photo.Image);

        string page = Page(judged);
        Assert.DoesNotContain("<img", page, StringComparison.Ordinal);
        Assert.Contains("The file is gone", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_mistake_and_of_one_photo_there_is_a_page_too()
    {
        JudgedPhoto photo = JudgedPhoto.Of(ImagePrediction.FromScores(["a", "b"], [0.1f, 0.9f]), 1, Photo(0));
        string page = Page(ClassificationJudgement.Of(["a", "b"], [photo], isBinary: true));

        Assert.Contains("None on these photos.", page, StringComparison.Ordinal);
        Assert.DoesNotContain("NaN", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_a_hundred_thousand_photos_the_page_is_small()
    {
        string photo = Photo(0);
        var random = new Random(3);
        JudgedPhoto[] photos =
        [
            .. Enumerable
                .Range(0, 2_000)
                .Select(i =>
                    JudgedPhoto.Of(
                        ImagePrediction.FromScores(
                            Classes,
                            [.. Classes.Select((_, c) => (random.NextSingle() * 4) + (c == i % 3 ? 2 : 0))]
                        ),
                        i % 3,
                        photo
                    )
                ),
        ];
        photos = [.. Enumerable.Repeat(photos, 50).SelectMany(p => p)];
        string file = _folder.File("page.html");
        ClassificationJudgement.Of(Classes, photos).SaveHtml(file);

        Assert.Equal(100_000, photos.Length);
        Assert.InRange(new FileInfo(file).Length, 1, 15_000_000);
    }

    [Fact]
    public void Json_has_all_numbers_and_those_that_are_not_defined_are_null()
    {
        ClassificationJudgement judged = Judge(30, withRobustness: true);
        string file = _folder.File("judged.json");
        judged.SaveJson(file);
        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(file));
        JsonElement root = json.RootElement;

        Assert.Equal(judged.Accuracy.Low, root.GetProperty("accuracy").GetProperty("low").GetDouble());
        Assert.Equal(
            judged.Calibration.ExpectedCalibrationError,
            root.GetProperty("calibration").GetProperty("expectedCalibrationError").GetDouble()
        );
        Assert.Equal(30, root.GetProperty("photos").GetArrayLength());
        JsonElement curve = root.GetProperty("robustness").GetProperty("curves")[0];
        Assert.Equal("darkness", curve.GetProperty("corruption").GetString());
        Assert.Equal(6, curve.GetProperty("points").GetArrayLength());

        ClassificationJudgement single = ClassificationJudgement.Of(
            ["a", "b"],
            [JudgedPhoto.Of(ImagePrediction.FromScores(["a", "b"], [0.1f, 0.9f]), 1, "only.jpg")]
        );
        single.SaveJson(file);
        using JsonDocument one = JsonDocument.Parse(File.ReadAllText(file));
        Assert.Equal(JsonValueKind.Null, one.RootElement.GetProperty("areaUnderRocCurve").ValueKind);
    }

    [Fact]
    public void Tables_have_a_line_for_each_number_and_each_photo()
    {
        ClassificationJudgement judged = Judge(30, withRobustness: true);
        string numbers = _folder.File("numbers.csv"),
            photos = _folder.File("photos.csv");
        judged.SaveCsv(numbers);
        judged.SavePhotosCsv(photos);

        string[] lines = File.ReadAllLines(numbers);
        Assert.Contains(
            string.Create(
                CultureInfo.InvariantCulture,
                $"all,,accuracy,,{judged.Accuracy.Value},{judged.Accuracy.Low},{judged.Accuracy.High},30"
            ),
            lines
        );
        Assert.Equal(1 + (ImageCorruption.All.Count * 6), lines.Count(l => l.StartsWith("robustness,", StringComparison.Ordinal)));
        string[] rows = File.ReadAllLines(photos);
        Assert.Equal("file,label,predicted,confidence,label_probability,rank,group,error", rows[0]);
        Assert.Equal(31, rows.Length);
        Assert.Contains("\"lion \"\"king\"\"\"", string.Join('\n', rows), StringComparison.Ordinal);
    }

    [Fact]
    public void A_page_that_cant_be_written_leaves_the_old_one()
    {
        string file = _folder.File("page.html");
        File.WriteAllText(file, "old");
        Assert.Throws<InvalidOperationException>(() =>
            Judge(30).SaveHtml(file, new JudgementPageOptions { MistakeMap = (_, _) => throw new InvalidOperationException("no map") })
        );
        Assert.Equal("old", File.ReadAllText(file));
        Assert.Equal([file], Directory.GetFiles(_folder.Path, "page*"));
    }

    [Theory]
    [InlineData(3001, 1, "JudgementPageOptions.MostPhotos is 3001; allowed: 0 to 3000.")]
    [InlineData(1, -1, "JudgementPageOptions.MostMistakes is -1; allowed: 0 to 200.")]
    public void Options_out_of_range_are_named(int photos, int mistakes, string message) =>
        Assert.StartsWith(
            message,
            Assert
                .Throws<ArgumentException>(() => Page(Judge(3), new JudgementPageOptions { MostPhotos = photos, MostMistakes = mistakes }))
                .Message,
            StringComparison.Ordinal
        );

    [SkippableFact]
    public void Chromium_opens_it_without_a_complaint_and_nothing_is_wider_than_a_window_or_a_phone()
    {
        Judge(30, withRobustness: true).SaveHtml(_folder.File("report.html"));
        string measured = _folder.File("measured.html");
        // A window can't be as narrow as a phone, a frame can.
        File.WriteAllText(
            measured,
            """
            <!DOCTYPE html><html><head><link rel="icon" href="data:,"></head><body style="margin:0">
            <iframe src="report.html#cell-0-0" width="1280" height="6000"></iframe>
            <iframe src="report.html#cell-0-0" width="390" height="6000"></iframe>
            <script>onload = () => document.title = Array.from(frames).map(f =>
              f.innerWidth + " " + f.document.documentElement.scrollWidth + " "
              + f.getComputedStyle(f.document.getElementById("cell-0-0")).display).join();</script></body></html>
            """
        );
        (string content, string console) = Chromium.Open(measured, 1700, _folder.Path, "--allow-file-access-from-files", "--dump-dom");

        Assert.Equal("", console);
        Assert.Contains("<title>1280 1280 block,390 390 block</title>", content, StringComparison.Ordinal);
    }

    private string Page(ClassificationJudgement judged, JudgementPageOptions? options = null)
    {
        string file = _folder.File("page.html");
        judged.SaveHtml(file, options);
        return File.ReadAllText(file);
    }

    /// <summary>Photos of three classes, of which every fourth is taken for the next class.</summary>
    private ClassificationJudgement Judge(int count, bool withRobustness = false)
    {
        var judged = ClassificationJudgement.Of(
            Classes,
            [
                .. Enumerable
                    .Range(0, count)
                    .Select(i => JudgedPhoto.Of(Predict(i % 4 == 3 ? i + 1 : i, 0.5f + (0.01f * i)), i % 3, Photo(i), $"site {i % 2}")),
            ]
        );
        return withRobustness ? ImageRobustness.Measure(judged, _ => Predict(0, 0.8f)) : judged;
    }

    private static ImagePrediction Predict(int place, float confidence) =>
        ImagePrediction.FromScores(Classes, [.. Classes.Select((_, c) => c == place % 3 ? confidence : (1 - confidence) / 2)]);

    private string Photo(int i) => _folder.Write($"<photo {i}>.png", TestImages.Png(i));
}

using System.Text.Json;
using Microsoft.ML;
using MLNet.ConvExtensions.AutoML.Tests.Support;

namespace MLNet.ConvExtensions.AutoML.Tests.Report;

public sealed class ReportTests : IClassFixture<ReportFixture>
{
    private readonly ReportFixture _report;

    public ReportTests(ReportFixture report) => _report = report;

    [Fact]
    public void The_page_is_whole_without_a_network()
    {
        string page = File.ReadAllText(_report.Page);

        Assert.DoesNotContain("http", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", page, StringComparison.Ordinal);
        Assert.Equal(6, page.Split("<svg").Length - 1);
        Assert.Contains("data:image/jpeg;base64,", page, StringComparison.Ordinal);
        Assert.DoesNotContain("NaN", page, StringComparison.Ordinal);
    }

    [Fact]
    public void The_summary_is_two_sentences_that_name_the_best()
    {
        string markdown = File.ReadAllText(Path.Combine(_report.Folder, "report.md"));
        string summary = markdown.Split("\n\n")[1];

        Assert.StartsWith("good <b> features tell the 3 classes apart best:", summary, StringComparison.Ordinal);
        Assert.Contains("Both paired tests find it better than poor.", summary, StringComparison.Ordinal);
        Assert.Contains("| good <b> and poor |", markdown, StringComparison.Ordinal);
        Assert.Contains("| time to fit the stage | search |", markdown, StringComparison.Ordinal);
        Assert.Contains("| 2 trials, ", markdown, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_are_text_and_no_markup() =>
        Assert.Contains("good &lt;b&gt;", File.ReadAllText(_report.Page), StringComparison.Ordinal);

    [Fact]
    public void Tables_for_programs_hold_every_score()
    {
        string[] lines = File.ReadAllLines(Path.Combine(_report.Folder, "report.csv"));
        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(Path.Combine(_report.Folder, "report.json")));

        Assert.Equal("part,features,trainer,images,metric,score,low,high", lines[0]);
        Assert.Equal(1 + (2 * 5 * (1 + 6 + 2 + 1)), lines.Length);
        Assert.All(lines, l => Assert.Equal(8, l.Split(',').Length));
        JsonElement best = json.RootElement.GetProperty("sets")[0];
        Assert.Equal("good <b>", best.GetProperty("name").GetString());
        Assert.Equal(_report.Comparison.TestImages, best.GetProperty("predictions").GetArrayLength());
        Assert.Equal(
            _report.Comparison.Pairs[0].ResampledP,
            json.RootElement.GetProperty("pairs")[0].GetProperty("resampledP").GetDouble()
        );
    }

    [SkippableTheory]
    [InlineData(1280)]
    [InlineData(390)]
    public void Chromium_opens_it_without_a_complaint_and_nothing_is_wider_than_the_window(int width)
    {
        string measured = Path.Combine(_report.Folder, $"measured-{width}.html"),
            picture = Path.Combine(_report.Folder, $"report-{width}.png");
        // A window can't be as narrow as a phone, a frame can.
        File.WriteAllText(
            measured,
            $"""
            <!DOCTYPE html><html><head><link rel="icon" href="data:,"></head><body style="margin:0"><iframe src="report.html" width="{width}" height="6000" style="border:0"></iframe>
            <script>onload = () => document.title = frames[0].innerWidth + " " + frames[0].document.documentElement.scrollWidth;</script></body></html>
            """
        );

        (string content, string console) = Chromium.Open(measured, width, _report.Folder, "--allow-file-access-from-files", "--dump-dom");
        (_, string pictured) = Chromium.Open(measured, width, _report.Folder, "--allow-file-access-from-files", $"--screenshot={picture}");
        if (Environment.GetEnvironmentVariable("CONV_KEEP_SCREENSHOTS") is { } keep)
            File.Copy(picture, Path.Combine(keep, Path.GetFileName(picture)), overwrite: true);

        Assert.Equal("", console + pictured);
        Assert.Contains($"<title>{width} {width}</title>", content, StringComparison.Ordinal);
        Assert.True(new FileInfo(picture).Length > 20_000);
    }

    [Fact]
    public void A_comparison_that_was_stopped_has_a_report_too()
    {
        var context = new MLContext(1);
        using var stop = new CancellationTokenSource();
        using var folder = new Folder();
        FeatureComparisonOptions options = Samples.Options with { Progress = new CancelAfterTrial(stop) };
        using FeatureComparison comparison = context.CompareFeatures(
            context.Data.LoadFromEnumerable(Samples.Rows()),
            Samples.Sets(context),
            options,
            stop.Token
        );

        string page = File.ReadAllText(comparison.SaveReport(folder.Path));

        Assert.Contains("was stopped before its end", page, StringComparison.Ordinal);
        Assert.Contains("The comparison was cancelled", page, StringComparison.Ordinal);
    }

    private sealed class CancelAfterTrial(CancellationTokenSource stop) : IProgress<ComparisonProgress>
    {
        public void Report(ComparisonProgress value)
        {
            if (value.Message.StartsWith("trial 1", StringComparison.Ordinal))
                stop.Cancel();
        }
    }
}

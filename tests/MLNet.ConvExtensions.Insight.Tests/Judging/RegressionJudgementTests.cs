using System.Globalization;
using System.Text.Json;
using MLNet.ConvExtensions.Tests.Support;
using SkiaSharp;

namespace MLNet.ConvExtensions.Insight.Tests.Judging;

/// <summary>Models that predict a number.</summary>
public sealed class RegressionJudgementTests : IDisposable
{
    private static readonly double[] Known = [1, 2.5, 4, 7, 3],
        Predicted = [1.5, 2, 4.25, 5, 3];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>
    /// python3 -c 'from sklearn.metrics import *; t=[1,2.5,4,7,3]; p=[1.5,2,4.25,5,3]; print(mean_absolute_error(t,p),
    /// median_absolute_error(t,p), mean_squared_error(t,p)**.5, r2_score(t,p))'
    /// </summary>
    [Fact]
    public void Figures_are_scikit_learns()
    {
        RegressionJudgement judgement = Judge();

        Assert.Equal(0.65, judgement.MeanAbsoluteError.Value, 1e-9);
        Assert.Equal(0.5, judgement.MedianAbsoluteError, 1e-9);
        Assert.Equal(0.95524865872714, judgement.RootMeanSquaredError, 1e-9);
        Assert.Equal(0.771875, judgement.RSquared, 1e-9);
        Assert.Equal(-0.35, judgement.MeanResidual, 1e-9);
        Assert.InRange(judgement.MeanAbsoluteError.Low, 0, 0.65);
        Assert.True(judgement.MeanAbsoluteError.High > 0.65);
    }

    [Fact]
    public void The_worst_photos_and_groups_come_first()
    {
        RegressionJudgement judgement = Judge();

        Assert.Equal("3.jpg", Path.GetFileName(judgement.Worst().First().Image));
        Assert.Equal(["south", "north"], judgement.Groups.Select(g => g.Name));
        Assert.Equal(new GroupError("south", 2, 1.25, -0.75), judgement.Groups[0]);
    }

    [Fact]
    public void Without_differences_in_what_is_known_R2_is_not_defined_and_null_in_JSON()
    {
        var judgement = RegressionJudgement.Of([new JudgedNumber("a.jpg", 2, 3), new JudgedNumber("b.jpg", 2, 1)]);
        judgement.SaveJson(_folder.File("judged.json"));

        Assert.True(double.IsNaN(judgement.RSquared));
        using var json = JsonDocument.Parse(File.ReadAllText(_folder.File("judged.json")));
        Assert.Equal(JsonValueKind.Null, json.RootElement.GetProperty("rSquared").ValueKind);
    }

    [Fact]
    public void The_page_has_figures_plots_and_the_worst_photos_and_says_what_is_gone()
    {
        using (var bitmap = new SKBitmap(20, 20))
        using (SKData data = bitmap.Encode(SKEncodedImageFormat.Jpeg, 80))
            File.WriteAllBytes(_folder.File("0.jpg"), data.ToArray());
        Judge(new UnreadPhoto("bad.jpg", "<bad> can't be read.")).SaveHtml(_folder.File("page.html"));
        string page = File.ReadAllText(_folder.File("page.html"));

        string[] parts =
        [
            "<h1>How well does the model do?</h1>",
            "Its numbers are 0.65 off in the mean, on photos whose numbers go from 1 to 7.",
            "5 photos, 1 that could not be judged.",
            "Predicted numbers against known ones",
            "Residuals against known numbers",
            "known <b>7</b>, predicted <b>5</b>: -2",
            "data:image/jpeg;base64,",
            "The file is gone, or can't be read any longer.",
            "&lt;bad&gt; can&#39;t be read.",
            "<td>south</td>",
        ];
        Assert.All(parts, p => Assert.Contains(p, page, StringComparison.Ordinal));
        Assert.DoesNotContain("class apart", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Tables_have_a_line_for_each_photo_and_each_figure()
    {
        RegressionJudgement judgement = Judge(new UnreadPhoto("bad.jpg", "gone"));
        judgement.SavePhotosCsv(_folder.File("photos.csv"));
        judgement.SaveCsv(_folder.File("figures.csv"));

        string[] photos = File.ReadAllLines(_folder.File("photos.csv"));
        Assert.Equal("file,label,predicted,residual,group,error", photos[0]);
        Assert.Equal($"{_folder.File("3.jpg")},7,5,-2,south,", photos[4]);
        Assert.Equal("bad.jpg,,,,,gone", photos[^1]);
        Assert.Contains("all,,median absolute error,,0.5,,,5", File.ReadAllLines(_folder.File("figures.csv")));
    }

    [Theory]
    [InlineData(double.NaN, 1, "the label is NaN and the prediction 1")]
    [InlineData(1, double.PositiveInfinity, "needed: finite numbers")]
    public void Numbers_that_are_not_finite_are_refused_with_the_photo(double label, double predicted, string message)
    {
        string text = Assert.Throws<ArgumentException>(() => RegressionJudgement.Of([new JudgedNumber("a.jpg", label, predicted)])).Message;

        Assert.Contains("'a.jpg'", text, StringComparison.Ordinal);
        Assert.Contains(message, text, StringComparison.Ordinal);
    }

    private RegressionJudgement Judge(params UnreadPhoto[] unread) =>
        RegressionJudgement.Of(
            [
                .. Known.Select(
                    (known, i) =>
                        new JudgedNumber(
                            _folder.File(i.ToString(CultureInfo.InvariantCulture) + ".jpg"),
                            known,
                            Predicted[i],
                            i is 1 or 2 or 4 ? "north" : "south"
                        )
                ),
            ],
            unread
        );
}

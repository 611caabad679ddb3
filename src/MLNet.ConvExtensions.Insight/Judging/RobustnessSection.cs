using System.Text;
using Microsoft.ML.Data;
using static MLNet.ConvExtensions.Insight.Judging.FigureText;

namespace MLNet.ConvExtensions.Insight.Judging;

/// <summary>The page's part on robustness: a curve for each change, above what it does to a photo.</summary>
internal static class RobustnessSection
{
    private const int Side = 80;
    private const int Quality = 65;

    public static string Html(ClassificationJudgement judgement)
    {
        RobustnessJudgement robustness = judgement.Robustness!;
        MetricInterval plain = robustness.Curves[0].Points[0].Accuracy;
        string part = robustness.Photos == judgement.Photos.Count
                ? "The same photos"
                : $"{Count(robustness.Photos)} of the {Count(judgement.Photos.Count)} photos",
            unread = robustness.Unread.Count == 0
                ? ""
                : $" {Count(robustness.Unread.Count)} of them could not be read or judged again, and are left out of all points.";
        var html = new StringBuilder(
            $"<h2>How much may photos change?</h2>\n<p class=\"soft\">{part}, changed before the model's own preprocessing; at 0 as "
                + $"they are: {Score(plain.Value)}. A photo whose shorter side has more "
                + $"than {robustness.PhotoSide} pixels is made smaller first; unchanged in that size, and given to the model in "
                + $"memory, they come to {Score(robustness.InMemory.Value)}. Seed {robustness.Seed}.{unread}</p>\n"
                + "<div class=\"cards\">\n"
        );
        PhotoPixels? example = Example(judgement, robustness, out int seed);
        foreach (RobustnessCurve curve in robustness.Curves)
        {
            string strip = example is null ? "" : Strip(curve, example, seed);
            html.Append(
                $"<figure class=\"card\"><h3>{HtmlPage.Encode(curve.Corruption.Name)}</h3><figcaption>At strength s: "
                    + $"{HtmlPage.Encode(curve.Corruption.Formula)}. Over the strengths it keeps {Score(curve.Kept)} of the accuracy."
                    + $"</figcaption>{JudgementCharts.Robustness(curve)}{strip}</figure>\n"
            );
        }

        return html.Append("</div>\n").ToString();
    }

    /// <summary>The first photo that the model is right on and that can be read, with its seed.</summary>
    private static PhotoPixels? Example(ClassificationJudgement judgement, RobustnessJudgement robustness, out int seed)
    {
        for (int i = 0; i < judgement.Photos.Count; i++)
        {
            if (!judgement.Photos[i].IsRight)
                continue;
            seed = RandomStream.SeedOf(robustness.Seed, i);
            try
            {
                return PhotoPixels.Read(judgement.Photos[i].Image, robustness.PhotoSide);
            }
            catch (ImageInputException)
            {
                // Gone since it was judged: the next one will do.
            }
        }

        seed = 0;
        return null;
    }

    private static string Strip(RobustnessCurve curve, PhotoPixels example, int seed)
    {
        IEnumerable<string> figures = curve.Points.Select(point =>
        {
            using MLImage image = (point.Strength == 0 ? example : curve.Corruption.Apply(example, point.Strength, seed)).ToImage();
            string uri = "data:image/jpeg;base64," + Convert.ToBase64String(PhotoThumbnail.Jpeg(image, Side, Quality)),
                strength = Number(point.Strength);
            return $"<figure><img src=\"{uri}\" alt=\"{HtmlPage.Encode(curve.Corruption.Name)} "
                + $"{strength}\"><figcaption>{strength}</figcaption></figure>";
        });
        return $"<div class=\"strip\">{string.Concat(figures)}</div>";
    }
}

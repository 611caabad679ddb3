using MLNet.ConvExtensions.Insight.Judging;

namespace MLNet.ConvExtensions;

/// <summary>Writes what a judgement found out, for people and for programs. Files are replaced when they are whole.</summary>
public static class JudgementReport
{
    /// <summary>
    /// Writes one page that needs no network: figures with intervals, what is taken for what, with the photos, mistakes, calibration,
    /// thresholds, groups and
    /// robustness. Photos are read from their files; where one is gone, its place says so.
    /// </summary>
    /// <param name="judgement">The judgement.</param>
    /// <param name="file">The file's path.</param>
    /// <param name="options">What the page shows; null for the defaults.</param>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    /// <exception cref="IOException">The file can't be written.</exception>
    public static void SaveHtml(this ClassificationJudgement judgement, string file, JudgementPageOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(judgement);
        ArgumentException.ThrowIfNullOrWhiteSpace(file);
        options ??= new JudgementPageOptions();
        options.Validate();
        new JudgementPage(judgement, options).Write().Save(file);
    }

    /// <summary>Writes all numbers, and what is said of each photo, as JSON. Numbers that are not defined are null.</summary>
    /// <param name="judgement">The judgement.</param>
    /// <param name="file">The file's path.</param>
    /// <exception cref="IOException">The file can't be written.</exception>
    public static void SaveJson(this ClassificationJudgement judgement, string file)
    {
        ArgumentNullException.ThrowIfNull(judgement);
        ArgumentException.ThrowIfNullOrWhiteSpace(file);
        Save(file, JudgementJson.Write(judgement));
    }

    /// <summary>
    /// Writes all numbers as CSV, a line each: part, name, metric, at, value, low, high, photos. <c>at</c> is a threshold, a confidence or
    /// a strength.
    /// </summary>
    /// <param name="judgement">The judgement.</param>
    /// <param name="file">The file's path.</param>
    /// <exception cref="IOException">The file can't be written.</exception>
    public static void SaveCsv(this ClassificationJudgement judgement, string file)
    {
        ArgumentNullException.ThrowIfNull(judgement);
        ArgumentException.ThrowIfNullOrWhiteSpace(file);
        Save(file, JudgementCsv.Write(judgement));
    }

    /// <summary>
    /// Writes what is said of each photo as CSV: file, label, predicted, confidence, label_probability, rank, group, error.
    /// </summary>
    /// <param name="judgement">The judgement.</param>
    /// <param name="file">The file's path.</param>
    /// <exception cref="IOException">The file can't be written.</exception>
    public static void SavePhotosCsv(this ClassificationJudgement judgement, string file)
    {
        ArgumentNullException.ThrowIfNull(judgement);
        ArgumentException.ThrowIfNullOrWhiteSpace(file);
        Save(file, JudgementCsv.WritePhotos(judgement));
    }

    /// <summary>Maps of what a model looked at, for <see cref="JudgementPageOptions.MistakeMap"/>.</summary>
    /// <param name="explainer">
    /// Explains the model that was judged: <c>mlContext.Model.CreateImageExplainer(model)</c>, with no class among its options, so that it
    /// explains what is predicted.
    /// </param>
    /// <returns>
    /// What draws a map for a photo, whichever class it is asked for; null for one that can't be read any longer.
    /// </returns>
    public static Func<string, int, byte[]?> MapsOf(ImageExplainer explainer)
    {
        ArgumentNullException.ThrowIfNull(explainer);
        return (image, _) => MistakeOverlay.Draw(explainer, image);
    }

    private static void Save(string file, string content)
    {
        WholeFile.Write(file, temporary => File.WriteAllText(temporary, content));
    }
}

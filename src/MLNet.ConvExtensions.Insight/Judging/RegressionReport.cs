using MLNet.ConvExtensions.Insight.Judging;

namespace MLNet.ConvExtensions;

/// <summary>Writes what a judgement of numbers found out, for people and for programs. Files are replaced when they are whole.</summary>
public static class RegressionReport
{
    /// <summary>
    /// Writes one page that needs no network: figures, predicted against known numbers, residuals, the photos that are furthest off, and
    /// groups. Photos are read from their files; where one is gone, its place says so.
    /// </summary>
    /// <param name="judgement">The judgement.</param>
    /// <param name="file">The file's path.</param>
    /// <param name="options">What the page shows; null for the defaults. There are no maps of what the model looked at.</param>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    /// <exception cref="IOException">The file can't be written.</exception>
    public static void SaveHtml(this RegressionJudgement judgement, string file, JudgementPageOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(judgement);
        ArgumentException.ThrowIfNullOrWhiteSpace(file);
        options ??= new JudgementPageOptions();
        options.Validate();
        new RegressionPage(judgement, options).Write().Save(file);
    }

    /// <summary>Writes all numbers, and what is said of each photo, as JSON. Numbers that are not defined are null.</summary>
    /// <param name="judgement">The judgement.</param>
    /// <param name="file">The file's path.</param>
    /// <exception cref="IOException">The file can't be written.</exception>
    public static void SaveJson(this RegressionJudgement judgement, string file) => Save(judgement, file, JudgementJson.Write);

    /// <summary>Writes the figures as CSV, a line each: part, name, metric, at, value, low, high, photos.</summary>
    /// <param name="judgement">The judgement.</param>
    /// <param name="file">The file's path.</param>
    /// <exception cref="IOException">The file can't be written.</exception>
    public static void SaveCsv(this RegressionJudgement judgement, string file) => Save(judgement, file, JudgementCsv.Write);

    /// <summary>Writes what is said of each photo as CSV: file, label, predicted, residual, group, error.</summary>
    /// <param name="judgement">The judgement.</param>
    /// <param name="file">The file's path.</param>
    /// <exception cref="IOException">The file can't be written.</exception>
    public static void SavePhotosCsv(this RegressionJudgement judgement, string file) => Save(judgement, file, JudgementCsv.WritePhotos);

    private static void Save(RegressionJudgement judgement, string file, Func<RegressionJudgement, string> write)
    {
        ArgumentNullException.ThrowIfNull(judgement);
        ArgumentException.ThrowIfNullOrWhiteSpace(file);
        WholeFile.Write(file, temporary => File.WriteAllText(temporary, write(judgement)));
    }
}

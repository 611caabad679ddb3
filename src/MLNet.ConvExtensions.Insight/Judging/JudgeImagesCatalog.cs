using MLNet.ConvExtensions;
using MLNet.ConvExtensions.Insight.Judging;

namespace Microsoft.ML;

/// <summary>Adds to ML.NET's catalogs what judges a model of images by photos of known labels.</summary>
public static class JudgeImagesCatalog
{
    /// <summary>
    /// Judges a model that tells classes apart: <c>mlContext.MulticlassClassification.JudgeImages(model,
    /// photos).SaveHtml("judged.html")</c>.
    /// </summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="model">The model. It stays the caller's.</param>
    /// <param name="data">
    /// The photos, which the model should not have learned from: paths and classes, as <c>LoadImageFolder</c> and <c>LoadImageList</c> give
    /// them.
    /// </param>
    /// <param name="options">Columns, and what else is asked; null for the defaults.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The judgement. Photos that can't be read are left out, and named in it.</returns>
    /// <exception cref="NotSupportedException">The model doesn't tell classes apart; the message says what it does.</exception>
    /// <exception cref="ArgumentException">
    /// A column is missing or of another type, a row has no label or one that the model doesn't know, or an option is out of range; the
    /// message names it.
    /// </exception>
    /// <exception cref="ImageInputException">None of the photos can be read.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static ClassificationJudgement JudgeImages(
        this MulticlassClassificationCatalog catalog,
        ImageModel model,
        IDataView data,
        ImageJudgingOptions? options = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return new ImageJudge(model, data, options).Classes(cancellationToken);
    }

    /// <summary>Judges a model that says no or yes, as the overload for several classes does.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="model">The model. It stays the caller's.</param>
    /// <param name="data">The photos: paths, and Boolean labels, or text with <see cref="ImageJudgingOptions.PositiveLabel"/>.</param>
    /// <param name="options">Columns, and what else is asked; null for the defaults.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The judgement. Photos that can't be read are left out, and named in it.</returns>
    /// <exception cref="NotSupportedException">The model doesn't say no or yes; the message says what it does.</exception>
    /// <exception cref="ArgumentException">
    /// A column is missing or of another type, a row has no label, or an option is out of range; the message names it.
    /// </exception>
    /// <exception cref="ImageInputException">None of the photos can be read.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static ClassificationJudgement JudgeImages(
        this BinaryClassificationCatalog catalog,
        ImageModel model,
        IDataView data,
        ImageJudgingOptions? options = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return new ImageJudge(model, data, options).NoOrYes(cancellationToken);
    }

    /// <summary>Judges a model that predicts a number, as the overload for several classes does.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="model">The model. It stays the caller's.</param>
    /// <param name="data">The photos: paths, and numbers.</param>
    /// <param name="options">Columns; null for the defaults. It has no positive label and no robustness.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The judgement. Photos that can't be read are left out, and named in it.</returns>
    /// <exception cref="NotSupportedException">The model doesn't predict a number; the message says what it does.</exception>
    /// <exception cref="ArgumentException">
    /// A column is missing or of another type, a row has no finite number, or an option is for other models; the message names it.
    /// </exception>
    /// <exception cref="ImageInputException">None of the photos can be read.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static RegressionJudgement JudgeImages(
        this RegressionCatalog catalog,
        ImageModel model,
        IDataView data,
        ImageJudgingOptions? options = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return new ImageJudge(model, data, options).Numbers(cancellationToken);
    }
}

using MLNet.ConvExtensions;
using MLNet.ConvExtensions.Insight.Inspection;

namespace Microsoft.ML;

/// <summary>Looks for what is wrong with photos and their labels.</summary>
public static class ImageInspectionCatalog
{
    /// <summary>
    /// Looks for likely wrong labels, copies (re-encoded, resized, mirrored or cropped), leaks between parts of the data, outliers, and
    /// unreadable, blurred, dark, bright, empty, small and oddly shaped photos; and for what betrays the class without the subject.
    /// </summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="data">A row for each photo: its path and, as the options say, its class, its group and its part of the data.</param>
    /// <param name="backbone">The network whose features labels, outliers and similar photos are found by.</param>
    /// <param name="options">What the columns are called, and limits; null for the defaults.</param>
    /// <param name="cancellation">Ends it early, by an <see cref="OperationCanceledException"/>.</param>
    /// <returns>What was found, with the reasons. No file is changed.</returns>
    /// <remarks>
    /// <para>Every photo is read twice, first to be measured, then for the features. About 5 KB and the features are kept of each; the
    /// photos themselves aren't. A photo that can't be read, or isn't there any more, is a finding.</para>
    /// <para>Labels are checked by confident learning (Northcutt, Jiang and Chuang 2021) over probabilities of ML.NET's logistic regression
    /// for photos that it hasn't seen: groups and copies are never on both sides.</para>
    /// <para>Photos are compared as copies if their hashes (cosine transform, 64 bits, also mirrored) or their features are similar, and
    /// are
    /// copies if their details correlate once they lie on each other. Photos of a burst in which nothing moved can't be told from copies,
    /// and leak in the same way.</para>
    /// </remarks>
    /// <exception cref="ArgumentException">An option is out of range, or a column isn't there.</exception>
    /// <exception cref="ImageInputException">There are no photos, or none can be read.</exception>
    public static ImageInspection InspectImages(
        this DataOperationsCatalog catalog,
        IDataView data,
        Backbone backbone,
        ImageInspectionOptions? options = null,
        CancellationToken cancellation = default
    )
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(backbone);
        options ??= new ImageInspectionOptions();
        options.Validate();
        return new InspectionJob(backbone, options, cancellation).Run(PhotoRows.Read(data, options));
    }
}

using MLNet.ConvExtensions;

namespace Microsoft.ML;

/// <summary>Adds stages that find objects in photos to <see cref="TransformsCatalog"/>.</summary>
public static class DetectObjectsCatalog
{
    /// <summary>Finds objects in photos.</summary>
    /// <param name="catalog">The transforms' catalog.</param>
    /// <param name="outputColumnName">
    /// Name of the new column, a vector of <see cref="float"/> of known size: of each object left, top, width and height as parts of the
    /// photo, confidence, class. <see cref="Detector.ReadRow"/> reads it.
    /// </param>
    /// <param name="inputColumnName">
    /// Name of the column of images: paths, encoded files (vector of bytes) or <see cref="Data.MLImage"/>.
    /// </param>
    /// <param name="detector">The network.</param>
    /// <param name="options">
    /// Thresholds, device, what to do with bad images; its names of columns aren't used. If left out, the detector's own.
    /// </param>
    /// <returns>The estimator.</returns>
    public static DetectObjectsEstimator DetectObjects(
        this TransformsCatalog catalog,
        string outputColumnName,
        string? inputColumnName,
        Detector detector,
        DetectionOptions? options = null
    )
    {
        ArgumentNullException.ThrowIfNull(detector);
        return catalog.DetectObjects(
            detector,
            (options ?? detector.Options) with
            {
                OutputColumnName = outputColumnName,
                InputColumnName = inputColumnName,
            }
        );
    }

    /// <summary>Finds objects in photos.</summary>
    /// <param name="catalog">The transforms' catalog.</param>
    /// <param name="detector">The network.</param>
    /// <param name="options">Columns, thresholds, device, what to do with bad images.</param>
    /// <returns>The estimator.</returns>
    public static DetectObjectsEstimator DetectObjects(this TransformsCatalog catalog, Detector detector, DetectionOptions options)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(detector);
        ArgumentNullException.ThrowIfNull(options);
        return new DetectObjectsEstimator(catalog, detector, options);
    }

    /// <summary>Cuts the object of which a detector is most sure out of photos.</summary>
    /// <param name="catalog">The transforms' catalog.</param>
    /// <param name="outputColumnName">
    /// Name of the new column, a vector of <see cref="float"/> of known size: planes of red, green and blue, 0 to 255, as
    /// <c>ConvFeatures</c> takes them.
    /// </param>
    /// <param name="inputColumnName">
    /// Name of the column of images: paths, encoded files (vector of bytes) or <see cref="Data.MLImage"/>.
    /// </param>
    /// <param name="detector">The network.</param>
    /// <param name="crop">Size of the crop, margin, what becomes of blank photos.</param>
    /// <param name="options">
    /// Thresholds, device, what to do with bad images; its names of columns aren't used. If left out, the detector's own.
    /// </param>
    /// <returns>The estimator.</returns>
    public static CropToDetectionsEstimator CropToDetections(
        this TransformsCatalog catalog,
        string outputColumnName,
        string? inputColumnName,
        Detector detector,
        CropToDetectionsOptions? crop = null,
        DetectionOptions? options = null
    )
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(detector);
        return new CropToDetectionsEstimator(
            catalog,
            detector,
            crop ?? new CropToDetectionsOptions(),
            (options ?? detector.Options) with
            {
                OutputColumnName = outputColumnName,
                InputColumnName = inputColumnName,
            }
        );
    }
}

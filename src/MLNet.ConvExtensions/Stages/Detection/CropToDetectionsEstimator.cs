using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.Columns;
using MLNet.ConvExtensions.Stages.Detection;

namespace MLNet.ConvExtensions;

/// <summary>
/// Cuts the object of which a <see cref="Detector"/> is most sure out of photos, so that a classifier sees it, in training and later, and
/// not the meadow around it.
/// </summary>
/// <remarks>
/// <list type="table">
/// <listheader><term>Estimator characteristics</term><description></description></listheader>
/// <item><term>Does this estimator need to look at the data to train its parameters?</term><description>No</description></item>
/// <item><term>Input column data type</term><description>Text (paths), vector of <see cref="byte"/> (encoded images) or
/// <see cref="MLImage"/></description></item>
/// <item><term>Output column data type</term><description>Known-sized vector of <see cref="float"/>, 3 x height x width: planes of red, green
/// and blue from 0 to 255, which <c>ConvFeatures</c> of a backbone of that size takes as pixels</description></item>
/// <item><term>Saved in a model as</term><description>ML.NET's stages with the network, between stages that need this library to load, as
/// <see cref="DetectObjectsEstimator"/></description></item>
/// </list>
/// <para>
/// Photos are decoded at full size (<see cref="DetectionOptions.FastDecode"/> isn't used): the animal may be a small part of one. One run of
/// the detector takes one photo.
/// </para>
/// The constructor stores what it is given; options are checked by <see cref="Fit"/> and <see cref="GetOutputSchema"/>.
/// </remarks>
public sealed class CropToDetectionsEstimator : IEstimator<CropToDetectionsTransformer>
{
    private readonly TransformsCatalog _catalog;
    private readonly Detector _detector;
    private readonly CropToDetectionsOptions _crop;
    private readonly DetectionOptions _options;

    internal CropToDetectionsEstimator(TransformsCatalog catalog, Detector detector, CropToDetectionsOptions crop, DetectionOptions options)
    {
        _catalog = catalog;
        _detector = detector;
        _crop = crop;
        _options = options;
    }

    /// <summary>Makes the network's session. The images themselves are not read.</summary>
    /// <param name="input">Data with a column of images.</param>
    /// <returns>The transformer, which owns an ONNX Runtime session: dispose it when it is no longer needed.</returns>
    /// <exception cref="ArgumentException">An option is out of range, or a label is none of the detector's classes.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The column of images is missing or has another type.</exception>
    /// <exception cref="OnnxNetworkException">ONNX Runtime can't run the network.</exception>
    /// <exception cref="InvalidOperationException">A GPU was asked for and can't be had.</exception>
    public CropToDetectionsTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        Validate();
        DataViewSchema.Column column = ImageColumn.Find(input.Schema, _options.InputName);
        ImageColumnKind kind = DetectionEngine.KindOf(column.Name, column.Type, [_detector.Prepared.PixelShape]);
        return new CropToDetectionsTransformer(_crop, _options, _detector.Prepared, kind);
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">An option is out of range, or a label is none of the detector's classes.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The column of images is missing or has another type.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        Validate();
        ImageColumn.Check(inputSchema, _options.InputName, [_detector.Prepared.PixelShape]);
        return VectorShape.Of(_catalog, _options.OutputColumnName, 3 * _crop.Width * _crop.Height).GetOutputSchema(inputSchema);
    }

    private void Validate()
    {
        _options.Validate();
        _crop.Validate(_detector.Classes);
    }
}

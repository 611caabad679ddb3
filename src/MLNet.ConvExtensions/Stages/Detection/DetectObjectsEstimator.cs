using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.Columns;
using MLNet.ConvExtensions.Stages.Detection;

namespace MLNet.ConvExtensions;

/// <summary>Finds objects in photos with a <see cref="Detector"/>.</summary>
/// <remarks>
/// <list type="table">
/// <listheader><term>Estimator characteristics</term><description></description></listheader>
/// <item><term>Does this estimator need to look at the data to train its parameters?</term><description>No</description></item>
/// <item><term>Input column data type</term><description>Text (paths), vector of <see cref="byte"/> (encoded images) or
/// <see cref="MLImage"/></description></item>
/// <item><term>Output column data type</term><description>Known-sized vector of <see cref="float"/>, six numbers for each of up to
/// <see cref="DetectionOptions.MaxDetections"/> objects: left, top, width, height (0 to 1, of the upright photo), confidence (0 to 1) and
/// class (from 0), the most confident first, zeros behind the last. A blank photo has zeros alone. <see cref="Detector.ReadRow"/> reads it.
/// </description></item>
/// <item><term>Saved in a model as</term><description>ML.NET's stages with the network, between stages that need this library to load: call
/// <c>mlContext.ComponentCatalog.RegisterAssembly(typeof(DetectObjectsEstimator).Assembly)</c> before <c>Model.Load</c>. The values are
/// those of <see cref="DetectionOptions.FastDecode"/> set to false; a bad image is an error there.
/// <see cref="ConvFeaturesModelCatalog.LoadWithConvFeatures(ModelOperationsCatalog, string, out DataViewSchema, Func{ConvFeaturesOptions, ConvFeaturesOptions})"/>
/// gives this stage back.</description></item>
/// </list>
/// The constructor stores what it is given; options are checked by <see cref="Fit"/> and <see cref="GetOutputSchema"/>.
/// </remarks>
public sealed class DetectObjectsEstimator : IEstimator<DetectObjectsTransformer>
{
    private readonly TransformsCatalog _catalog;
    private readonly Detector _detector;
    private readonly DetectionOptions _options;

    internal DetectObjectsEstimator(TransformsCatalog catalog, Detector detector, DetectionOptions options)
    {
        _catalog = catalog;
        _detector = detector;
        _options = options;
    }

    /// <summary>Makes the network's session. The images themselves are not read.</summary>
    /// <param name="input">Data with a column of images.</param>
    /// <returns>The transformer, which owns an ONNX Runtime session: dispose it when it is no longer needed.</returns>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The column of images is missing or has another type.</exception>
    /// <exception cref="OnnxNetworkException">ONNX Runtime can't run the network.</exception>
    /// <exception cref="InvalidOperationException">A GPU was asked for and can't be had.</exception>
    public DetectObjectsTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        _options.Validate();
        DataViewSchema.Column column = ImageColumn.Find(input.Schema, _options.InputName);
        ImageColumnKind kind = DetectionEngine.KindOf(column.Name, column.Type, [_detector.Prepared.PixelShape]);
        return new DetectObjectsTransformer(_options, _detector.Prepared, kind);
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The column of images is missing or has another type.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        _options.Validate();
        ImageColumn.Check(inputSchema, _options.InputName, [_detector.Prepared.PixelShape]);
        int width = _options.MaxDetections * DetectionEngine.Numbers;
        return VectorShape.Of(_catalog, _options.OutputColumnName, width).GetOutputSchema(inputSchema);
    }
}

using Microsoft.Extensions.Logging;
using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.Columns;
using MLNet.ConvExtensions.Rows;
using MLNet.ConvExtensions.Stages.ConvFeatures;

namespace MLNet.ConvExtensions;

/// <summary>
/// Turns images into features of a pretrained convolutional network: the output of one of its layers, pooled or flattened.
/// </summary>
/// <remarks>
/// <list type="table">
/// <listheader><term>Estimator characteristics</term><description></description></listheader>
/// <item><term>Does this estimator need to look at the data to train its parameters?</term><description>No</description></item>
/// <item><term>Input column data type</term><description>Text (paths), vector of <see cref="byte"/> (encoded images),
/// <see cref="MLImage"/>, or known-sized vector of <see cref="float"/> (pixels); of networks of signals, volumes or other channels than grey
/// and colours the vector alone</description></item>
/// <item><term>Output column data type</term><description>Known-sized vector of <see cref="float"/></description></item>
/// <item><term>Saved in a model as</term><description>stock ML.NET stages; for encoded images with a decoding stage that needs this library
/// to load.
/// <see cref="ConvFeaturesModelCatalog.LoadWithConvFeatures(ModelOperationsCatalog, string, out DataViewSchema, Func{ConvFeaturesOptions, ConvFeaturesOptions})"/>
/// gives this stage back.</description></item>
/// </list>
/// <para>
/// A model that is loaded plainly, by <c>Model.Load</c> with or without this library, sees images as ML.NET's own stages show them, and a
/// graph in the model makes of that what this stage sees. Images of up to 512 pixels a side (1,024 for networks of 224 pixels) come out the
/// same but for roundings: over 1,340 photos of 99 to 500 pixels the cosine of the features with this stage's is 0.9997 at least. Of larger
/// images fewer pixels are seen: 0.995 at least on photos full of detail of up to 24 megapixels. Not the same are photos that EXIF says are
/// turned, which ML.NET doesn't turn, what is fully transparent, which is black there, drawings of few edges, whose size can't be told, and
/// images of more than 8,192 pixels a side, which are taken as ML.NET resizes them, with colours darkened where they are transparent; and a
/// bad image is an error there, whatever <see cref="BadImageHandling"/> says. <c>Save</c> logs this. Pixels as input give the same features
/// exactly.
/// </para>
/// <para>Of a network of grey images, [N, 1, H, W], the features are those of the grey that is 0.299 red + 0.587 green + 0.114 blue (ITU-R
/// BT.601, as Pillow's <c>convert("L")</c>, which rounds it to whole numbers). A vector of pixels has the network's own channel, or three.
/// Networks of signals, [N, C, L], volumes, [N, C, D, H, W], and images of other channels, take vectors as they are, one channel behind the
/// other.</para>
/// The constructor stores what it is given; options are checked and the network is loaded by <see cref="Fit"/> and
/// <see cref="GetOutputSchema"/>.
/// </remarks>
public sealed class ConvFeaturesEstimator : IEstimator<ConvFeaturesTransformer>
{
    private readonly TransformsCatalog _catalog;
    private readonly Backbone _backbone;
    private readonly ConvFeaturesOptions _options;
    private readonly Lazy<FeatureNetwork> _network;
    private readonly Lazy<FeatureCache?> _cache;
    private readonly Lazy<FeatureCache?> _vectorCache;

    internal ConvFeaturesEstimator(TransformsCatalog catalog, Backbone backbone, ConvFeaturesOptions options)
    {
        _catalog = catalog;
        _backbone = backbone;
        _options = options;
        _network = new Lazy<FeatureNetwork>(
            () =>
            {
                _options.Validate();
                return FeatureNetwork.Create(_backbone, _options.Layer, _options.Pooling, _options.Crops);
            },
            LazyThreadSafetyMode.PublicationOnly
        );
        _cache = new Lazy<FeatureCache?>(() => BackboneSession.CreateCache(_options, _network.Value));
        _vectorCache = new Lazy<FeatureCache?>(() => BackboneSession.CreateCache(_options, _network.Value.OfVectors!));
    }

    /// <summary>Loads the network. The images themselves are not read.</summary>
    /// <param name="input">Data with a column of images.</param>
    /// <returns>The transformer, which owns an ONNX Runtime session: dispose it when it is no longer needed.</returns>
    /// <exception cref="ArgumentException">An option is out of range, or there is no layer of the name that was asked for.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The column of images is missing or has another type.</exception>
    /// <exception cref="OnnxNetworkException">The backbone is missing, damaged, or not a network of images.</exception>
    /// <exception cref="InvalidOperationException">A GPU was asked for and can't be had.</exception>
    public ConvFeaturesTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        FeatureNetwork network = _network.Value;
        if (network.Remark is { } remark)
            _options.Logger?.LogWarning("{Remark}", remark);
        DataViewSchema.Column column = ImageColumn.Find(input.Schema, _options.InputName);
        ImageColumnKind kind = ImageColumn.KindOf(column.Name, column.Type, network.PixelShapes, network.TakesImages);
        if (kind.IsVector() && network.OfVectors is { } vectors && ((VectorDataViewType)column.Type).Size == vectors.PixelShape.Length)
            return new ConvFeaturesTransformer(_options, vectors, kind, _vectorCache.Value);
        return new ConvFeaturesTransformer(_options, network, kind, _cache.Value);
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">An option is out of range, or there is no layer of the name that was asked for.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The column of images is missing or has another type.</exception>
    /// <exception cref="OnnxNetworkException">The backbone is missing, damaged, or not a network of images.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        FeatureNetwork network = _network.Value;
        ImageColumn.Check(inputSchema, _options.InputName, network.PixelShapes, network.TakesImages);
        return VectorShape.Of(_catalog, _options.OutputColumnName, network.Width).GetOutputSchema(inputSchema);
    }
}

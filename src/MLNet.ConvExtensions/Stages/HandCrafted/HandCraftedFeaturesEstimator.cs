using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.Columns;
using MLNet.ConvExtensions.Rows;
using MLNet.ConvExtensions.Stages.HandCrafted;

namespace MLNet.ConvExtensions;

/// <summary>Turns images into hand-crafted features: shape, colour, gradients, texture, edges, pixels.</summary>
/// <remarks>
/// <list type="table">
/// <listheader><term>Estimator characteristics</term><description></description></listheader>
/// <item><term>Does this estimator need to look at the data to train its parameters?</term><description>No</description></item>
/// <item><term>Input column data type</term><description>Text (paths), vector of <see cref="byte"/> (encoded images),
/// <see cref="MLImage"/>, or known-sized vector of <see cref="float"/> (pixels)</description></item>
/// <item><term>Output column data type</term><description>Known-sized vector of <see cref="float"/>, with slot names</description></item>
/// <item><term>Saved in a model as</term><description>stages that need this library to load: call
/// <c>mlContext.ComponentCatalog.RegisterAssembly(typeof(HandCraftedFeaturesEstimator).Assembly)</c> before <c>Model.Load</c>. The values
/// are the same then.</description></item>
/// </list>
/// Values agree with scikit-image and OpenCV. The constructor stores what it is given; options are checked by <see cref="Fit"/> and
/// <see cref="GetOutputSchema"/>.
/// </remarks>
public sealed class HandCraftedFeaturesEstimator : IEstimator<HandCraftedFeaturesTransformer>
{
    private readonly TransformsCatalog _catalog;
    private readonly HandCraftedFeaturesOptions _options;
    private readonly Lazy<HandCraftedEngine> _engine;
    private readonly Lazy<FeatureCache?> _cache;

    internal HandCraftedFeaturesEstimator(TransformsCatalog catalog, HandCraftedFeaturesOptions options)
    {
        _catalog = catalog;
        _options = options;
        _engine = new Lazy<HandCraftedEngine>(() => new HandCraftedEngine(options), LazyThreadSafetyMode.PublicationOnly);
        _cache = new Lazy<FeatureCache?>(() => _engine.Value.CreateCache());
    }

    /// <summary>Checks options and columns. The images themselves are not read.</summary>
    /// <param name="input">Data with a column of images.</param>
    /// <returns>The transformer.</returns>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The column of images is missing or has another type.</exception>
    public HandCraftedFeaturesTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        HandCraftedEngine engine = _engine.Value;
        DataViewSchema.Column column = ImageColumn.Find(input.Schema, _options.InputName);
        return new HandCraftedFeaturesTransformer(_options, engine, column.Type, _cache.Value);
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The column of images is missing or has another type.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        HandCraftedEngine engine = _engine.Value;
        ImageColumn.Check(inputSchema, _options.InputName, engine.PixelShapes);
        return VectorShape.Of(_catalog, _options.OutputColumnName, engine.Width).GetOutputSchema(inputSchema);
    }
}

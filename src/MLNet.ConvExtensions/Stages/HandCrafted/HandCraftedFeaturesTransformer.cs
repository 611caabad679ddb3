using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.Columns;
using MLNet.ConvExtensions.Rows;
using MLNet.ConvExtensions.Stages.HandCrafted;
using MLNet.ConvExtensions.Stock;

namespace MLNet.ConvExtensions;

/// <summary>
/// Adds a column of hand-crafted features to data with images. Lazy: images are read and computed, a few ahead, when a cursor asks for the
/// features.
/// </summary>
public sealed class HandCraftedFeaturesTransformer : ITransformer
{
    private readonly HandCraftedEngine _engine;
    private readonly DataViewType _inputType;

    internal HandCraftedFeaturesTransformer(
        HandCraftedFeaturesOptions options,
        HandCraftedEngine engine,
        DataViewType inputType,
        FeatureCache? cache
    )
    {
        Options = options;
        _engine = engine;
        _inputType = inputType;
        Stage = new RowStage(
            options.Settings,
            ImageColumn.KindOf(options.InputName, inputType, engine.PixelShapes),
            engine,
            cache,
            engine.SlotNames
        );
    }

    /// <summary>Length of the vector of features.</summary>
    public int FeatureCount => _engine.Width;

    /// <summary>The name of every feature, such as "Hog.Block0,0.Cell0,1.20deg"; the column's slot names.</summary>
    public IReadOnlyList<string> FeatureNames => _engine.SlotNames;

    /// <summary>The images that could not be read, where <see cref="BadImageHandling.Missing"/> was chosen.</summary>
    public BadImageLog BadImages => Stage.BadImages;

    bool ITransformer.IsRowToRowMapper => true;

    internal HandCraftedFeaturesOptions Options { get; }

    internal HandCraftedEngine Engine => _engine;

    internal RowStage Stage { get; }

    /// <summary>The input's schema with the column of features added; a column of the same name is hidden by it.</summary>
    /// <param name="inputSchema">The input's schema, which must hold the column of images.</param>
    /// <returns>The schema of what <see cref="Transform"/> returns.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The column of images is missing or has another type.</exception>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => Stage.GetOutputSchema(inputSchema);

    /// <summary>The input with the column of features. Nothing is read yet.</summary>
    /// <param name="input">
    /// Data with a column of images: paths, encoded files or <see cref="MLImage"/>, whichever of these Fit saw; pixels where Fit saw
    /// pixels.
    /// </param>
    /// <returns>The data with the features.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The column of images is missing or has another type.</exception>
    public IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return new RowStageView(Stage, input);
    }

    IRowToRowMapper ITransformer.GetRowToRowMapper(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return new RowStageMapper(Stage, inputSchema);
    }

    /// <summary>The same stage, to which a bad image is an error.</summary>
    internal HandCraftedFeaturesTransformer Strict() =>
        Options.BadImages == BadImageHandling.Throw
            ? this
            : new HandCraftedFeaturesTransformer(Options with { BadImages = BadImageHandling.Throw }, _engine, _inputType, cache: null);

    void ICanSaveModel.Save(ModelSaveContext ctx)
    {
        ArgumentNullException.ThrowIfNull(ctx);
        using StockModel stock = HandCraftedChain.Create(this, _inputType);
        stock.Save(ctx);
    }
}

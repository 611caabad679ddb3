using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;
using MLNet.ConvExtensions.Columns;
using MLNet.ConvExtensions.Networks.Edits;
using MLNet.ConvExtensions.Stock;

namespace MLNet.ConvExtensions.Stages.HandCrafted;

/// <summary>
/// The stage written as stages that ML.NET can save: mappings of this library, with the options in a stock stage between them.
/// </summary>
internal static class HandCraftedChain
{
    private const string InterleavedColumn = "HandCrafted.Interleaved",
        PlanesColumn = "HandCrafted.Planes";
    private const int Opset = 13;

    /// <summary>The numbers of stages before the graph and behind it that belong to a saved stage of images.</summary>
    public const int StagesBefore = 5,
        StagesBehind = 2;

    /// <summary>The input of the graph, by which a saved stage is known.</summary>
    public const string GraphInput = SizedVectors.Sized;

    /// <summary>The stages of a fitted transformer.</summary>
    public static StockModel Create(HandCraftedFeaturesTransformer transformer, DataViewType inputType)
    {
        HandCraftedFeaturesOptions options = transformer.Options;
        var context = new MLContext();
        context.ComponentCatalog.RegisterAssembly(typeof(HandCraftedChain).Assembly);
        string features = $"HandCrafted.{options.OutputColumnName}.Features";
        (int length, IEstimator<ITransformer> size) = SizedVectors.Size(context, transformer.FeatureCount);
        var model = new StockModel(context, EmptyData.Of(context, options.InputName, transformer.Stage.Kind, inputType));
        try
        {
            Copy(context, model, transformer);
            model.Add([
                .. SizedVectors.Settings(context, HandCraftedInput.SettingsColumn, SavedHandCrafted.Describe(options)),
                Compute(context, transformer.Stage.Kind),
                size,
            ]);
            model.AddNetwork(
                features,
                [GraphInput],
                SizedVectors.Cut("HandCrafted", length, features, transformer.FeatureCount, transformer.FeatureNames)
            );
            model.Add(
                context.Transforms.CopyColumns(options.OutputColumnName, features),
                context.Transforms.DropColumns(
                    HandCraftedInput.ImageColumn,
                    SettingsKeyMapping.KeyColumn,
                    HandCraftedInput.SettingsColumn,
                    SizedVectors.Vector,
                    GraphInput,
                    features
                )
            );
            return model;
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    /// <summary>The stage of images out of what it was saved as.</summary>
    /// <param name="before">The loaded stages before the graph, <see cref="StagesBefore"/> of them.</param>
    /// <returns>The stage; null where these stages aren't those of a stage of images.</returns>
    /// <exception cref="FormatException">The saved options are damaged.</exception>
    public static HandCraftedFeaturesTransformer? Restore(IReadOnlyList<ITransformer> before)
    {
        if (before is not [_, _, var settings, var compute, _] || ImageType(compute) is not { } type)
            return null;
        var row = new SettingsKeyMapping.Key { Value = SettingsKeyMapping.TheKey };
        IDataView saved = settings.Transform(new MLContext().Data.LoadFromEnumerable([row]));
        HandCraftedFeaturesOptions options = SavedHandCrafted.Parse(saved.GetColumn<string>(HandCraftedInput.SettingsColumn).Single());
        var engine = new HandCraftedEngine(options);
        return new HandCraftedFeaturesTransformer(options, engine, type, engine.CreateCache());
    }

    /// <summary>The type of the column of images that a mapping reads; null for a mapping of pixels, and for any other stage.</summary>
    private static DataViewType? ImageType(ITransformer compute)
    {
        Type? image = compute.GetType().GenericTypeArguments.FirstOrDefault();
        return image == typeof(HandCraftedPathMapping.Image) ? TextDataViewType.Instance
            : image == typeof(HandCraftedEncodedMapping.Image) ? new VectorDataViewType(NumberDataViewType.Byte)
            : image == typeof(HandCraftedImageMapping.Image) ? new ImageDataViewType()
            : null;
    }

    /// <summary>The image under a name of its own; where its channels lie side by side, as planes.</summary>
    private static void Copy(MLContext context, StockModel model, HandCraftedFeaturesTransformer transformer)
    {
        if (transformer.Stage.Kind != ImageColumnKind.Interleaved)
        {
            model.Add(context.Transforms.CopyColumns(HandCraftedInput.ImageColumn, transformer.Options.InputName));
            return;
        }

        model.Add(context.Transforms.CopyColumns(InterleavedColumn, transformer.Options.InputName));
        model.AddNetwork(PlanesColumn, [InterleavedColumn], Planes(transformer.Engine.PixelShapes[0]));
        model.Add(
            context.Transforms.CopyColumns(HandCraftedInput.ImageColumn, PlanesColumn),
            context.Transforms.DropColumns(InterleavedColumn, PlanesColumn)
        );
    }

    private static IEstimator<ITransformer> Compute(MLContext context, ImageColumnKind kind) =>
        kind switch
        {
            ImageColumnKind.Path => context.Transforms.CustomMapping(
                new HandCraftedPathMapping().GetMapping(),
                HandCraftedPathMapping.Contract
            ),
            ImageColumnKind.Encoded => context.Transforms.CustomMapping(
                new HandCraftedEncodedMapping().GetMapping(),
                HandCraftedEncodedMapping.Contract
            ),
            ImageColumnKind.Image => context.Transforms.CustomMapping(
                new HandCraftedImageMapping().GetMapping(),
                HandCraftedImageMapping.Contract
            ),
            _ => context.Transforms.CustomMapping(new HandCraftedPixelsMapping().GetMapping(), HandCraftedPixelsMapping.Contract),
        };

    /// <summary>A graph that makes planes of pixels whose channels lie side by side.</summary>
    private static OnnxNetwork Planes(PixelShape shape)
    {
        var graph = new OperatorGraph("Planes", Opset);
        string pixels = graph.Input(InterleavedColumn, OnnxElementType.Float, shape.Length);
        string rows = graph.Op("Reshape", [pixels, graph.Integers(-1, shape.Channels)]);
        string turned = graph.Op("Transpose", [rows], GraphEdits.Attribute("perm", [1L, 0L]));
        graph.Output(PlanesColumn, graph.Op("Reshape", [turned, graph.Integers(-1)]), shape.Length);
        return graph.ToNetwork();
    }
}

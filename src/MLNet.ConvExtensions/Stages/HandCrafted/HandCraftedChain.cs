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
    public const string GraphInput = HandCraftedSizeMapping<HandCraftedSize1024Mapping.Sized>.SizedColumn;

    /// <summary>The stages of a fitted transformer.</summary>
    public static StockModel Create(HandCraftedFeaturesTransformer transformer, DataViewType inputType)
    {
        HandCraftedFeaturesOptions options = transformer.Options;
        var context = new MLContext();
        context.ComponentCatalog.RegisterAssembly(typeof(HandCraftedChain).Assembly);
        string features = $"HandCrafted.{options.OutputColumnName}.Features";
        (int length, IEstimator<ITransformer> size) = Size(context, transformer.FeatureCount);
        var model = new StockModel(context, EmptyData.Of(context, options.InputName, transformer.Stage.Kind, inputType));
        try
        {
            Copy(context, model, transformer);
            model.Add(
                context.Transforms.CustomMapping(new HandCraftedSwitchMapping().GetMapping(), HandCraftedSwitchMapping.Contract),
                context.Transforms.Conversion.MapValue(
                    HandCraftedInput.SettingsColumn,
                    [KeyValuePair.Create(HandCraftedSwitchMapping.TheKey, SavedHandCrafted.Describe(options))],
                    HandCraftedSwitchMapping.KeyColumn
                ),
                Compute(context, transformer.Stage.Kind),
                size
            );
            model.AddNetwork(features, [GraphInput], Cut(GraphInput, length, features, transformer.FeatureNames));
            model.Add(
                context.Transforms.CopyColumns(options.OutputColumnName, features),
                context.Transforms.DropColumns(
                    HandCraftedInput.ImageColumn,
                    HandCraftedSwitchMapping.KeyColumn,
                    HandCraftedInput.SettingsColumn,
                    HandCraftedInput.FeaturesColumn,
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
        var row = new HandCraftedSwitchMapping.Key { Value = HandCraftedSwitchMapping.TheKey };
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

    /// <summary>The stage that brings vectors of any length up to this one to a length that is part of their type.</summary>
    public static (int Length, IEstimator<ITransformer> Stage) Size(MLContext context, int width) =>
        width switch
        {
            <= HandCraftedSize1024Mapping.Length => (
                HandCraftedSize1024Mapping.Length,
                context.Transforms.CustomMapping(new HandCraftedSize1024Mapping().GetMapping(), HandCraftedSize1024Mapping.Contract)
            ),
            <= HandCraftedSize16384Mapping.Length => (
                HandCraftedSize16384Mapping.Length,
                context.Transforms.CustomMapping(new HandCraftedSize16384Mapping().GetMapping(), HandCraftedSize16384Mapping.Contract)
            ),
            <= HandCraftedSize262144Mapping.Length => (
                HandCraftedSize262144Mapping.Length,
                context.Transforms.CustomMapping(new HandCraftedSize262144Mapping().GetMapping(), HandCraftedSize262144Mapping.Contract)
            ),
            <= HandCraftedSize4194304Mapping.Length => (
                HandCraftedSize4194304Mapping.Length,
                context.Transforms.CustomMapping(new HandCraftedSize4194304Mapping().GetMapping(), HandCraftedSize4194304Mapping.Contract)
            ),
            _ => throw new InvalidOperationException(
                $"A stage of {width:N0} numbers can't be saved; up to {HandCraftedSize4194304Mapping.Length:N0} can. "
                    + "Choose a smaller size or fewer kinds."
            ),
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

    /// <summary>A graph that keeps the first values of a vector, and gives them their names.</summary>
    private static OnnxNetwork Cut(string input, int length, string output, IReadOnlyList<string> names)
    {
        var graph = new OperatorGraph("HandCrafted", Opset);
        graph.Input(input, OnnxElementType.Float, length);
        graph.Output(output, graph.Op("Slice", [input, graph.Integers(0), graph.Integers(names.Count), graph.Integers(0)]), names.Count);
        graph.SlotNames(output, names);
        return graph.ToNetwork();
    }
}

using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;
using MLNet.ConvExtensions.Features;
using MLNet.ConvExtensions.Native;
using MLNet.ConvExtensions.Onnx;

namespace MLNet.ConvExtensions.HandCrafted;

/// <summary>The stage written as stages that ML.NET can save: mappings of this library, with the options in a stock stage between them.</summary>
internal static class HandCraftedChain
{
    private const string InterleavedColumn = "HandCrafted.Interleaved", PlanesColumn = "HandCrafted.Planes";

    /// <summary>The stages of a fitted transformer. Dispose the chain after use: it holds a session.</summary>
    public static TransformerChain<ITransformer> Create(HandCraftedFeaturesTransformer transformer, DataViewType inputType)
    {
        OnnxRuntimeLibrary.Open();
        HandCraftedFeaturesOptions options = transformer.Options;
        var context = new MLContext();
        context.ComponentCatalog.RegisterAssembly(typeof(HandCraftedChain).Assembly);
        string features = $"HandCrafted.{options.OutputColumnName}.Features";
        string sized = HandCraftedSizeMapping<HandCraftedSize1024Mapping.Sized>.SizedColumn;
        (int length, IEstimator<ITransformer> size) = Size(context, transformer.FeatureCount);
        using var planes = new MemoryStream(Planes(transformer.Engine.PixelShapes[0]).ToBytes(), writable: false);
        using var cut = new MemoryStream(Cut(sized, length, features, transformer.FeatureCount).ToBytes(), writable: false);

        IEstimator<ITransformer>[] stages =
        [
            .. Copy(context, transformer, planes),
            context.Transforms.CustomMapping(new HandCraftedSwitchMapping().GetMapping(), HandCraftedSwitchMapping.Contract),
            context.Transforms.Conversion.MapValue(
                HandCraftedInput.SettingsColumn,
                [KeyValuePair.Create(HandCraftedSwitchMapping.TheKey, SavedHandCrafted.Describe(options))],
                HandCraftedSwitchMapping.KeyColumn),
            Compute(context, transformer.Stage.Kind),
            size,
            context.Transforms.ApplyOnnxModel([features], [sized], cut),
            context.Transforms.CopyColumns(options.OutputColumnName, features),
            context.Transforms.DropColumns(
                HandCraftedInput.ImageColumn, HandCraftedSwitchMapping.KeyColumn, HandCraftedInput.SettingsColumn, HandCraftedInput.FeaturesColumn, sized, features),
        ];
        var fitted = new List<ITransformer>();
        IDataView data = StockChain.Empty(context, options.InputName, transformer.Stage.Kind, inputType);
        foreach (IEstimator<ITransformer> stage in stages)
        {
            ITransformer next = stage.Fit(data);
            data = next.Transform(data);
            fitted.Add(next);
        }

        return new TransformerChain<ITransformer>([.. fitted]);
    }

    /// <summary>The image under a name of its own; where its channels lie side by side, as planes.</summary>
    private static IEnumerable<IEstimator<ITransformer>> Copy(MLContext context, HandCraftedFeaturesTransformer transformer, Stream planes)
    {
        if (transformer.Stage.Kind != ImageColumnKind.Interleaved)
            return [context.Transforms.CopyColumns(HandCraftedInput.ImageColumn, transformer.Options.InputName)];
        return
        [
            context.Transforms.CopyColumns(InterleavedColumn, transformer.Options.InputName),
            context.Transforms.ApplyOnnxModel([PlanesColumn], [InterleavedColumn], planes),
            context.Transforms.CopyColumns(HandCraftedInput.ImageColumn, PlanesColumn),
            context.Transforms.DropColumns(InterleavedColumn, PlanesColumn),
        ];
    }

    private static IEstimator<ITransformer> Compute(MLContext context, ImageColumnKind kind) => kind switch
    {
        ImageColumnKind.Path => context.Transforms.CustomMapping(new HandCraftedPathMapping().GetMapping(), HandCraftedPathMapping.Contract),
        ImageColumnKind.Encoded => context.Transforms.CustomMapping(new HandCraftedEncodedMapping().GetMapping(), HandCraftedEncodedMapping.Contract),
        ImageColumnKind.Image => context.Transforms.CustomMapping(new HandCraftedImageMapping().GetMapping(), HandCraftedImageMapping.Contract),
        _ => context.Transforms.CustomMapping(new HandCraftedPixelsMapping().GetMapping(), HandCraftedPixelsMapping.Contract),
    };

    private static (int Length, IEstimator<ITransformer> Stage) Size(MLContext context, int width) => width switch
    {
        <= HandCraftedSize1024Mapping.Length => (
            HandCraftedSize1024Mapping.Length,
            context.Transforms.CustomMapping(new HandCraftedSize1024Mapping().GetMapping(), HandCraftedSize1024Mapping.Contract)),
        <= HandCraftedSize16384Mapping.Length => (
            HandCraftedSize16384Mapping.Length,
            context.Transforms.CustomMapping(new HandCraftedSize16384Mapping().GetMapping(), HandCraftedSize16384Mapping.Contract)),
        <= HandCraftedSize262144Mapping.Length => (
            HandCraftedSize262144Mapping.Length,
            context.Transforms.CustomMapping(new HandCraftedSize262144Mapping().GetMapping(), HandCraftedSize262144Mapping.Contract)),
        <= HandCraftedSize4194304Mapping.Length => (
            HandCraftedSize4194304Mapping.Length,
            context.Transforms.CustomMapping(new HandCraftedSize4194304Mapping().GetMapping(), HandCraftedSize4194304Mapping.Contract)),
        _ => throw new InvalidOperationException(
            $"A stage of {width:N0} hand-crafted features can't be saved; up to {HandCraftedSize4194304Mapping.Length:N0} can. Choose a smaller size or fewer kinds."),
    };

    /// <summary>A graph that makes planes of pixels whose channels lie side by side.</summary>
    private static OnnxNetwork Planes(PixelShape shape)
    {
        var graph = new GraphProto { Name = "Planes" };
        graph.Input.Add(GraphEdits.Describe(InterleavedColumn, TensorInfo.Of(OnnxElementType.Float, Dim.Of(shape.Length))));
        graph.Output.Add(GraphEdits.Describe(PlanesColumn, TensorInfo.Of(OnnxElementType.Float, Dim.Of(shape.Length))));
        graph.Initializer.Add([TensorContents.Integers("pixels", [-1, shape.Channels]), TensorContents.Integers("flat", [-1])]);
        NodeProto turned = GraphEdits.Node("Transpose", "turned", "rows");
        turned.Attribute.Add(GraphEdits.Attribute("perm", [1L, 0L]));
        graph.Node.Add([GraphEdits.Node("Reshape", "rows", InterleavedColumn, "pixels"), turned, GraphEdits.Node("Reshape", PlanesColumn, "turned", "flat")]);
        return Network(graph);
    }

    /// <summary>A graph that keeps the first values of a vector.</summary>
    private static OnnxNetwork Cut(string input, int length, string output, int width)
    {
        var graph = new GraphProto { Name = "HandCrafted" };
        graph.Input.Add(GraphEdits.Describe(input, TensorInfo.Of(OnnxElementType.Float, Dim.Of(length))));
        graph.Output.Add(GraphEdits.Describe(output, TensorInfo.Of(OnnxElementType.Float, Dim.Of(width))));
        graph.Initializer.Add([TensorContents.Integers("starts", [0]), TensorContents.Integers("ends", [width]), TensorContents.Integers("axes", [0])]);
        graph.Node.Add(GraphEdits.Node("Slice", output, input, "starts", "ends", "axes"));
        return Network(graph);
    }

    private static OnnxNetwork Network(GraphProto graph)
    {
        var model = new ModelProto { IrVersion = 7, ProducerName = "MLNet.ConvExtensions", Graph = graph };
        model.OpsetImport.Add(new OperatorSetIdProto { Domain = "", Version = 13 });
        return new OnnxNetwork(model);
    }
}

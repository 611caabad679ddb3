using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;
using MLNet.ConvExtensions.Columns;
using MLNet.ConvExtensions.Networks;
using MLNet.ConvExtensions.Networks.Edits;
using MLNet.ConvExtensions.Networks.Proto;
using MLNet.ConvExtensions.Networks.Shapes;
using MLNet.ConvExtensions.Stock;

namespace MLNet.ConvExtensions.Stages.Detection;

/// <summary>
/// A stage of a detector written as stages that ML.NET can save: its own with the network, between mappings of this library that bring photos
/// into the network's input and read its numbers, which no stage of ML.NET does.
/// </summary>
internal static class SavedDetection
{
    public const string PathColumn = "Detection.Path",
        PhotoColumn = "Detection.Photo",
        SettingsColumn = "Detection.Settings",
        InputColumn = "Detection.Input",
        SizeColumn = "Detection.Size",
        BoxesColumn = "Detection.Boxes";

    private const string SizedColumn = "Detection.Sized",
        PlanesColumn = "Detection.Planes",
        RowColumn = "Detection.Row";

    private const int StagesBehind = 5;

    /// <summary>The stages of a fitted transformer.</summary>
    /// <exception cref="InvalidOperationException">The stage's vectors are longer than those that can be saved.</exception>
    public static StockModel Create(DetectionOptions options, DetectorNetwork network, ImageColumnKind kind, CropToDetectionsOptions? crop)
    {
        var context = new MLContext();
        context.ComponentCatalog.RegisterAssembly(typeof(SavedDetection).Assembly);
        var record = new DetectionRecord
        {
            Name = network.Name,
            Detector = network.Settings,
            Options = options.WithoutMachine(),
            Kind = kind,
            Crop = crop,
            StagesBehind = StagesBehind,
        };
        int width = crop is null ? options.MaxDetections * DetectionEngine.Numbers : 3 * crop.Width * crop.Height;
        (int length, IEstimator<ITransformer> size) = SizedVectors.Size(context, width);
        var model = new StockModel(
            context,
            EmptyData.Of(context, options.InputName, kind, new VectorDataViewType(NumberDataViewType.Single))
        );
        try
        {
            List<string> temporary = AddPhoto(context, model, options.InputName, kind, record.ToString());
            model.Add(
                context.Transforms.CustomMapping(new LetterboxMapping().GetMapping(), LetterboxMapping.Contract),
                // The image has that size already; its column learns it.
                context.Transforms.ResizeImages(
                    SizedColumn,
                    network.Settings.Width,
                    network.Settings.Height,
                    InputColumn,
                    ImageResizingEstimator.ResizingKind.Fill
                ),
                context.Transforms.ExtractPixels(PlanesColumn, SizedColumn)
            );
            record = record with { StagesBefore = model.Stages.Count };
            model.AddNetwork(BoxesColumn, [PlanesColumn], ToStock(network.Network).WithMetadata(DetectionRecord.Key, record.ToString()));
            model.Add(
                crop is null
                    ? context.Transforms.CustomMapping(new DetectedObjectsMapping().GetMapping(), DetectedObjectsMapping.Contract)
                    : context.Transforms.CustomMapping(new CropToDetectionMapping().GetMapping(), CropToDetectionMapping.Contract),
                size
            );
            model.AddNetwork(RowColumn, [SizedVectors.Sized], SizedVectors.Cut("Detection", length, RowColumn, width));
            temporary.AddRange([SettingsKeyMapping.KeyColumn, SettingsColumn, PhotoColumn, InputColumn, SizeColumn, SizedColumn]);
            temporary.AddRange([PlanesColumn, BoxesColumn, SizedVectors.Vector, SizedVectors.Sized, RowColumn]);
            model.Add(context.Transforms.CopyColumns(options.OutputColumnName, RowColumn), context.Transforms.DropColumns([.. temporary]));
            return model;
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    /// <summary>The stage out of the network that was saved with it.</summary>
    /// <param name="stock">The network.</param>
    /// <param name="record">What was saved of the stage.</param>
    /// <param name="configure">Gives what concerns the machine, and what else of a stage of images a user may change.</param>
    /// <exception cref="FormatException">The graph isn't what the record says.</exception>
    public static IDisposable Restore(OnnxNetwork stock, DetectionRecord record, Func<ConvFeaturesOptions, ConvFeaturesOptions> configure)
    {
        if (stock.Inputs is not [{ Shape.Count: 4 }] || stock.Graph.Node is not [.., { OpType: "Reshape" } last])
            throw new FormatException("Its network isn't that of a detector.");
        DetectorNetwork network = DetectorNetwork.Restore(record.Name, stock.WithOutputs(last.Input[0]), record.Detector);
        DetectionOptions options = record.Options.With(configure(record.Options.OfImages));
        options.Validate();
        return record.Crop is { } crop
            ? new CropToDetectionsTransformer(crop, options, network, record.Kind)
            : new DetectObjectsTransformer(options, network, record.Kind);
    }

    /// <summary>Adds the stages that give each row its settings and its photo as an upright image.</summary>
    private static List<string> AddPhoto(MLContext context, StockModel model, string input, ImageColumnKind kind, string settings)
    {
        IEstimator<ITransformer>[] both = SizedVectors.Settings(context, SettingsColumn, settings);
        switch (kind)
        {
            case ImageColumnKind.Path:
                model.Add(context.Transforms.CopyColumns(PathColumn, input));
                model.Add(both);
                model.Add(context.Transforms.CustomMapping(new DecodePhotoMapping().GetMapping(), DecodePhotoMapping.Contract));
                return [PathColumn];
            case ImageColumnKind.Encoded:
                model.Add(
                    context.Transforms.CopyColumns(DecodeImageMapping.EncodedColumn, input),
                    context.Transforms.CustomMapping(new DecodeImageMapping().GetMapping(), DecodeImageMapping.Contract),
                    context.Transforms.CopyColumns(PhotoColumn, DecodeImageMapping.ImageColumn)
                );
                model.Add(both);
                return [DecodeImageMapping.EncodedColumn, DecodeImageMapping.ImageColumn];
            default:
                model.Add(context.Transforms.CopyColumns(PhotoColumn, input));
                model.Add(both);
                return [];
        }
    }

    /// <summary>The network with its numbers in a row, however many they are, under the names of columns.</summary>
    private static OnnxNetwork ToStock(OnnxNetwork network)
    {
        GraphProto graph = network.Graph.Copy();
        string output = graph.FreeName("row"),
            shape = graph.FreeName("row_shape");
        graph.Node.Add(GraphEdits.Constant(TensorContents.Integers(shape, [-1])));
        graph.Node.Add(GraphEdits.Node("Reshape", output, graph.Output[0].Name, shape));
        graph.Output.Clear();
        graph.Output.Add(GraphEdits.Describe(output, TensorInfo.Of(OnnxElementType.Float, [Dim.Unknown])));
        return network.Edited(graph).Rename(network.Inputs[0].Name, PlanesColumn).Rename(output, BoxesColumn);
    }
}

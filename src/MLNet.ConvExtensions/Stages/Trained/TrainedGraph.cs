using Microsoft.ML;
using MLNet.ConvExtensions.Columns;
using MLNet.ConvExtensions.Networks;
using MLNet.ConvExtensions.Networks.Edits;
using MLNet.ConvExtensions.Networks.Proto;
using MLNet.ConvExtensions.Stages.ConvFeatures;
using static MLNet.ConvExtensions.Networks.Edits.GraphEdits;

namespace MLNet.ConvExtensions.Stages.Trained;

/// <summary>A trained network as a fitted stage runs it.</summary>
internal static class TrainedGraph
{
    /// <summary>
    /// The network with its first output alone, as one row of numbers for each row of input. For several classes these are the shares of a
    /// Softmax, otherwise what the network says: logits, or the numbers that are predicted. For images it takes planes.
    /// </summary>
    /// <exception cref="ArgumentException">The preprocessing makes images of another size than the network's.</exception>
    /// <exception cref="OnnxNetworkException">The network doesn't fit the task, or what it is to see.</exception>
    public static OnnxNetwork Create(OnnxNetwork network, TrainedStageSettings settings)
    {
        string output = network.Outputs[0].Name;
        string scores = settings.Task == ModelTask.Regression ? output : network.FindFinalActivation(output).Tensor;
        OnnxNetwork row = network.CutAt(scores).WithBatch();
        row = (settings.Kind.IsVector() ? CheckInput(row) : OfImages(row, settings.Preprocessing)).WithPooling(FeaturePooling.None);
        long? width = row.Outputs[0].Shape?[1],
            classes = settings.Classes?.Count;
        (bool fits, string needed) = settings.Task switch
        {
            ModelTask.Multiclass => (width == classes, $"{classes}, one for each class"),
            ModelTask.Binary => (width is 1 or 2, "1, the logit of the class, or 2, the logits of false and true"),
            ModelTask.Multilabel => (width == settings.Outputs, $"{settings.Outputs}, one for each label"),
            _ when settings.Outputs is { } numbers => (width == numbers, $"{numbers}, one for each number that is predicted"),
            _ => (width == 1, "1, the number that is predicted"),
        };
        if (!fits)
        {
            throw new OnnxNetworkException(
                $"The output '{output}' of the network '{network.Name}' has {width?.ToString() ?? "an unknown number of"} values for "
                    + $"each row; needed: {needed}."
            );
        }

        return settings.Task == ModelTask.Multiclass ? WithSoftmax(row) : row;
    }

    /// <summary>The stage that runs a network on the column of features.</summary>
    /// <param name="row">The network: what the column holds, or planes of red, green and blue (or of grey), to one row of numbers.</param>
    /// <param name="settings">The column, and what is done to images.</param>
    /// <param name="output">The column of numbers that it adds.</param>
    /// <exception cref="InvalidOperationException">A GPU was asked for and can't be had.</exception>
    public static ITransformer CreateStage(OnnxNetwork row, TrainedStageSettings settings, string output)
    {
        if (settings.Kind.IsVector())
            return new NetworkStage(
                settings.Kind == ImageColumnKind.Interleaved ? row.WithInterleavedInput() : row,
                settings.ToOptions(output)
            );
        // Of grey there is no order of channels.
        bool grey = row.GetImageInput().Channels == 1;
        FeatureNetwork features = FeatureNetwork.Of(
            row.WithColors(),
            settings.Preprocessing! with
            {
                BlueFirst = !grey && settings.Preprocessing!.BlueFirst,
            }
        );
        return new ConvFeaturesTransformer(
            NetworkEngine.WithBatch(settings.ToOptions(output), features.PixelCount),
            features,
            settings.Kind,
            cache: null
        );
    }

    private static OnnxNetwork CheckInput(OnnxNetwork network) =>
        network.Inputs is [{ ElementType: OnnxElementType.Float, Shape: { } shape }] && shape.Skip(1).All(d => d is > 0)
            ? network
            : throw new OnnxNetworkException(
                $"The network '{network.Name}' takes {string.Join(", ", network.Inputs.Select(i => $"'{i.Name}' {i.Shape} of {i.ElementType}"))}; "
                    + "needed: one input of Float, a batch of rows of known size."
            );

    private static OnnxNetwork OfImages(OnnxNetwork network, BackbonePreprocessing? preprocessing)
    {
        ArgumentNullException.ThrowIfNull(preprocessing);
        preprocessing.Validate();
        ImageInput image = network.GetImageInput();
        if (image is not { ElementType: OnnxElementType.Float, Channels: 1 or 3 })
        {
            throw new OnnxNetworkException(
                $"The network '{network.Name}' takes images of {image.Channels?.ToString() ?? "an open number of"} channels of "
                    + $"{image.ElementType}; "
                    + "allowed: 1 (grey) or 3 (red, green, blue) of Float. Give other input as vectors."
            );
        }

        if (preprocessing.Width != (image.Width ?? preprocessing.Width) || preprocessing.Height != (image.Height ?? preprocessing.Height))
        {
            throw new ArgumentException(
                $"The preprocessing makes images of {preprocessing.Width}x{preprocessing.Height}; the network '{network.Name}' takes "
                    + $"{image.Width}x{image.Height}."
            );
        }

        return CheckInput(network.WithImageSize(preprocessing.Height, preprocessing.Width).WithPreprocessing(new ImagePreprocessing()));
    }

    private static OnnxNetwork WithSoftmax(OnnxNetwork network)
    {
        GraphProto graph = network.Graph.Copy();
        string logits = graph.Output[0].Name,
            shares = graph.FreeName("shares");
        NodeProto node = Node("Softmax", shares, logits);
        node.Attribute.Add(Attribute("axis", 1));
        graph.Node.Add(node);
        graph.Output.Clear();
        graph.Output.Add(Describe(shares, network.Info(logits)));
        return network.Edited(graph);
    }
}

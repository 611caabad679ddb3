namespace MLNet.ConvExtensions.Features;

/// <summary>
/// A backbone made ready for features: cut at the layer, pooled to a vector, with the normalisation of pixel values inside. Its input are
/// planes of red, green and blue from 0 to 255, [N, 3, H, W]; its output is [N, features].
/// </summary>
internal sealed class FeatureNetwork
{
    private readonly OnnxNetwork _body;
    private readonly OnnxNetwork _network;

    private FeatureNetwork(string backbone, OnnxNetwork body, string layer, BackbonePreprocessing preprocessing)
    {
        _body = body;
        BackboneName = backbone;
        Layer = layer;
        Preprocessing = preprocessing;
        _network = body.WithPreprocessing(Normalisation(preprocessing));
        Width = (int?)_network.Outputs[0].Shape?[1] ?? throw new OnnxNetworkException(
            $"The number of features of layer '{layer}' in the network '{body.Name}' can't be told from its graph; choose another layer, or pool it.");
    }

    /// <summary>What the backbone is called.</summary>
    public string BackboneName { get; }

    /// <summary>The layer whose output the features are.</summary>
    public string Layer { get; }

    /// <summary>The number of features.</summary>
    public int Width { get; }

    public BackbonePreprocessing Preprocessing { get; }

    /// <summary>Values in one image's input: 3 x height x width.</summary>
    public int PixelCount => 3 * Preprocessing.Height * Preprocessing.Width;

    public string InputName => _network.Inputs[0].Name;

    public string OutputName => _network.Outputs[0].Name;

    /// <exception cref="ArgumentException">There is no such layer, or the preprocessing doesn't fit the network.</exception>
    /// <exception cref="OnnxNetworkException">The network doesn't take a batch of colour images.</exception>
    public static FeatureNetwork Create(Backbone backbone, string? layer, FeaturePooling pooling)
    {
        OnnxNetwork network = Load(backbone);
        ImageInput input = network.GetImageInput();
        if (input.Channels is not (null or 3))
            throw new OnnxNetworkException($"The network '{backbone}' takes images of {input.Channels} channels; allowed: 3 (red, green, blue).");
        BackbonePreprocessing preprocessing = backbone.RequestedPreprocessing ?? new BackbonePreprocessing
        {
            Width = (int)(input.Width ?? 224),
            Height = (int)(input.Height ?? 224),
        };
        preprocessing.Validate();
        if (preprocessing.Width != (input.Width ?? preprocessing.Width) || preprocessing.Height != (input.Height ?? preprocessing.Height))
        {
            throw new ArgumentException(
                $"The preprocessing of '{backbone}' makes images of {preprocessing.Width}x{preprocessing.Height}; the network takes {input.Width}x{input.Height}.");
        }

        NetworkLayer features = (layer ?? backbone.FeatureLayer) is { } name ? network.FindLayer(name) : network.FindFeatureLayer();
        OnnxNetwork body = network.WithBatch().CutAt(features.OutputName).WithImageSize(preprocessing.Height, preprocessing.Width).WithPooling(pooling);
        return new FeatureNetwork(backbone.Name, body, features.Name, preprocessing);
    }

    /// <summary>The network out of what <see cref="ToStockBytes"/> made of it: to the bit the same features.</summary>
    /// <exception cref="FormatException">The record names tensors that the graph doesn't have.</exception>
    public static FeatureNetwork Restore(OnnxNetwork stock, StageRecord record) =>
        new(record.Backbone, stock.Between(record.BodyInput, record.BodyOutput), record.Layer, record.Preprocessing);

    public byte[] ToBytes() => _network.ToBytes();

    /// <summary>
    /// The network for one image at a time, as ML.NET's OnnxTransformer runs it: a vector in, a vector out. With
    /// <paramref name="uncropped"/> the image comes at the size before the centre crop, which then is part of the graph. The record is
    /// written into the graph, so that the network can be taken out of it again.
    /// </summary>
    public byte[] ToStockBytes(string inputName, string outputName, bool uncropped, StageRecord record)
    {
        ImagePreprocessing steps = Normalisation(Preprocessing);
        if (uncropped)
            steps = steps with { InputHeight = Preprocessing.ResizeHeight, InputWidth = Preprocessing.ResizeWidth };
        string body = _body.Inputs[0].Name;
        OnnxNetwork stock = _body.WithPreprocessing(steps).AsSingleRow(Width);
        string input = stock.Inputs[0].Name;
        record = record with { BodyInput = input == body ? inputName : body, BodyOutput = _body.Outputs[0].Name };
        return stock.Rename(input, inputName).Rename(stock.Outputs[0].Name, outputName).WithMetadata(StageRecord.Key, record.ToString()).ToBytes();
    }

    private static OnnxNetwork Load(Backbone backbone)
    {
        try
        {
            return backbone.Network;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new OnnxNetworkException($"The network '{backbone}' can't be read: {e.Message}", e);
        }
    }

    private static ImagePreprocessing Normalisation(BackbonePreprocessing preprocessing) => new()
    {
        Scale = preprocessing.Scale,
        Mean = preprocessing.Mean,
        StandardDeviation = preprocessing.StandardDeviation,
        ChannelOrder = preprocessing.BlueFirst ? ChannelOrder.Bgr : ChannelOrder.Rgb,
    };
}

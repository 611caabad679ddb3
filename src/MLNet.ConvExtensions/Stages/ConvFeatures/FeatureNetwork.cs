using System.Security.Cryptography;
using MLNet.ConvExtensions.Backbones;
using MLNet.ConvExtensions.Columns;
using MLNet.ConvExtensions.Imaging;
using MLNet.ConvExtensions.Networks.Edits;

namespace MLNet.ConvExtensions.Stages.ConvFeatures;

/// <summary>
/// A backbone made ready for features: cut at the layer, pooled to a vector. Its input are planes of normalised pixels, [N, 3, H, W]; its
/// output is [N, features]. Saved with ML.NET's stock stages, it has the normalisation inside.
/// </summary>
internal sealed class FeatureNetwork
{
    /// <summary>One row of them takes a gibibyte: no layer has more, unless its file is damaged.</summary>
    private const long MostFeatures = 1 << 28;

    private readonly Lazy<string> _hash;
    private readonly OnnxNetwork _body;
    private readonly OnnxNetwork _normalised;
    private readonly OnnxNetwork _network;

    private FeatureNetwork(
        string backbone,
        OnnxNetwork body,
        string layer,
        BackbonePreprocessing preprocessing,
        ImageCrops crops,
        string? hash = null
    )
    {
        _hash = new Lazy<string>(() =>
            hash ?? Convert.ToHexString(SHA256.HashData(_normalised!.WithCrops(crops, ImageSize!.Height, ImageSize.Width).ToBytes()))
        );
        BackboneName = backbone;
        Layer = layer;
        Preprocessing = preprocessing;
        Crops = crops;
        ImageSize = crops == ImageCrops.TenCrop ? Uncropped(preprocessing) : preprocessing;
        Width = body.Outputs[0].Shape?[1] switch
        {
            > 0 and <= MostFeatures and { } width => (int)width,
            null => throw new OnnxNetworkException(
                $"The number of features of layer '{layer}' in the network '{body.Name}' can't be told from its graph; choose another "
                    + "layer, or pool it."
            ),
            { } width => throw new OnnxNetworkException(
                $"Layer '{layer}' in the network '{body.Name}' has {width:N0} features; allowed: 1 to {MostFeatures:N0}. Choose another "
                    + "layer, or pool it."
            ),
        };
        _body = body;
        WhyOneByOne = BatchEdit.WhyClosed(body);
        if (WhyOneByOne is not null && crops != ImageCrops.Center)
        {
            throw new ArgumentException(
                $"{nameof(ConvFeaturesOptions)}.{nameof(ConvFeaturesOptions.Crops)} is {crops}; allowed for this network: "
                    + $"{nameof(ImageCrops.Center)}. {WhyOneByOne}"
            );
        }

        Normalisation = new PixelNormalisation(preprocessing);
        _normalised = body.WithPreprocessing(NormalisingNodes(preprocessing));
        _network = body.WithPreprocessing(new ImagePreprocessing()).WithCrops(crops, ImageSize.Height, ImageSize.Width);
    }

    /// <summary>What the backbone is called.</summary>
    public string BackboneName { get; }

    /// <summary>The layer whose output the features are.</summary>
    public string Layer { get; }

    /// <summary>Planes of normalised pixels to a row of features.</summary>
    public OnnxNetwork Body => _body;

    /// <summary>The number of features.</summary>
    public int Width { get; }

    public BackbonePreprocessing Preprocessing { get; }

    /// <summary>What is done to the values of pixels before this network sees them.</summary>
    public PixelNormalisation Normalisation { get; }

    /// <summary>Tells this network, with its weights, layer, normalisation and crops, from every other one.</summary>
    public string Hash => _hash.Value;

    /// <summary>The parts of an image whose features are averaged.</summary>
    public ImageCrops Crops { get; }

    /// <summary>What is worth telling about the preprocessing; null if there is nothing.</summary>
    public string? Remark { get; private init; }

    /// <summary>Why the network sees one image at a time; null where it takes several.</summary>
    public string? WhyOneByOne { get; }

    /// <summary>How images are brought to the size of the network's input. With several crops these are cut in the graph.</summary>
    public BackbonePreprocessing ImageSize { get; }

    /// <summary>Values in one image's input: 3 x height x width.</summary>
    public int PixelCount => PixelShape.Length;

    /// <summary>The shape of one image's input.</summary>
    public PixelShape PixelShape => new(3, ImageSize.Height, ImageSize.Width);

    public string InputName => _network.Inputs[0].Name;

    public string OutputName => _network.Outputs[0].Name;

    /// <exception cref="ArgumentException">There is no such layer, or the preprocessing doesn't fit the network.</exception>
    /// <exception cref="OnnxNetworkException">The network doesn't take a batch of colour images.</exception>
    public static FeatureNetwork Create(Backbone backbone, string? layer, FeaturePooling pooling, ImageCrops crops)
    {
        BackboneBody body = BackboneBody.Create(backbone, layer, pooling);
        BackbonePreprocessing preprocessing = body.Preprocessing;
        if (
            crops == ImageCrops.TenCrop
            && preprocessing.ResizeWidth == preprocessing.Width
            && preprocessing.ResizeHeight == preprocessing.Height
        )
        {
            throw new ArgumentException(
                $"{nameof(ConvFeaturesOptions)}.{nameof(ConvFeaturesOptions.Crops)} is {crops}, but the preprocessing of '{backbone}' "
                    + "crops nothing: "
                    + $"its {nameof(BackbonePreprocessing.CropFraction)} is {preprocessing.CropFraction}; ten crops need one that leaves "
                    + "a margin, such as 0.875."
            );
        }

        return new FeatureNetwork(backbone.Name, body.Network, body.Layer, preprocessing, crops) { Remark = body.Remark };
    }

    /// <summary>A network whose only output is a row of numbers already.</summary>
    /// <param name="body">The network: [N, 3, H, W] of 32-bit pixels to [N, width].</param>
    /// <param name="preprocessing">What is done to images before; of the network's size.</param>
    public static FeatureNetwork Of(OnnxNetwork body, BackbonePreprocessing preprocessing) =>
        new(body.Name, body, body.Outputs[0].Name, preprocessing, ImageCrops.Center);

    /// <summary>The network out of what <see cref="ToStock"/> made of it: to the bit the same features.</summary>
    /// <exception cref="FormatException">The record names tensors that the graph doesn't have.</exception>
    public static FeatureNetwork Restore(OnnxNetwork stock, StageRecord record) =>
        new(
            record.Backbone,
            stock.Between(record.BodyInput, record.BodyOutput),
            record.Layer,
            record.Preprocessing,
            record.Crops,
            record.NetworkHash
        );

    public byte[] ToBytes() => _network.ToBytes();

    /// <summary>
    /// The network for one image at a time, as ML.NET's OnnxTransformer runs it: a vector in, a vector out. The record is written into the
    /// graph, so that the network can be taken out of it again.
    /// </summary>
    /// <param name="inputName">The name that the input gets: planes of pixels from 0 to 255, of <see cref="ImageSize"/>.</param>
    /// <param name="outputName">The name that the output gets.</param>
    /// <param name="record">What the stage is.</param>
    public OnnxNetwork ToStock(string inputName, string outputName, StageRecord record)
    {
        OnnxNetwork cropped = _normalised.WithCrops(Crops, ImageSize.Height, ImageSize.Width);
        OnnxNetwork stock = (record.Kind == ImageColumnKind.Interleaved ? cropped.WithInterleavedInput() : cropped)
            .AsSingleRow(Width)
            .WithoutHalfWeights();
        string body = _body.Inputs[0].Name,
            input = stock.Inputs[0].Name;
        record = record with { BodyInput = input == body ? inputName : body, BodyOutput = _body.Outputs[0].Name };
        return stock.Rename(input, inputName).Rename(stock.Outputs[0].Name, outputName).WithMetadata(StageRecord.Key, record.ToString());
    }

    /// <summary>
    /// The network as part of a model in ONNX form: planes of pixels from 0 to 255, of <see cref="ImageSize"/>, to rows of features.
    /// </summary>
    public OnnxNetwork ToPart() => _normalised.WithCrops(Crops, ImageSize.Height, ImageSize.Width);

    private static BackbonePreprocessing Uncropped(BackbonePreprocessing preprocessing) =>
        preprocessing with
        {
            Width = preprocessing.ResizeWidth,
            Height = preprocessing.ResizeHeight,
            CropFraction = 1,
        };

    private static ImagePreprocessing NormalisingNodes(BackbonePreprocessing preprocessing) =>
        new()
        {
            Scale = preprocessing.Scale,
            Mean = preprocessing.Mean,
            StandardDeviation = preprocessing.StandardDeviation,
            ChannelOrder = preprocessing.BlueFirst ? ChannelOrder.Bgr : ChannelOrder.Rgb,
        };
}

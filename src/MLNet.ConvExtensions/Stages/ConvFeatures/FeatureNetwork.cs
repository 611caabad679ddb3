using System.Security.Cryptography;
using MLNet.ConvExtensions.Backbones;
using MLNet.ConvExtensions.Columns;
using MLNet.ConvExtensions.Imaging;
using MLNet.ConvExtensions.Networks.Edits;

namespace MLNet.ConvExtensions.Stages.ConvFeatures;

/// <summary>
/// A backbone made ready for features: cut at the layer, pooled to a vector. Of images its input are planes of normalised pixels, [N, 3, H,
/// W]; of vectors what they hold. Its output is [N, features]. Saved with ML.NET's stock stages, it has the normalisation inside.
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
        BackbonePreprocessing? preprocessing,
        ImageCrops crops,
        string? hash = null
    )
    {
        _hash = new Lazy<string>(() => hash ?? Convert.ToHexString(SHA256.HashData(ToPart().ToBytes())));
        BackboneName = backbone;
        Layer = layer;
        Preprocessing = preprocessing;
        Crops = crops;
        ImageSize = crops == ImageCrops.TenCrop ? Uncropped(preprocessing!) : preprocessing;
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

        TakesImages = preprocessing is not null && body.GetImageInput().Channels != 1;
        _normalised =
            preprocessing is null ? body
            : TakesImages ? body.WithPreprocessing(NormalisingNodes(preprocessing))
            : body.WithPreprocessing(GreyNodes(preprocessing));
        _network = Cropped(TakesImages ? body.WithPreprocessing(new ImagePreprocessing()) : _normalised);
        NetworkShape input = _network.Inputs[0].Shape!;
        // An open number of channels is that of colours.
        long?[] sizes = [TakesImages ? input[1] ?? 3 : input[1], .. input.Skip(2)];
        double length = sizes.Aggregate(1.0, (product, d) => product * (d ?? 0));
        if (sizes.Any(d => d is not > 0) || length > Array.MaxLength || (TakesImages && sizes[0] != 3))
            throw new OnnxNetworkException(
                $"The network '{body.Name}' takes {input}; allowed: images of 1 (grey) or 3 (red, green, blue) channels, or vectors of "
                    + "known size."
            );
        InputShape = [.. sizes.Select(d => d!.Value)];
    }

    /// <summary>What the backbone is called.</summary>
    public string BackboneName { get; }

    /// <summary>The layer whose output the features are.</summary>
    public string Layer { get; }

    /// <summary>Planes of normalised pixels to a row of features.</summary>
    public OnnxNetwork Body => _body;

    /// <summary>What runs: the body behind what brings planes of red, green and blue, and crops, to it.</summary>
    public OnnxNetwork Network => _network;

    /// <summary>The number of features.</summary>
    public int Width { get; }

    /// <summary>What is done to images before; null where the network takes vectors as they are.</summary>
    public BackbonePreprocessing? Preprocessing { get; }

    /// <summary>Whether it takes images, or their pixels as vectors; otherwise vectors alone.</summary>
    public bool TakesImages { get; }

    /// <summary>The same features of vectors of grey pixels, where the network has one channel; null elsewhere.</summary>
    public FeatureNetwork? OfVectors { get; private init; }

    /// <summary>Tells this network, with its weights, layer, normalisation and crops, from every other one.</summary>
    public string Hash => _hash.Value;

    /// <summary>The parts of an image whose features are averaged.</summary>
    public ImageCrops Crops { get; }

    /// <summary>What is worth telling about the preprocessing; null if there is nothing.</summary>
    public string? Remark { get; private init; }

    /// <summary>Why the network sees one image at a time; null where it takes several.</summary>
    public string? WhyOneByOne { get; }

    /// <summary>How images are brought to the size of the network's input. With several crops these are cut in the graph.</summary>
    public BackbonePreprocessing? ImageSize { get; }

    /// <summary>Values in one sample's input: of images 3 x height x width.</summary>
    public int PixelCount => PixelShape.Length;

    /// <summary>The shape of one sample's input.</summary>
    public PixelShape PixelShape => PixelShape.Of(new NetworkShape([null, .. InputShape]));

    /// <summary>The shapes that a vector may have.</summary>
    public IReadOnlyList<PixelShape> PixelShapes => OfVectors is null ? [PixelShape] : [PixelShape, OfVectors.PixelShape];

    /// <summary>The sizes of one sample's input.</summary>
    public IReadOnlyList<long> InputShape { get; }

    public string InputName => _network.Inputs[0].Name;

    public string OutputName => _network.Outputs[0].Name;

    /// <exception cref="ArgumentException">There is no such layer, or the preprocessing or the crops don't fit the network.</exception>
    /// <exception cref="OnnxNetworkException">The network doesn't take a batch of images or vectors.</exception>
    public static FeatureNetwork Create(Backbone backbone, string? layer, FeaturePooling pooling, ImageCrops crops)
    {
        BackboneBody body = BackboneBody.Create(backbone, layer, pooling);
        if (body.Preprocessing is not { } preprocessing)
        {
            return crops == ImageCrops.Center
                ? new FeatureNetwork(backbone.Name, body.Network, body.Layer, preprocessing: null, crops)
                : throw new ArgumentException(
                    $"{nameof(ConvFeaturesOptions)}.{nameof(ConvFeaturesOptions.Crops)} is {crops}; allowed for '{backbone}', which "
                        + $"takes vectors of {body.Network.Inputs[0].Shape}: {nameof(ImageCrops.Center)}."
                );
        }

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

        ImageInput input = body.Network.GetImageInput();
        if (input.Channels == 1)
        {
            if (input.ElementType is OnnxElementType.UInt8 or OnnxElementType.Int8)
                throw new OnnxNetworkException(
                    $"The network '{backbone}' takes grey of {input.ElementType}; allowed of 1 channel: floating-point numbers."
                );

            // Of grey there is no order of channels.
            preprocessing = preprocessing with
            {
                BlueFirst = false,
            };
            OnnxNetwork grey = body.Network.WithPreprocessing(new ImagePreprocessing());
            return new FeatureNetwork(backbone.Name, grey.WithColors(), body.Layer, preprocessing, crops)
            {
                Remark = body.Remark,
                OfVectors = new FeatureNetwork(backbone.Name, grey, body.Layer, preprocessing, crops),
            };
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
        OnnxNetwork cropped = ToPart();
        OnnxNetwork stock = (record.Kind == ImageColumnKind.Interleaved ? cropped.WithInterleavedInput() : cropped)
            .AsSingleRow(Width)
            .WithoutHalfWeights();
        string body = _body.Inputs[0].Name,
            input = stock.Inputs[0].Name;
        record = record with { BodyInput = input == body ? inputName : body, BodyOutput = _body.Outputs[0].Name };
        return stock.Rename(input, inputName).Rename(stock.Outputs[0].Name, outputName).WithMetadata(StageRecord.Key, record.ToString());
    }

    /// <summary>
    /// The network as part of a model in ONNX form: planes of pixels from 0 to 255, of <see cref="ImageSize"/>, or vectors in the shape of
    /// its input, to rows of features.
    /// </summary>
    public OnnxNetwork ToPart() => Cropped(_normalised);

    private OnnxNetwork Cropped(OnnxNetwork network) =>
        ImageSize is null ? network : network.WithCrops(Crops, ImageSize.Height, ImageSize.Width);

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

    /// <summary>What becomes of grey where red, green and blue are normalised each by its own, and weighted then.</summary>
    private static ImagePreprocessing GreyNodes(BackbonePreprocessing preprocessing) =>
        new()
        {
            Scale = Weighted(preprocessing.Factor),
            Mean = [-Weighted(preprocessing.Offset)],
            StandardDeviation = [1],
        };

    private static float Weighted(Func<int, float> ofChannel) =>
        GreyEdit.Shares.Select((share, channel) => share * ofChannel(channel)).Sum();
}

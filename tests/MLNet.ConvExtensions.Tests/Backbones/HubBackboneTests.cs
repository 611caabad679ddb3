using System.Text;
using System.Text.Json;
using Google.Protobuf;
using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.Networks.Proto;
using MLNet.ConvExtensions.Networks.Shapes;
using MLNet.ConvExtensions.Tests.Support;
using SkiaSharp;
using static MLNet.ConvExtensions.Tests.Backbones.HubNetworks;

namespace MLNet.ConvExtensions.Tests.Backbones;

/// <summary>
/// Networks in the layouts of the hub, small ones, with their configurations: features are those of Pillow and NumPy (hub.py beside this
/// file).
/// </summary>
public sealed class HubBackboneTests : IDisposable
{
    private const string Half = """ "image_mean": [0.5, 0.5, 0.5], "image_std": [0.5, 0.5, 0.5] """,
        ImageNet = """ "image_mean": [0.485, 0.456, 0.406], "image_std": [0.229, 0.224, 0.225] """;

    private static readonly Dim Batch = Dim.Named("batch_size");

    private static readonly Lazy<Dictionary<string, float[]>> References = new(() =>
        JsonSerializer.Deserialize<Dictionary<string, float[]>>(
            File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Data", "hub.json"))
        )!
    );

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_vision_transformer_that_classifies_gives_its_class_token() =>
        AssertFeatures(
            "vit",
            ("onnx/model.onnx", Bytes(Vit(["logits"]))),
            ("config.json", Text("""{ "model_type": "vit", "id2label": { "0": "a", "1": "b", "2": "c", "3": "d", "4": "e" } }""")),
            (
                "preprocessor_config.json",
                Text(
                    """
                    { "do_normalize": true, "do_rescale": true, "do_resize": true, "image_processor_type": "ViTImageProcessor",
                      "resample": 2, "rescale_factor": 0.00392156862745098, "size": { "height": 32, "width": 32 }, 
                    """
                        + Half
                        + "}"
                )
            )
        );

    [Theory]
    [InlineData("vit-base", FeaturePooling.Average)]
    [InlineData("vit-base-token", FeaturePooling.ClassToken)]
    [InlineData("vit-base-patches", FeaturePooling.PatchAverage)]
    [InlineData("vit-base-both", FeaturePooling.ClassTokenAndPatchAverage)]
    public void A_vision_transformer_without_classes_gives_what_it_pools_or_its_tokens(string name, FeaturePooling pooling) =>
        AssertFeatures(
            name,
            pooling,
            ("onnx/model.onnx", Bytes(Vit(["last_hidden_state", "pooler_output"]))),
            ("config.json", Text("""{ "model_type": "vit" }""")),
            ("preprocessor_config.json", Text("""{ "feature_extractor_type": "ViTFeatureExtractor", "size": 32 }"""))
        );

    [Fact]
    public void Of_clip_the_part_for_images_is_taken() =>
        AssertFeatures(
            "clip",
            ("onnx/model.onnx", Bytes(TwoTowers())),
            ("onnx/vision_model.onnx", Bytes(Vit(["last_hidden_state", "image_embeds"]))),
            ("config.json", Text("""{ "model_type": "clip", "vision_config": {}, "text_config": {} }""")),
            (
                "preprocessor_config.json",
                Text("""{ "feature_extractor_type": "CLIPFeatureExtractor", "size": 32, "crop_size": 32, "resample": 3 }""")
            )
        );

    [Fact]
    public void A_resnet_gives_what_it_pools() =>
        AssertFeatures(
            "resnet",
            ("onnx/model.onnx", Bytes(Convolution("pooler_output", [Batch, Dim.Of(3), Dim.Named("height"), Dim.Named("width")]))),
            ("config.json", Text("""{ "model_type": "resnet" }""")),
            (
                "preprocessor_config.json",
                Text(
                    $$"""
                    { "feature_extractor_type": "ConvNextFeatureExtractor", "crop_pct": 0.8, "resample": 3,
                      "size": { "shortest_edge": 28 }, {{ImageNet}} }
                    """
                )
            )
        );

    [Fact]
    public void Timm_says_in_its_configuration_what_to_do() =>
        AssertFeatures(
            "timm",
            ("model.onnx", Bytes(Convolution("features", [Batch, Dim.Of(3), Dim.Of(32), Dim.Of(32)], inputName: "x"))),
            (
                "config.json",
                Text(
                    """
                    { "architecture": "resnet18", "num_classes": 0, "pretrained_cfg": { "input_size": [3, 32, 32], "fixed_input_size": false,
                      "crop_pct": 0.9, "crop_mode": "center", "interpolation": "bicubic",
                      "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225] } }
                    """
                )
            )
        );

    [Fact]
    public void A_network_of_half_floats_is_taken_where_there_is_no_other() =>
        AssertFeatures(
            "deit-half",
            FeaturePooling.ClassToken,
            3e-3,
            ("onnx/model_fp16.onnx", Bytes(Vit(["last_hidden_state"], half: true))),
            (
                "preprocessor_config.json",
                Text($$"""{ "image_processor_type": "DeiTImageProcessor", "size": 36, "crop_size": 32, {{ImageNet}} }""")
            )
        );

    [Fact]
    public void Weights_in_a_file_of_their_own_come_with_the_network()
    {
        (byte[] model, byte[] weights) = WithExternalData(Vit(["last_hidden_state"], front: 3), "model.onnx_data");
        AssertFeatures(
            "dinov2",
            FeaturePooling.PatchAverage,
            ("onnx/model.onnx", model),
            ("onnx/model.onnx_data", weights),
            ("config.json", Text("""{ "model_type": "dinov2_with_registers", "num_register_tokens": 2 }""")),
            (
                "preprocessor_config.json",
                Text(
                    $$"""
                    { "image_processor_type": "BitImageProcessor", "crop_size": { "height": 32, "width": 32 }, "do_center_crop": true,
                      "resample": 3, "size": { "shortest_edge": 37 }, {{ImageNet}} }
                    """
                )
            )
        );
    }

    [Fact]
    public void A_network_of_one_image_at_a_time_is_given_one() =>
        AssertFeatures(
            "mobilenet",
            ("onnx/model.onnx", Bytes(Convolution("logits", [Dim.Of(1), Dim.Of(3), Dim.Of(32), Dim.Of(32)]))),
            (
                "preprocessor_config.json",
                Text("""{ "image_processor_type": "MobileNetV2ImageProcessor", "size": { "shortest_edge": 35 }, "crop_size": 32 }""")
            )
        );

    [Fact]
    public void A_network_with_all_dimensions_open_gets_images_of_its_configuration() =>
        AssertFeatures(
            "efficientnet",
            ("onnx/model.onnx", Bytes(Convolution("logits", [Batch, Dim.Named("num_channels"), Dim.Named("height"), Dim.Named("width")]))),
            (
                "preprocessor_config.json",
                Text(
                    """
                    { "image_processor_type": "EfficientNetImageProcessor", "size": { "height": 40, "width": 40 }, "resample": 0,
                      "do_center_crop": true, "crop_size": { "height": 33, "width": 33 }, "rescale_factor": 0.00784313725490196,
                      "rescale_offset": true, "include_top": true }
                    """
                )
            )
        );

    [Fact]
    public void A_network_with_channels_last_is_given_them_so() =>
        AssertFeatures(
            "levit-nhwc",
            ("model.onnx", Bytes(Convolution("logits", [Batch, Dim.Of(28), Dim.Of(28), Dim.Of(3)], channelsLast: true))),
            (
                "preprocessor_config.json",
                Text(
                    """
                    { "feature_extractor_type": "LevitFeatureExtractor", "size": { "shortest_edge": 28 }, "crop_size": 28, "resample": 1 }
                    """
                )
            )
        );

    [Fact]
    public void Blue_comes_first_where_the_configuration_turns_the_channels() =>
        AssertFeatures(
            "mobilevit",
            ("onnx/model.onnx", Bytes(Convolution("logits", [Batch, Dim.Of(3), Dim.Of(32), Dim.Of(32)]))),
            (
                "preprocessor_config.json",
                Text(
                    """{ "feature_extractor_type": "MobileViTFeatureExtractor", "size": 35, "crop_size": 32, "do_flip_channel_order": true }"""
                )
            )
        );

    [Fact]
    public void Without_a_class_token_all_tokens_are_patches() =>
        AssertFeatures(
            "siglip",
            FeaturePooling.PatchAverage,
            ("onnx/model.onnx", Bytes(Vit(["last_hidden_state"], front: 0, input: [Batch, Dim.Of(3), Dim.Of(32), Dim.Of(40)]))),
            (
                "preprocessor_config.json",
                Text("""{ "image_processor_type": "SiglipImageProcessor", "size": { "height": 32, "width": 40 }, "resample": 3 }""")
            )
        );

    [Fact]
    public void Classes_have_the_names_of_the_configuration()
    {
        using HubServer server = new(
            ("onnx/model.onnx", Bytes(Vit(["logits"]))),
            ("config.json", Text("""{ "id2label": { "1": "b", "0": "a", "2": "c", "4": "e", "3": "d" } }"""))
        );
        Backbone backbone = Of(server);
        Assert.Equal(["a", "b", "c", "d", "e"], backbone.ClassNames!);
        Assert.Equal(3, backbone.FindClass("d"));
    }

    [Fact]
    public void A_saved_model_gives_the_same_features_of_stretched_photos()
    {
        using HubServer server = new(
            ("onnx/model.onnx", Bytes(Vit(["logits"]))),
            ("preprocessor_config.json", Text("""{ "image_processor_type": "ViTImageProcessor", "size": 32 }"""))
        );
        var context = new MLContext();
        IDataView photos = Photos(context);
        using var fitted = context.Transforms.ConvFeatures("Features", "Path", Of(server)).Fit(photos);
        string file = _folder.File("model.zip");
        context.Model.Save(fitted, photos.Schema, file);
        float[] saved = Features(context.Model.Load(file, out _).Transform(photos));
        Assert.All(saved.Zip(References.Value["vit"]), p => Assert.Equal(p.Second, p.First, 1e-4));
        float[] restored = Features(context.Model.LoadWithConvFeatures(file, out _).Transform(photos));
        Assert.All(restored.Zip(References.Value["vit"]), p => Assert.Equal(p.Second, p.First, 1e-4));
    }

    private void AssertFeatures(string name, params (string, byte[])[] files) => AssertFeatures(name, FeaturePooling.Average, 1e-4, files);

    private void AssertFeatures(string name, FeaturePooling pooling, params (string, byte[])[] files) =>
        AssertFeatures(name, pooling, 1e-4, files);

    private void AssertFeatures(string name, FeaturePooling pooling, double tolerance, params (string, byte[])[] files)
    {
        using var server = new HubServer(files);
        var context = new MLContext();
        IDataView photos = Photos(context);
        using var fitted = context
            .Transforms.ConvFeatures(
                Of(server),
                new ConvFeaturesOptions
                {
                    InputColumnName = "Path",
                    Pooling = pooling,
                    FastDecode = false,
                }
            )
            .Fit(photos);
        float[] features = Features(fitted.Transform(photos));
        float[] expected = References.Value[name];
        Assert.Equal(expected.Length, features.Length);
        Assert.InRange(Vectors.Cosine(features, expected), 0.9999, 1.0001);
        Assert.All(features.Zip(expected), p => Assert.Equal(p.Second, p.First, tolerance));
    }

    private Backbone Of(HubServer server) =>
        Backbone.FromHub(
            HubServer.Repository,
            cache: new HubCache
            {
                Folder = _folder.File("cache"),
                Endpoint = server.Endpoint,
                Retries = 0,
                Variable = _ => null,
                Token = "none",
            }
        );

    private IDataView Photos(MLContext context)
    {
        string file = _folder.Write("photo.png", Photo());
        return context.Data.LoadFromEnumerable([new Row { Path = file }]);
    }

    private static float[] Features(IDataView rows) => rows.GetColumn<float[]>("Features").Single();

    private static byte[] Bytes(ModelProto model) => model.ToByteArray();

    private static byte[] Text(string text) => Encoding.UTF8.GetBytes(text);

    /// <summary>The photo of hub.py.</summary>
    private static byte[] Photo()
    {
        using var bitmap = new SKBitmap(new SKImageInfo(93, 71, SKColorType.Rgba8888, SKAlphaType.Opaque));
        for (int y = 0; y < bitmap.Height; y++)
        {
            for (int x = 0; x < bitmap.Width; x++)
                bitmap.SetPixel(x, y, new SKColor(Value(x, y, 0), Value(x, y, 1), Value(x, y, 2)));
        }

        using SKImage image = SKImage.FromBitmap(bitmap)!;
        using SKData data = image.Encode(SKEncodedImageFormat.Png, 100)!;
        return data.ToArray();

        static byte Value(int x, int y, int c) => (byte)(((x * 3) + (y * 5) + (c * 40) + (((x / 7) + (y / 9)) % 2 * 90)) % 256);
    }

    private sealed class Row
    {
        public string Path { get; set; } = "";
    }
}

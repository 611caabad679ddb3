using MLNet.ConvExtensions.Backbones;

namespace MLNet.ConvExtensions.Tests.Backbones;

/// <summary>
/// What configurations leave out is what the classes of transformers have by default (the signatures in
/// transformers/models/*/image_processing_*.py, version 4.50); what can't be done is named.
/// </summary>
public sealed class HubPreprocessorTests
{
    // csharpier-ignore - a table
    [Theory]
    [InlineData("ViTImageProcessor", 224, 224, true, Interpolation.Bilinear, 0.5f, 0.5f)]
    [InlineData("ViTImageProcessorFast", 224, 224, true, Interpolation.Bilinear, 0.5f, 0.5f)]
    [InlineData("SiglipImageProcessor", 224, 224, true, Interpolation.Bicubic, 0.5f, 0.5f)]
    [InlineData("BlipImageProcessor", 384, 384, true, Interpolation.Bicubic, 0.48145466f, 0.26862954f)]
    [InlineData("SegformerFeatureExtractor", 512, 512, true, Interpolation.Bilinear, 0.485f, 0.229f)]
    [InlineData("DINOv3ViTImageProcessorFast", 224, 224, true, Interpolation.Bilinear, 0.485f, 0.229f)]
    [InlineData("DeiTImageProcessor", 256, 224, true, Interpolation.Bicubic, 0.5f, 0.5f)]
    [InlineData("BeitFeatureExtractor", 256, 224, true, Interpolation.Bicubic, 0.5f, 0.5f)]
    [InlineData("CLIPImageProcessor", 224, 224, false, Interpolation.Bicubic, 0.48145466f, 0.26862954f)]
    [InlineData("BitImageProcessor", 224, 224, false, Interpolation.Bicubic, 0.48145466f, 0.26862954f)]
    [InlineData("MobileNetV2ImageProcessor", 256, 224, false, Interpolation.Bilinear, 0.5f, 0.5f)]
    [InlineData("LevitImageProcessor", 256, 224, false, Interpolation.Bicubic, 0.485f, 0.229f)]
    [InlineData("PoolFormerImageProcessor", 248, 224, false, Interpolation.Bicubic, 0.485f, 0.229f)]
    [InlineData("ConvNextImageProcessor", 384, 384, true, Interpolation.Bilinear, 0.5f, 0.5f)]
    public void What_a_file_leaves_out_is_the_default_of_its_class(
        string type,
        int resized,
        int size,
        bool stretch,
        Interpolation filter,
        float mean,
        float deviation
    )
    {
        BackbonePreprocessing read = Read($$"""{ "image_processor_type": "{{type}}" }""");
        Assert.Equal(
            (size, size, resized, resized, stretch, filter, mean, deviation, 1f / 255, true),
            (
                read.Width,
                read.Height,
                read.ResizeWidth,
                read.ResizeHeight,
                read.Stretch,
                read.Interpolation,
                read.Mean[0],
                read.StandardDeviation[0],
                read.Scale,
                read.CropsFromFloor
            )
        );
    }

    [Theory]
    [InlineData(
        """{ "image_processor_type": "ConvNextImageProcessor", "size": { "shortest_edge": 224 }, "crop_pct": 0.95 }""",
        235,
        224,
        false
    )]
    [InlineData(
        """{ "image_processor_type": "ConvNextImageProcessor", "size": { "shortest_edge": 384 }, "crop_pct": 0.95 }""",
        384,
        384,
        true
    )]
    [InlineData("""{ "feature_extractor_type": "CLIPFeatureExtractor", "size": 256, "crop_size": 224 }""", 256, 224, false)]
    [InlineData(
        """{ "feature_extractor_type": "ViTFeatureExtractor", "size": 384, "do_center_crop": true, "crop_size": 224 }""",
        384,
        384,
        true
    )]
    [InlineData("""{ "image_processor_type": "PoolFormerImageProcessor", "size": 256, "crop_pct": null }""", 256, 224, false)]
    public void Sizes_are_those_of_the_class(string file, int resized, int size, bool stretch)
    {
        BackbonePreprocessing read = Read(file);
        Assert.Equal((resized, size, size, stretch), (read.ResizeWidth, read.Width, read.Height, read.Stretch));
    }

    [Fact]
    public void Without_a_type_a_file_that_says_all_is_enough()
    {
        BackbonePreprocessing read = Read(
            """
            { "size": { "shortest_edge": 48 }, "do_center_crop": true, "crop_size": 32, "resample": 1, "do_normalize": true,
              "image_mean": [1, 2, 3], "image_std": [4, 5, 6], "do_rescale": false }
            """
        );
        Assert.Equal((32, 48, Interpolation.Lanczos, 1f), (read.Width, read.ResizeWidth, read.Interpolation, read.Scale));
        Assert.Equal([1f, 2, 3], read.Mean);
        Assert.Equal([4f, 5, 6], read.StandardDeviation);
    }

    [Theory]
    [InlineData("""{ "image_processor_type": "OwlViTImageProcessor" }""", "image_processor_type is \"OwlViTImageProcessor\"; allowed: the")]
    [InlineData("""{ "image_processor_type": "ViTImageProcessor", "do_pad": true }""", "do_pad is true; allowed: false")]
    [InlineData("""{ "image_processor_type": "ViTImageProcessor", "do_resize": false }""", "do_resize is false; allowed: true")]
    [InlineData("""{ "image_processor_type": "ViTImageProcessor", "resample": 9 }""", "resample is 9; allowed: 0 to 5")]
    [InlineData(
        """{ "image_processor_type": "ViTImageProcessor", "size": { "longest_edge": 9 } }""",
        "size is { \"longest_edge\": 9 }; allowed:"
    )]
    [InlineData("""{ "image_processor_type": "ViTImageProcessor", "size": 0 }""", "size is 0; allowed:")]
    [InlineData(
        """{ "image_processor_type": "ViTImageProcessor", "image_mean": [1, 2] }""",
        "image_mean is [1, 2]; allowed: three numbers"
    )]
    [InlineData("""{ "image_processor_type": "CLIPImageProcessor", "crop_size": 256 }""", "crop_size is 256; allowed: up to 224")]
    [InlineData(
        """{ "image_processor_type": "CLIPImageProcessor", "do_center_crop": false }""",
        "do_center_crop is false; allowed: true where"
    )]
    [InlineData(
        """{ "image_processor_type": "DeiTImageProcessor", "crop_size": { "height": 9, "width": 8 } }""",
        "allowed: of the shape of size, 256 x 256"
    )]
    [InlineData("""{ "resample": 2, "size": 224 }""", "size is 224; allowed: an object")]
    [InlineData("""{ "size": { "height": 8, "width": 8 } }""", "resample is missing")]
    [InlineData("""{ "size": { "height": 8, "width": 8 }, "resample": 2, "do_normalize": true }""", "image_mean is missing")]
    [InlineData("[1]", "is no JSON object but [1]")]
    [InlineData("{", "is no JSON")]
    public void What_cannot_be_done_is_named_with_its_value(string file, string text)
    {
        string message = Assert.Throws<OnnxNetworkException>(() => Read(file)).Message;
        Assert.StartsWith("'preprocessor_config.json' of 'org/net'", message, StringComparison.Ordinal);
        Assert.Contains(text, message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"crop_mode\": \"border\"", "crop_mode is \"border\"; allowed: center, squash")]
    [InlineData("\"interpolation\": \"random\"", "interpolation is \"random\"; allowed: bilinear")]
    [InlineData("\"crop_pct\": 1.5", "crop_pct is 1.5; allowed: more than 0.01, up to 1")]
    [InlineData("\"input_size\": [1, 32, 32]", "input_size is [1, 32, 32]; allowed: [3, height, width]")]
    [InlineData("\"input_size\": [3, 32, 40]", "input_size is [3, 32, 40]; allowed: a square")]
    public void What_timm_asks_for_and_cannot_be_done_is_named(string entry, string text)
    {
        string size = entry.Contains("input_size", StringComparison.Ordinal) ? "" : "\"input_size\": [3, 32, 32], ";
        var config = HubJson.Parse($$"""{ "pretrained_cfg": { {{size}}{{entry}} } }""", "'config.json' of 'org/net'");
        string message = Assert.Throws<OnnxNetworkException>(() => TimmConfig.Read(config)).Message;
        Assert.Contains("'config.json' of 'org/net', pretrained_cfg: " + text, message, StringComparison.Ordinal);
    }

    private static BackbonePreprocessing Read(string file) => HubPreprocessor.Read(file, "'preprocessor_config.json' of 'org/net'");
}

using System.Text.Json;

namespace MLNet.ConvExtensions.Backbones;

/// <summary>
/// Reads a repository's <c>preprocessor_config.json</c> as the image processors of transformers do: what it leaves out is what the class
/// that it names has by default. What can't be done here is refused, by its key and value.
/// </summary>
internal sealed class HubPreprocessor
{
    private const string ResizeKey = "do_resize",
        CropKey = "do_center_crop",
        ShortestEdge = "shortest_edge";

    /// <summary>The short sides above which ConvNeXt's images are stretched instead of cropped.</summary>
    private const int LargeConvNext = 384;

    private readonly HubJson _json;
    private readonly HubProcessorClass _class;

    private HubPreprocessor(HubJson json)
    {
        _json = json;
        string? name = json.Text("image_processor_type") ?? json.Text("feature_extractor_type");
        _class = HubProcessorClass.Find(name, json);
    }

    /// <summary>The preprocessing that a file describes.</summary>
    /// <param name="file">The file's contents.</param>
    /// <param name="source">What an error calls the file.</param>
    /// <exception cref="OnnxNetworkException">It is damaged, or asks for what can't be done here.</exception>
    public static BackbonePreprocessing Read(string file, string source) => new HubPreprocessor(HubJson.Parse(file, source)).Read();

    private BackbonePreprocessing Read()
    {
        foreach (
            string key in new[]
            {
                "do_pad",
                "do_thumbnail",
                "do_align_long_axis",
                "do_color_quantize",
                "do_crop_margin",
                "do_image_splitting",
            }
        )
            _json.RefuseTrue(key, "nothing here pads, turns, cuts or quantizes images for a network");
        if (!(_json.Flag(ResizeKey) ?? true))
            throw _json.Wrong(ResizeKey, "true: photos of any size don't fit a network");
        BackbonePreprocessing size = Sized() with { Interpolation = Filter() };
        bool normalises = _json.Flag("do_normalize") ?? (_class.Mean is not null || _json.Has("image_mean")),
            rescales = _json.Flag("do_rescale") ?? true,
            flips = _json.Flag("do_flip_channel_order") ?? _class.FlipsChannels;
        if (flips && normalises)
            throw _json.Wrong("do_flip_channel_order", "false where do_normalize is true");
        float[] mean = normalises ? _json.Numbers("image_mean") ?? Default(_class.Mean, "image_mean") : [0, 0, 0],
            deviation = normalises ? _json.Numbers("image_std") ?? Default(_class.Deviation, "image_std") : [1, 1, 1];
        if (rescales && (_json.Flag("rescale_offset") ?? false))
            mean = [.. mean.Select(m => m + 1)];

        // EfficientNet's are divided by the deviation a second time.
        if (normalises && (_json.Flag("include_top") ?? _class.DividesTwice))
            deviation = [.. deviation.Select(d => d * d)];
        return size with
        {
            Scale = rescales ? (float)(_json.Number("rescale_factor") ?? 1.0 / 255) : 1,
            Mean = mean,
            StandardDeviation = deviation,
            BlueFirst = flips,
            CropsFromFloor = true,
        };
    }

    private BackbonePreprocessing Sized()
    {
        HubSize resized = _json.Size("size", _class.IntegersAreSquares) ?? _class.Size ?? throw _json.Missing("size");
        if (_class.IntegersAreSquares is null && _json.Has("crop_size") && !_json.Has(CropKey))
            throw _json.Missing(CropKey);
        bool crops = _class.CanCrop && (_json.Flag(CropKey) ?? _class.Crop is not null);
        HubSize? crop = crops ? _json.Size("crop_size", integersAreSquares: true) ?? _class.Crop ?? throw _json.Missing("crop_size") : null;
        if (crop is { IsSquare: false, ShortestEdge: { } edge })
            crop = HubSize.Square(edge);
        bool none = _class.Kind == HubProcessorKind.PoolFormer && _json.Has("crop_pct") && _json.Value("crop_pct") is null;
        double? fraction = _class.CropFraction is null || none ? null : _json.Number("crop_pct") ?? _class.CropFraction;
        if (fraction is not null and not (> 0.01 and <= 1))
            throw _json.Wrong("crop_pct", "more than 0.01, up to 1");
        switch (_class.Kind)
        {
            case HubProcessorKind.ConvNext when resized.ShortestEdge is { } side:
                return side >= LargeConvNext ? Stretched(side, side, null) : Covered((int)(side / fraction!.Value), HubSize.Square(side));
            case HubProcessorKind.PoolFormer
                when fraction is not null && (resized.ShortestEdge ?? (resized.IsSquare ? resized.Width : null)) is { } side:
                return Covered((int)(side / fraction.Value), crop ?? throw _json.Missing("crop_size"));
            case HubProcessorKind.Levit when resized.ShortestEdge is { } side:
                return Covered((int)(256.0 / 224 * side), crop ?? throw _json.Missing("crop_size"));
        }

        return resized.ShortestEdge is { } shorter
            ? Covered(shorter, crop ?? throw _json.Wrong(CropKey, $"true where size has {ShortestEdge}: a network's images have one shape"))
            : Stretched(resized.Width!.Value, resized.Height!.Value, crop);
    }

    /// <summary>Shorter side to a length, and a square of the centre.</summary>
    private BackbonePreprocessing Covered(int side, HubSize crop)
    {
        if (!crop.IsSquare)
            throw _json.Wrong("crop_size", $"a square where size has {ShortestEdge}");
        if (crop.Width > side)
            throw _json.Wrong("crop_size", $"up to {side}, to which images are resized: nothing here pads them");
        return new BackbonePreprocessing
        {
            Width = crop.Width!.Value,
            Height = crop.Width.Value,
            CropFraction = (double)crop.Width.Value / side,
        };
    }

    private BackbonePreprocessing Stretched(int width, int height, HubSize? crop)
    {
        int across = crop?.Width ?? width,
            down = crop?.Height ?? height;
        if (across > width || down > height)
            throw _json.Wrong("crop_size", $"up to {height} x {width}, to which images are resized: nothing here pads them");
        if ((long)across * height != (long)down * width)
            throw _json.Wrong("crop_size", $"of the shape of size, {height} x {width}");
        return new BackbonePreprocessing
        {
            Width = across,
            Height = down,
            CropFraction = (double)across / width,
            Stretch = true,
        };
    }

    private Interpolation Filter()
    {
        double? number = _json.Number("resample");
        if (number is null && _json.Has("resample"))
            throw _json.Wrong("resample", "0 to 5, as Pillow numbers its filters");
        return number switch
        {
            null => _class.Filter ?? throw _json.Missing("resample"),
            0 => Interpolation.Nearest,
            1 => Interpolation.Lanczos,
            2 => Interpolation.Bilinear,
            3 => Interpolation.Bicubic,
            4 => Interpolation.Box,
            5 => Interpolation.Hamming,
            _ => throw _json.Wrong("resample", "0 to 5, as Pillow numbers its filters"),
        };
    }

    private float[] Default(float[]? known, string key) => known ?? throw _json.Missing(key);
}

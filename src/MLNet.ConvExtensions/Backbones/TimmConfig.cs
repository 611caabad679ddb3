using System.Text.Json;

namespace MLNet.ConvExtensions.Backbones;

/// <summary>Reads what timm notes of its weights in a repository's <c>config.json</c>, under <c>pretrained_cfg</c>.</summary>
internal static class TimmConfig
{
    // csharpier-ignore - a table
    private static readonly Dictionary<string, Interpolation> Filters = new()
    {
        ["bilinear"] = Interpolation.Bilinear, ["bicubic"] = Interpolation.Bicubic, ["nearest"] = Interpolation.Nearest,
        ["lanczos"] = Interpolation.Lanczos, ["box"] = Interpolation.Box, ["hamming"] = Interpolation.Hamming,
    };

    /// <summary>The preprocessing of timm's evaluation; null where the file isn't timm's.</summary>
    /// <exception cref="OnnxNetworkException">It is damaged, or asks for what can't be done here.</exception>
    public static BackbonePreprocessing? Read(HubJson config)
    {
        if (config.Object("pretrained_cfg") is not { } weights)
            return null;
        int[] size = Sizes(weights);
        double crop = weights.Number("crop_pct") ?? 0.875;
        if (crop is not (> 0.01 and <= 1))
            throw weights.Wrong("crop_pct", "more than 0.01, up to 1");
        string mode = weights.Text("crop_mode") ?? "center";
        if (mode is not ("center" or "squash"))
            throw weights.Wrong("crop_mode", "center, squash");
        string filter = weights.Text("interpolation") ?? "bicubic";
        if (!Filters.TryGetValue(filter, out Interpolation interpolation))
            throw weights.Wrong("interpolation", string.Join(", ", Filters.Keys));
        if (mode == "center" && size[0] != size[1])
            throw weights.Wrong("input_size", "a square where crop_mode is center");
        return new BackbonePreprocessing
        {
            Width = size[1],
            Height = size[0],
            CropFraction = crop,
            Stretch = mode == "squash",
            Interpolation = interpolation,
            Mean = weights.Numbers("mean") ?? [0.485f, 0.456f, 0.406f],
            StandardDeviation = weights.Numbers("std") ?? [0.229f, 0.224f, 0.225f],
        };
    }

    private static int[] Sizes(HubJson weights)
    {
        const string allowed = "[3, height, width] of 1 to 16384";
        if (weights.Value("input_size") is not { ValueKind: JsonValueKind.Array } value)
            throw weights.Wrong("input_size", allowed);
        int[] sizes = [.. value.EnumerateArray().Select(n => n.TryGetInt32(out int size) ? size : 0)];
        return sizes is [3, > 0 and <= 16384, > 0 and <= 16384] ? sizes[1..] : throw weights.Wrong("input_size", allowed);
    }
}

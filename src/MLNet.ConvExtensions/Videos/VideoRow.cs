using Microsoft.ML.Data;

namespace MLNet.ConvExtensions.Videos;

/// <summary>A frame as a row.</summary>
internal sealed class VideoRow
{
    public string VideoPath { get; init; } = "";

    public string Label { get; init; } = "";

    public int Frame { get; init; }

    public float Seconds { get; init; }

    [AnySize]
    public MLImage? Image { get; init; }
}

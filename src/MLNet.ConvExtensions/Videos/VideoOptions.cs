namespace MLNet.ConvExtensions;

/// <summary>Which frames of a video are taken.</summary>
public sealed record VideoOptions
{
    /// <summary>
    /// How many frames of each second are taken, above 0 and up to 1000: those that are shown at these moments. Null for every frame. Of a
    /// folder of frames all are taken, since it doesn't say when they are shown.
    /// </summary>
    public double? FramesPerSecond { get; init; } = 1;

    /// <summary>The most frames that are taken of a video, from its beginning, 1 or more.</summary>
    public int MostFrames { get; init; } = int.MaxValue;

    /// <summary>The most pixels that a frame may have.</summary>
    public long MaxPixels { get; init; } = 256_000_000;

    /// <summary>
    /// The program that reads what isn't an animated GIF or WebP or a folder of frames: FFmpeg, which the machine has to have; a path, or a
    /// name that is looked for as a shell would.
    /// </summary>
    public string Ffmpeg { get; init; } = "ffmpeg";

    internal void Validate()
    {
        if (FramesPerSecond is { } rate && !(rate is > 0 and <= 1000))
            throw new ArgumentException(
                $"{nameof(VideoOptions)}.{nameof(FramesPerSecond)} is {rate}; allowed: above 0, up to 1000, or null."
            );
        if (MostFrames < 1)
            throw new ArgumentException($"{nameof(VideoOptions)}.{nameof(MostFrames)} is {MostFrames}; allowed: 1 or more.");
        if (MaxPixels < 1)
            throw new ArgumentException($"{nameof(VideoOptions)}.{nameof(MaxPixels)} is {MaxPixels}; allowed: 1 or more.");
        if (string.IsNullOrWhiteSpace(Ffmpeg))
            throw new ArgumentException($"{nameof(VideoOptions)}.{nameof(Ffmpeg)} is empty; needed: a program's path or name.");
    }
}

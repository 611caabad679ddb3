using Microsoft.ML.Data;

namespace MLNet.ConvExtensions;

/// <summary>A frame of a video. Whoever gets it disposes of the image.</summary>
/// <param name="Number">The frame's number among those that are taken, from 0.</param>
/// <param name="Time">When it is shown; null where that isn't known: of a folder of frames, and where FFmpeg gives every frame.</param>
/// <param name="Image">The picture, upright.</param>
public sealed record VideoFrame(int Number, TimeSpan? Time, MLImage Image);

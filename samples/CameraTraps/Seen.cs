using MLNet.ConvExtensions;

namespace CameraTraps;

/// <summary>What a model says of a photo, as a record of camera traps: blank, or an animal.</summary>
internal static class Seen
{
    private const string Blank = "empty";

    public static CameraTrapImage Of(CameraTrapMedia photo, ImagePrediction said) =>
        said.Error is { } error ? new CameraTrapImage { Media = photo with { Failure = error } }
        : said.Label == Blank ? new CameraTrapImage { Media = photo }
        : new CameraTrapImage
        {
            Media = photo,
            Detections = [new CameraTrapDetection { Category = "animal", Classes = [new ClassConfidence(said.Label!, said.Probability)] }],
        };
}

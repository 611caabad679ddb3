using Microsoft.ML.Data;

namespace SnowLeopard;

/// <summary>A photo: where it is, the folder it came from, and whether it shows what is looked for.</summary>
internal sealed class Photo
{
    public string ImagePath { get; set; } = "";

    public string ClassName { get; set; } = "";

    public bool Label { get; set; }
}

/// <summary>A photo with its features computed, so that every trainer and fold uses the same ones.</summary>
internal sealed class FeaturizedPhoto
{
    public string ImagePath { get; set; } = "";

    public bool Label { get; set; }

    public VBuffer<float> Features { get; set; }
}

/// <summary>What a binary trainer says of a photo.</summary>
internal sealed class PhotoScore
{
    public string ImagePath { get; set; } = "";

    public bool Label { get; set; }

    public bool PredictedLabel { get; set; }

    public float Score { get; set; }
}

/// <summary>What the saved pipeline says of one photo.</summary>
internal sealed class PhotoPrediction
{
    public bool PredictedLabel { get; set; }

    public float Probability { get; set; }
}

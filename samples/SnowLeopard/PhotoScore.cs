namespace SnowLeopard;

/// <summary>What a binary trainer says of a photo.</summary>
internal sealed class PhotoScore
{
    public string ImagePath { get; set; } = "";

    public bool Label { get; set; }

    public bool PredictedLabel { get; set; }

    public float Score { get; set; }
}

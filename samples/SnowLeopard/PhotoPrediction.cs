namespace SnowLeopard;

/// <summary>What the saved pipeline says of one photo.</summary>
internal sealed class PhotoPrediction
{
    public bool PredictedLabel { get; set; }

    public float Probability { get; set; }
}

using MLNet.ConvExtensions.Insight.Explanations;

namespace MLNet.ConvExtensions;

/// <summary>What in a photo speaks for a class.</summary>
public sealed record ImageExplanation
{
    /// <summary>The photo's file.</summary>
    public required string Image { get; init; }

    /// <summary>Why the photo couldn't be read, with its name; null where it could.</summary>
    public string? Error { get; init; }

    /// <summary>What was predicted for the photo; null where it couldn't be read.</summary>
    public ImagePrediction? Prediction { get; init; }

    /// <summary>The class that is explained; of a regression what the number is called. Null where the photo couldn't be read.</summary>
    public string? Class { get; init; }

    /// <summary>Its place among the model's classes, from 0.</summary>
    public int ClassIndex { get; init; }

    /// <summary>Its probability, 0 to 1; null of a regression, and where the photo couldn't be read.</summary>
    public float? Probability { get; init; }

    /// <summary>How it was explained; never <see cref="ExplanationMethod.Auto"/>.</summary>
    public ExplanationMethod Method { get; init; }

    /// <summary>The layer whose maps were weighted; null where there is none.</summary>
    public string? Layer { get; init; }

    /// <summary>
    /// A number for each position: with <see cref="ExplanationMethod.ClassActivation"/> what it adds to the logit, with
    /// <see cref="ExplanationMethod.Occlusion"/> how far the probability (of a regression the number) falls where it is hidden, with the
    /// others 0 or more. Null where the photo couldn't be read.
    /// </summary>
    public ExplanationMap? Map { get; init; }

    /// <summary>The part of the photo that the map is of: what the network sees, or the whole.</summary>
    public ImageRegion Region { get; init; } = ImageRegion.Whole;

    /// <summary>The class's logit, before a softmax or sigmoid; null with <see cref="ExplanationMethod.Occlusion"/>.</summary>
    public float? Logit { get; init; }

    /// <summary>
    /// With <see cref="ExplanationMethod.ClassActivation"/> the part of the logit that isn't of any position: it and the map's sum are the
    /// logit. Null with the others.
    /// </summary>
    public float? Bias { get; init; }

    /// <summary>
    /// Writes the photo with the map over it as a PNG, under a temporary name first. What speaks for the class is coloured from blue over
    /// green to red, and the more the less transparent; what speaks against it isn't.
    /// </summary>
    /// <param name="file">The file; one that exists is replaced.</param>
    /// <param name="side">The longer side of the picture in pixels, 16 to 16384; a smaller photo is enlarged.</param>
    /// <exception cref="InvalidOperationException">The photo couldn't be read: there is no map.</exception>
    /// <exception cref="ImageInputException">The photo can't be read any more; the message names it.</exception>
    /// <exception cref="IOException">The file can't be written.</exception>
    public void SaveOverlay(string file, int side = 448)
    {
        ArgumentException.ThrowIfNullOrEmpty(file);
        ArgumentOutOfRangeException.ThrowIfLessThan(side, 16);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(side, 16384);
        if (Map is null)
            throw new InvalidOperationException($"There is no map of '{Image}': {Error}");
        HeatOverlay.Save(this, file, side);
    }
}

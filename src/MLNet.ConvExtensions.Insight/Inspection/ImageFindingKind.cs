namespace MLNet.ConvExtensions;

/// <summary>What an inspection finds wrong, or doubtful, with a photo.</summary>
public enum ImageFindingKind
{
    /// <summary>The file is missing, or is no whole image.</summary>
    Unreadable,

    /// <summary>The label is likely wrong: a classifier that hasn't seen the photo is confident of another class.</summary>
    WrongLabel,

    /// <summary>A copy of another photo, of the same class: re-encoded, resized, mirrored or cropped.</summary>
    Duplicate,

    /// <summary>Copies of one photo have different classes.</summary>
    Contradiction,

    /// <summary>Copies of one photo are in different parts of the data, such as training and test.</summary>
    Leak,

    /// <summary>Nearly one color: nothing is to be seen.</summary>
    Empty,

    /// <summary>Unlike all other photos.</summary>
    Outlier,

    /// <summary>Without sharp edges.</summary>
    Blurred,

    /// <summary>Dark all over.</summary>
    Dark,

    /// <summary>Bright all over.</summary>
    Bright,

    /// <summary>Few pixels.</summary>
    Small,

    /// <summary>Far wider than high, or the other way round.</summary>
    OddShape,

    /// <summary>The only photo, or the only group of photos, of its class.</summary>
    SingleOfClass,
}

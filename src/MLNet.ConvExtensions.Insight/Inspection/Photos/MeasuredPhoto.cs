namespace MLNet.ConvExtensions.Insight.Inspection.Photos;

/// <summary>What is kept of a photo that was read once.</summary>
internal sealed record MeasuredPhoto
{
    /// <summary>Width and height of <see cref="Picture"/>.</summary>
    public const int Side = 64;

    public required PhotoStatistics Statistics { get; init; }

    /// <summary>The photo's brightness, stretched to <see cref="Side"/> x <see cref="Side"/>.</summary>
    public required byte[] Picture { get; init; }

    public required PictureHash Hash { get; init; }

    /// <summary>SHA-256 of the file.</summary>
    public required string Content { get; init; }

    /// <summary>The camera that its file names; null where it names none.</summary>
    public required string? Camera { get; init; }

    /// <summary>Size, colors and border as numbers, one vector for each of <see cref="PhotoClues.Names"/>.</summary>
    public required float[][] Clues { get; init; }

    public GreyPicture Grey() => new(Side, Side, Array.ConvertAll(Picture, p => (float)p));
}

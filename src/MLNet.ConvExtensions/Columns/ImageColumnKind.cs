namespace MLNet.ConvExtensions.Columns;

/// <summary>The forms in which a column can hold images.</summary>
internal enum ImageColumnKind
{
    /// <summary>Names of files.</summary>
    Path,

    /// <summary>Contents of files.</summary>
    Encoded,

    /// <summary>Images of ML.NET.</summary>
    Image,

    /// <summary>Planes of pixels, one behind the other.</summary>
    Pixels,

    /// <summary>Pixels whose channels lie side by side.</summary>
    Interleaved,
}

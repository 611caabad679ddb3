namespace MLNet.ConvExtensions.Imaging;

/// <summary>What becomes of an image whose shape isn't that of what a network takes.</summary>
internal enum ImageFit
{
    /// <summary>It keeps its shape, and its centre is cut out.</summary>
    Crop,

    /// <summary>All of it is brought to the size, whatever becomes of its shape.</summary>
    Stretch,

    /// <summary>It keeps its shape, lies in the middle, and what it leaves free is padded.</summary>
    Letterbox,
}

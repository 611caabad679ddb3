namespace MLNet.ConvExtensions;

/// <summary>The parts of a resized image that the network sees. The features of several parts are averaged.</summary>
/// <remarks>
/// Averaging makes features a little better, at as many times the cost. The resized image is cut to <c>Width / CropFraction</c> x
/// <c>Height / CropFraction</c> (256 x 256 for a network of 224 x 224) around its centre first, as by Krizhevsky, Sutskever and Hinton
/// (2012); in torchvision: <c>Resize(256), CenterCrop(256), TenCrop(224)</c>.
/// </remarks>
public enum ImageCrops
{
    /// <summary>The centre.</summary>
    Center,

    /// <summary>The centre and its mirror image.</summary>
    HorizontalFlip,

    /// <summary>The four corners and the centre, and the mirror images of these. The crop fraction must be below 1.</summary>
    TenCrop,
}

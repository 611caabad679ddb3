namespace MLNet.ConvExtensions.Training.Data;

/// <summary>What TrivialAugment and RandAugment choose from, in torchvision's order.</summary>
internal enum PolicyOperation
{
    Identity,
    ShearX,
    ShearY,
    TranslateX,
    TranslateY,
    Rotate,
    Brightness,
    Color,
    Contrast,
    Sharpness,
    Posterize,
    Solarize,
    AutoContrast,
    Equalize,
}

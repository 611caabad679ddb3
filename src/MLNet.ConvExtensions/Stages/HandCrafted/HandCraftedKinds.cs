namespace MLNet.ConvExtensions;

/// <summary>The kinds of descriptors that <see cref="HandCraftedFeaturesEstimator"/> computes; several may be combined.</summary>
[Flags]
public enum HandCraftedKinds
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>
    /// The shape of the content, which is the pixels whose grey value is above a threshold: area, perimeter, bounding box, diagonals, Hu's
    /// moments; and the grey values' average, standard deviation and distribution.
    /// </summary>
    Shape = 1,

    /// <summary>Histograms of the channels of RGB, HSV and Lab.</summary>
    Color = 2,

    /// <summary>Histograms of oriented gradients (Dalal and Triggs, 2005).</summary>
    Hog = 4,

    /// <summary>The histogram of uniform local binary patterns (Ojala, Pietikäinen and Mäenpää, 2002).</summary>
    Lbp = 8,

    /// <summary>Properties of grey-level co-occurrence matrices (Haralick, Shanmugam and Dinstein, 1973).</summary>
    Haralick = 16,

    /// <summary>How much edge there is in each orientation, in each region of a grid.</summary>
    Edges = 32,

    /// <summary>The pixels themselves, of the image made small.</summary>
    Pixels = 64,

    /// <summary>All but the pixels.</summary>
    Descriptors = Shape | Color | Hog | Lbp | Haralick | Edges,

    /// <summary>Everything.</summary>
    All = Descriptors | Pixels,
}

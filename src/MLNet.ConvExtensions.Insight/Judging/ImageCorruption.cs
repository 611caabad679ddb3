using System.Globalization;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.Insight.Judging;

namespace MLNet.ConvExtensions;

/// <summary>
/// A way in which photos get harder to recognise, by growing strength: light, blur, noise, compression, place, size, and what stands in
/// front. The kinds
/// are those of the courses' lists of challenges, and of Hendrycks and Dietterich, Benchmarking Neural Network Robustness to Common
/// Corruptions and
/// Perturbations, 2019; the formulas are <see cref="Formula"/>. Values are those of red, green and blue, 0 to 255, rounded to whole
/// numbers.
/// </summary>
public sealed class ImageCorruption
{
    /// <summary>Lengths are given for photos whose shorter side has as many pixels.</summary>
    private const double Side = 224;

    private readonly Func<PhotoPixels, double, int, PhotoPixels> _change;
    private readonly double _most;

    private ImageCorruption(
        string name,
        string formula,
        string strengthName,
        double most,
        double[] strengths,
        Func<PhotoPixels, double, int, PhotoPixels> change
    ) => (Name, Formula, StrengthName, _most, Strengths, _change) = (name, formula, strengthName, most, strengths, change);

    /// <summary>All kinds, in the order of the report.</summary>
    public static IReadOnlyList<ImageCorruption> All { get; } =
    [
        Pixels("darkness", "v becomes v (1 - s)", "s", 1, [0.2, 0.4, 0.6, 0.8, 0.9], (p, s) => ColorChanges.Multiply(p, 1 - s)),
        Pixels("brightness", "v becomes v (1 + s), at most 255", "s", 100, [0.25, 0.5, 1, 2, 4], (p, s) => ColorChanges.Multiply(p, 1 + s)),
        Pixels(
            "contrast",
            "v becomes m + (1 - s) (v - m), m the photo's mean brightness",
            "s",
            1,
            [0.2, 0.4, 0.6, 0.8, 0.9],
            (p, s) => ColorChanges.Contrast(p, 1 - s)
        ),
        Pixels(
            "saturation",
            "v becomes (1 - s) v + s g, g = 0.299 red + 0.587 green + 0.114 blue",
            "s",
            1,
            [0.25, 0.5, 0.75, 0.9, 1],
            ColorChanges.Desaturate
        ),
        Pixels("hue", "the hue of the HSV model turned by s degrees", "degrees", 180, [15, 30, 60, 120, 180], ColorChanges.Hue),
        Pixels(
            "blur",
            "a Gaussian filter of standard deviation s pixels, of a photo whose shorter side has 224",
            "pixels of 224",
            100,
            [0.5, 1, 2, 4, 8],
            (p, s) => SharpnessChanges.Blur(p, s * p.ShorterSide / Side)
        ),
        new(
            "noise",
            "v becomes v + 255 s n, n drawn from the standard normal distribution for each value",
            "s",
            10,
            [0.04, 0.08, 0.16, 0.32, 0.64],
            ColorChanges.Noise
        ),
        Pixels(
            "jpeg",
            "written as JPEG of quality 100 - s, and read again",
            "100 - quality",
            100,
            [50, 70, 85, 92, 97],
            (p, s) => SharpnessChanges.Jpeg(p, (int)Math.Round(100 - s))
        ),
        new(
            "rotation",
            "turned by s degrees about the centre, to a side drawn for each photo; bilinear, mirrored beyond the edges",
            "degrees",
            180,
            [10, 20, 45, 90, 180],
            PlaceChanges.Rotate
        ),
        Pixels(
            "zoom in",
            "the middle alone, 1 / (1 + s) of each side",
            "s",
            100,
            [0.25, 0.5, 1, 2, 4],
            (p, s) => PlaceChanges.ZoomIn(p, 1 + s)
        ),
        Pixels(
            "zoom out",
            "made smaller, to 1 / (1 + s) of each side, in a frame of the photo's mean color",
            "s",
            100,
            [0.25, 0.5, 1, 2, 4],
            (p, s) => PlaceChanges.ZoomOut(p, 1 + s)
        ),
        new(
            "shift",
            "moved by s of the shorter side, in a direction drawn for each photo; mirrored beyond the edges",
            "part of the shorter side",
            1,
            [0.1, 0.2, 0.3, 0.4, 0.5],
            PlaceChanges.Shift
        ),
        new(
            "occlusion",
            "s of the area covered by a gray rectangle (127) of the photo's shape, at a place drawn for each photo",
            "part of the area",
            1,
            [0.05, 0.1, 0.2, 0.4, 0.6],
            PlaceChanges.Cover
        ),
    ];

    /// <summary>What it is called: <c>blur</c>.</summary>
    public string Name { get; }

    /// <summary>What becomes of a value v, or of the photo, at strength s.</summary>
    public string Formula { get; }

    /// <summary>What strengths are measured in.</summary>
    public string StrengthName { get; }

    /// <summary>The strengths that are measured at, growing, all above 0: at 0 a photo is as it was.</summary>
    public IReadOnlyList<double> Strengths { get; private init; }

    /// <summary>Finds a kind by its name.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>The kind.</returns>
    /// <exception cref="ArgumentException">There is none of this name; the message has all names.</exception>
    public static ImageCorruption Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return All.FirstOrDefault(c => c.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            ?? throw new ArgumentException(
                $"There is no corruption '{name}'; allowed: {string.Join(", ", All.Select(c => c.Name))}.",
                nameof(name)
            );
    }

    /// <summary>The same kind at other strengths.</summary>
    /// <param name="strengths">The strengths, one or more, growing, above 0 and within the kind's range.</param>
    /// <returns>The kind with these strengths.</returns>
    /// <exception cref="ArgumentException">There are none, they don't grow, or one is out of range.</exception>
    public ImageCorruption WithStrengths(params IReadOnlyList<double> strengths)
    {
        ArgumentNullException.ThrowIfNull(strengths);
        if (strengths.Count == 0 || strengths.Zip(strengths.Skip(1)).Any(p => p.First >= p.Second))
        {
            throw new ArgumentException(
                $"The strengths of '{Name}' are [{string.Join(", ", strengths.Select(Text))}]; needed: one or more, each above the last.",
                nameof(strengths)
            );
        }

        foreach (double strength in strengths)
            Check(strength, nameof(strengths));
        return new ImageCorruption(Name, Formula, StrengthName, _most, [.. strengths], _change);
    }

    /// <summary>Changes an image.</summary>
    /// <param name="image">The image, upright. It stays as it is.</param>
    /// <param name="strength">How much: above 0.</param>
    /// <param name="seed">What directions, places and noise are drawn from: the same for all strengths.</param>
    /// <returns>The changed image, opaque, which the caller disposes.</returns>
    /// <exception cref="ArgumentException">The strength is out of the kind's range.</exception>
    public MLImage Apply(MLImage image, double strength, int seed = 1)
    {
        ArgumentNullException.ThrowIfNull(image);
        return Apply(PhotoPixels.Of(image), strength, seed).ToImage();
    }

    internal PhotoPixels Apply(PhotoPixels photo, double strength, int seed)
    {
        Check(strength, nameof(strength));
        return _change(photo, strength, seed);
    }

    private static ImageCorruption Pixels(
        string name,
        string formula,
        string strengthName,
        double most,
        double[] strengths,
        Func<PhotoPixels, double, PhotoPixels> change
    ) => new(name, formula, strengthName, most, strengths, (photo, strength, _) => change(photo, strength));

    private void Check(double strength, string parameter)
    {
        if (!(strength > 0 && strength <= _most))
        {
            throw new ArgumentException(
                $"A strength of '{Name}' is {Text(strength)}; allowed: above 0, up to {Text(_most)} ({StrengthName}).",
                parameter
            );
        }
    }

    private static string Text(double number) => number.ToString(CultureInfo.InvariantCulture);
}

using System.Text.Json.Serialization;
using Microsoft.Extensions.Logging;
using MLNet.ConvExtensions.Options;
using MLNet.ConvExtensions.Rows;

namespace MLNet.ConvExtensions;

/// <summary>Options of <see cref="HandCraftedFeaturesEstimator"/>.</summary>
public sealed record HandCraftedFeaturesOptions
{
    /// <summary>Name of the new column: a vector of <see cref="float"/> of known size, with slot names.</summary>
    public string OutputColumnName { get; init; } = "Features";

    /// <summary>
    /// Name of the column of images: paths (text), encoded files (vector of bytes), <see cref="Microsoft.ML.Data.MLImage"/>, or pixels
    /// (vector of <see cref="float"/> from 0 to 255, <see cref="Width"/> x <see cref="Height"/> values of grey or three such planes of
    /// RGB). If left out, the output column's name.
    /// </summary>
    public string? InputColumnName { get; init; }

    /// <summary>The folder that relative paths start from. If left out, the current folder.</summary>
    public string? ImageFolder { get; init; }

    /// <summary>What is computed; the parts follow each other in the order of <see cref="HandCraftedKinds"/>.</summary>
    public HandCraftedKinds Kinds { get; init; } = HandCraftedKinds.Descriptors;

    /// <summary>Width in pixels to which every image is brought before anything is computed, 4 to 4096.</summary>
    public int Width { get; init; } = 128;

    /// <summary>Height in pixels to which every image is brought before anything is computed, 4 to 4096.</summary>
    public int Height { get; init; } = 128;

    /// <summary>
    /// Whether the centre is cut out of images of another shape, as networks are given them. Otherwise the whole image is kept, and
    /// stretched.
    /// </summary>
    public bool CenterCrop { get; init; }

    /// <summary>
    /// Shape: pixels whose grey value (0 to 255) is above this are content. 0 takes all that isn't black, as for digits; null finds the
    /// threshold for each image by Otsu's method.
    /// </summary>
    public float? ContentThreshold { get; init; } = 0;

    /// <summary>Shape: bins of the distribution of grey values, 1 to 256.</summary>
    public int ValueBins { get; init; } = 16;

    /// <summary>Color: the colour spaces.</summary>
    public HandCraftedColors Colors { get; init; } = HandCraftedColors.Rgb | HandCraftedColors.Hsv | HandCraftedColors.Lab;

    /// <summary>Color: bins of each channel, 1 to 256.</summary>
    public int ColorBins { get; init; } = 16;

    /// <summary>Hog: orientations within 180 degrees, 2 to 36.</summary>
    public int HogOrientations { get; init; } = 9;

    /// <summary>Hog: side of a cell in pixels, 2 or more. Pixels beyond the last whole cell don't count.</summary>
    public int HogCellSize { get; init; } = 8;

    /// <summary>Hog: side of a block in cells, within which histograms are normalised (L2-Hys), 1 or more.</summary>
    public int HogBlockSize { get; init; } = 2;

    /// <summary>Lbp: neighbours on the circle, 4 to 24.</summary>
    public int LbpPoints { get; init; } = 8;

    /// <summary>Lbp: radius of the circle in pixels, 1 to 16.</summary>
    public int LbpRadius { get; init; } = 1;

    /// <summary>Haralick: grey levels that are told apart, 2 to 256.</summary>
    public int HaralickLevels { get; init; } = 32;

    /// <summary>
    /// Haralick: the distance of the two pixels, 1 to 64; they lie side by side, above each other, and on both diagonals.
    /// </summary>
    public int HaralickDistance { get; init; } = 1;

    /// <summary>Edges: orientations within 180 degrees, 2 to 36.</summary>
    public int EdgeOrientations { get; init; } = 8;

    /// <summary>Edges: the image is divided into so many rows and columns of regions, 1 to 64.</summary>
    public int EdgeGrid { get; init; } = 4;

    /// <summary>Pixels: width of the small image, up to <see cref="Width"/>.</summary>
    public int PixelWidth { get; init; } = 32;

    /// <summary>Pixels: height of the small image, up to <see cref="Height"/>.</summary>
    public int PixelHeight { get; init; } = 32;

    /// <summary>Pixels: whether they are in colour; otherwise grey.</summary>
    public bool PixelColor { get; init; } = true;

    /// <summary>Images that are decoded and computed at the same time, 1 to 1024. If left out, the number of processors.</summary>
    public int? NumberOfThreads { get; init; }

    /// <summary>What happens to a row whose image is missing or can't be read.</summary>
    public BadImageHandling BadImages { get; init; } = BadImageHandling.Throw;

    /// <summary>
    /// The most pixels that an image may have. Larger ones are refused by their header, before any memory is spent on them.
    /// </summary>
    public long MaxImagePixels { get; init; } = 256_000_000;

    /// <summary>
    /// Whether JPEG files much larger than <see cref="Width"/> x <see cref="Height"/> are decoded at a half, a quarter or an eighth of
    /// their size, still at least 2.5 times the size that they are then resized to.
    /// </summary>
    public bool FastDecode { get; init; } = true;

    /// <summary>Megabytes of memory for the next pass over the data, as <see cref="ConvFeaturesOptions.CacheMegabytes"/>.</summary>
    public int CacheMegabytes { get; init; } = 512;

    /// <summary>
    /// A file that keeps the features for later runs, as <see cref="ConvFeaturesOptions.CacheTo"/>; both stages may share one.
    /// </summary>
    public string? CacheTo { get; init; }

    /// <summary>Receives warnings: images that could not be read.</summary>
    [JsonIgnore]
    public ILogger? Logger { get; init; }

    internal string InputName => InputColumnName ?? OutputColumnName;

    internal RowStageSettings Settings =>
        new()
        {
            OutputName = OutputColumnName,
            InputName = InputName,
            ImageFolder = ImageFolder,
            BatchSize = 1,
            NumberOfThreads = NumberOfThreads ?? Environment.ProcessorCount,
            BadImages = BadImages,
            Logger = Logger,
        };

    /// <summary>The options as far as a model file keeps them: what concerns the machine is left at its defaults.</summary>
    internal HandCraftedFeaturesOptions WithoutMachine() =>
        this with
        {
            NumberOfThreads = null,
            CacheMegabytes = new HandCraftedFeaturesOptions().CacheMegabytes,
            CacheTo = null,
            Logger = null,
        };

    internal void Validate()
    {
        this.Require(!string.IsNullOrWhiteSpace(OutputColumnName), nameof(OutputColumnName), OutputColumnName, "a column name");
        this.Require(
            InputColumnName is null || !string.IsNullOrWhiteSpace(InputColumnName),
            nameof(InputColumnName),
            InputColumnName,
            "a column name, or null"
        );
        this.Require(
            Kinds != HandCraftedKinds.None && (Kinds & ~HandCraftedKinds.All) == 0,
            nameof(Kinds),
            Kinds,
            "one or more of Shape, Color, Hog, Lbp, Haralick, Edges, Pixels"
        );
        this.Require(Width is >= 4 and <= 4096, nameof(Width), Width, "4 to 4096");
        this.Require(Height is >= 4 and <= 4096, nameof(Height), Height, "4 to 4096");
        this.Require(
            ContentThreshold is null or (>= 0 and <= 255),
            nameof(ContentThreshold),
            ContentThreshold,
            "0 to 255, or null for Otsu's method"
        );
        this.Require(ValueBins is >= 1 and <= 256, nameof(ValueBins), ValueBins, "1 to 256");
        this.Require(Colors is > 0 and <= (HandCraftedColors)7, nameof(Colors), Colors, "one or more of Rgb, Hsv, Lab");
        this.Require(ColorBins is >= 1 and <= 256, nameof(ColorBins), ColorBins, "1 to 256");
        this.Require(HogOrientations is >= 2 and <= 36, nameof(HogOrientations), HogOrientations, "2 to 36");
        this.Require(HogBlockSize is >= 1, nameof(HogBlockSize), HogBlockSize, "1 or more");
        int side = Math.Min(Width, Height);
        this.Require(
            HogCellSize is >= 2 && ((Kinds & HandCraftedKinds.Hog) == 0 || (long)HogCellSize * HogBlockSize <= side),
            nameof(HogCellSize),
            HogCellSize,
            $"2 to {side / HogBlockSize}, so that a block of {HogBlockSize}x{HogBlockSize} cells fits the image of {Width}x{Height}"
        );
        this.Require(LbpPoints is >= 4 and <= 24, nameof(LbpPoints), LbpPoints, "4 to 24");
        this.Require(LbpRadius is >= 1 and <= 16, nameof(LbpRadius), LbpRadius, "1 to 16");
        this.Require(HaralickLevels is >= 2 and <= 256, nameof(HaralickLevels), HaralickLevels, "2 to 256");
        this.Require(HaralickDistance is >= 1 and <= 64, nameof(HaralickDistance), HaralickDistance, "1 to 64");
        this.Require(EdgeOrientations is >= 2 and <= 36, nameof(EdgeOrientations), EdgeOrientations, "2 to 36");
        this.Require(EdgeGrid >= 1 && EdgeGrid <= Math.Min(64, side), nameof(EdgeGrid), EdgeGrid, $"1 to {Math.Min(64, side)}");
        bool pixels = (Kinds & HandCraftedKinds.Pixels) != 0;
        this.Require(
            PixelWidth >= 1 && (!pixels || PixelWidth <= Width),
            nameof(PixelWidth),
            PixelWidth,
            $"1 to {nameof(Width)}, which is {Width}"
        );
        this.Require(
            PixelHeight >= 1 && (!pixels || PixelHeight <= Height),
            nameof(PixelHeight),
            PixelHeight,
            $"1 to {nameof(Height)}, which is {Height}"
        );
        this.Require(NumberOfThreads is null or (>= 1 and <= 1024), nameof(NumberOfThreads), NumberOfThreads, "1 to 1024, or null");
        this.Require(Enum.IsDefined(BadImages), nameof(BadImages), BadImages, string.Join(", ", Enum.GetNames<BadImageHandling>()));
        this.Require(MaxImagePixels > 0, nameof(MaxImagePixels), MaxImagePixels, "1 or more");
        this.Require(CacheMegabytes is >= 0 and <= 1 << 20, nameof(CacheMegabytes), CacheMegabytes, "0 to 1048576");
        this.Require(CacheTo is null || !string.IsNullOrWhiteSpace(CacheTo), nameof(CacheTo), CacheTo, "a file's path, or null");
    }
}

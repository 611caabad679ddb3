using MLNet.ConvExtensions.Columns;
using MLNet.ConvExtensions.Imaging;
using MLNet.ConvExtensions.Rows;

namespace MLNet.ConvExtensions.Stages.HandCrafted;

/// <summary>Computes the features that the options ask for.</summary>
internal sealed class HandCraftedEngine : IRowEngine
{
    /// <summary>Goes up when the same options come to give other features, by a change in this library.</summary>
    private const int Generation = 1;

    private readonly HandCraftedFeaturesOptions _options;
    private readonly BackbonePreprocessing _size;

    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public HandCraftedEngine(HandCraftedFeaturesOptions options)
    {
        options.Validate();
        _options = options;
        _size = new BackbonePreprocessing
        {
            Width = options.Width,
            Height = options.Height,
            CropFraction = 1,
        };
        PixelShapes = [new(3, options.Height, options.Width), new(1, options.Height, options.Width)];
        SlotNames = [.. Descriptor.Create(options).SelectMany(d => d.Names)];
    }

    public IReadOnlyList<string> SlotNames { get; }

    public int Width => SlotNames.Count;

    public IReadOnlyList<PixelShape> PixelShapes { get; }

    public RowWorkspace CreateWorkspace(int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(capacity, 1);
        ImageDecoder decoder = ImageWorkspace.CreateDecoder(_options.MaxImagePixels, _options.FastDecode, _size.Width, _size.Height);
        return new RowWorkspace(
            new HandCraftedBatch(_options),
            new ImageWorkspace(
                decoder,
                new ImagePreprocessor(_size, PixelNormalisation.None, _options.CenterCrop ? ImageFit.Crop : ImageFit.Stretch)
            )
        );
    }

    /// <summary>The cache that the options ask for, or null.</summary>
    public FeatureCache? CreateCache() =>
        FeatureCache.Create(
            _options.CacheTo,
            _options.CacheMegabytes,
            Width,
            _options.Logger,
            () => new { HandCrafted = Generation, Options = Identity() }
        );

    /// <summary>All that decides the features of an image.</summary>
    private HandCraftedFeaturesOptions Identity() =>
        _options.WithoutMachine() with
        {
            OutputColumnName = "",
            InputColumnName = null,
            ImageFolder = null,
            BadImages = default,
            MaxImagePixels = 0,
        };
}

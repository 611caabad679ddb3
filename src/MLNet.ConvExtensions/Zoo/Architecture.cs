namespace MLNet.ConvExtensions;

/// <summary>
/// A published design of a network, to be built for any size of image and any number of classes, with weights still to be trained.
/// </summary>
public sealed class Architecture
{
    private readonly Func<NetworkBuilder, int, NetworkBuilder[]> _define;

    internal Architecture(
        string name,
        int size,
        int channels,
        int classes,
        string source,
        Func<NetworkBuilder, int, NetworkBuilder[]> define
    )
    {
        (Name, Size, Channels, Classes, Source) = (name, size, channels, classes, source);
        _define = define;
    }

    /// <summary>The name, like <c>ResNet50</c>.</summary>
    public string Name { get; }

    /// <summary>Height and width, in pixels, of the images that it was published for.</summary>
    public int Size { get; }

    /// <summary>The channels of those images: 1 for grayscale, 3 for colour.</summary>
    public int Channels { get; }

    /// <summary>The number of classes that it was published for.</summary>
    public int Classes { get; }

    /// <summary>Who published it, and when.</summary>
    public string Source { get; }

    /// <summary>The network, as it was published, for its own size of images.</summary>
    /// <param name="seed">The seed of the weights.</param>
    public OnnxNetwork Build(int seed = 1) => Build(Size, Size, Channels, Classes, seed);

    /// <summary>
    /// The network for other images and classes. Input <c>input</c>, [N, C, H, W]; the first output are the logits, [N, classes], others
    /// are auxiliary classifiers.
    /// </summary>
    /// <param name="height">The height in pixels.</param>
    /// <param name="width">The width in pixels.</param>
    /// <param name="channels">1 for grayscale, 3 for colour.</param>
    /// <param name="classes">The number of classes; 1 for regression.</param>
    /// <param name="seed">The seed of the weights: the same gives the same bytes.</param>
    /// <exception cref="ArgumentException">The images are too small; the message names the layer, and the smallest size.</exception>
    public OnnxNetwork Build(int height, int width, int channels, int classes, int seed = 1) =>
        Build(_define, height, width, channels, classes, seed);

    /// <inheritdoc/>
    public override string ToString() => Name;

    /// <summary>The network by a variant of the design.</summary>
    internal OnnxNetwork Build(
        Func<NetworkBuilder, int, NetworkBuilder[]> define,
        int height,
        int width,
        int channels,
        int classes,
        int seed
    )
    {
        NetworkBuilder input = NetworkBuilder.Image(height, width, channels, seed);
        if (classes < 1)
            throw new ArgumentOutOfRangeException(nameof(classes), classes, "1 or more is allowed.");
        try
        {
            NetworkBuilder[] outputs = define(input, classes);
            return outputs[0].Build(Name, outputs[1..]);
        }
        catch (ArgumentException exception)
        {
            string hint = SmallestSize(define, channels, classes) is { } size
                ? $" The smallest images that {Name} takes are {size}x{size}."
                : "";
            throw new ArgumentException(
                $"{Name} can't be built for images of {height}x{width}x{channels}. {exception.Message}{hint}",
                exception
            );
        }
    }

    /// <summary>Tries sizes out: without weights that takes milliseconds.</summary>
    private int? SmallestSize(Func<NetworkBuilder, int, NetworkBuilder[]> define, int channels, int classes)
    {
        for (int size = 1; size <= Size; size++)
        {
            try
            {
                define(NetworkBuilder.Image(size, size, channels), classes);
                return size;
            }
            catch (ArgumentException)
            {
                // Too small still.
            }
        }

        return null;
    }
}

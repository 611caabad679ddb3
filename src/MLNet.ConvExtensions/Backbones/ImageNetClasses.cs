using MLNet.ConvExtensions.Backbones;

namespace MLNet.ConvExtensions;

/// <summary>
/// The 1000 classes of ImageNet (ILSVRC 2012) in the order of the outputs of nearly all networks that were trained on it: that of their
/// WordNet ids. The names are WordNet's, of Princeton University; its licence comes with the package, as WORDNET.txt.
/// </summary>
public static class ImageNetClasses
{
    private const string Resource = "MLNet.ConvExtensions.Backbones.imagenet.txt";

    private const int IdLength = 9;

    private static readonly string[] Lines = Read();

    /// <summary>
    /// The names, all that WordNet has for a class with commas between them: 'tabby, tabby cat'. Two classes are called 'crane', the bird
    /// (134) and the machine (517).
    /// </summary>
    public static IReadOnlyList<string> Names { get; } = [.. Lines.Select(line => line[(IdLength + 1)..])];

    /// <summary>The WordNet ids, such as 'n02123045', as ImageNet's own folders are called.</summary>
    public static IReadOnlyList<string> WordNetIds { get; } = [.. Lines.Select(line => line[..IdLength])];

    /// <summary>The class that somebody means.</summary>
    /// <param name="text">
    /// A WordNet id, the class's number from 0, or one of its names; case, spaces, hyphens and underscores don't matter.
    /// </param>
    /// <returns>The class, 0 to 999.</returns>
    /// <exception cref="ArgumentException">There is none, or more than one; the message lists those that may be meant.</exception>
    public static int Find(string text) => ClassFinder.Find(Names, WordNetIds, text);

    private static string[] Read()
    {
        using Stream stream =
            typeof(ImageNetClasses).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException(
                $"The assembly {typeof(ImageNetClasses).Assembly.GetName().Name} was built without the names of ImageNet's classes, "
                    + $"{Resource}."
            );
        using var reader = new StreamReader(stream);
        var lines = new List<string>();
        while (reader.ReadLine() is { } line)
            lines.Add(line);
        return [.. lines];
    }
}

using System.CommandLine;
using MLNet.ConvExtensions.Tool.Cli;
using MLNet.ConvExtensions.Tool.Images;

namespace MLNet.ConvExtensions.Tool.Commands.Predict;

/// <summary>
/// The images to predict, which are named one by one, or as a folder or list. The names of a folder or list are in a file, so that any
/// number of them takes no memory.
/// </summary>
internal sealed class NamedImages : IDisposable
{
    private static readonly string[] ListExtensions = [".csv", ".txt"];

    private readonly DirectoryInfo? _temporary;

    private NamedImages(IEnumerable<string> names, Func<string, string> pathOf, ImagesArgument? input, DirectoryInfo? temporary)
    {
        Names = names;
        Paths = names.Select(pathOf);
        Input = input;
        _temporary = temporary;
    }

    /// <summary>What the images are called, as often as it is asked: in a folder by their paths from there, in a list as it writes them.</summary>
    public IEnumerable<string> Names { get; private init; }

    /// <summary>Where they are.</summary>
    public IEnumerable<string> Paths { get; private init; }

    /// <summary>The folder or list; null for images named one by one.</summary>
    public ImagesArgument? Input { get; }

    /// <summary>What the folder held.</summary>
    public ImageFolderSummary Summary { get; private init; } = new();

    /// <param name="images">The images that are named one by one, or a folder or list alone.</param>
    /// <param name="options">The other way to name them.</param>
    /// <param name="arguments">The arguments.</param>
    /// <exception cref="UsageException">There are none, or they are named in two ways.</exception>
    public static NamedImages Of(string[] images, ImageOptions options, ParseResult arguments)
    {
        ImagesArgument? input = InputOf(images, options, arguments);
        if (input is null)
            return new NamedImages(images, name => name, null, null);
        input.Check();
        var source = new ImageSource(input);
        DirectoryInfo temporary = Directory.CreateTempSubdirectory("mlconv-");
        try
        {
            ImageList list = source.List(temporary.FullName);
            return new NamedImages(list.Range(0, list.Count), source.PathOf, input, temporary) { Summary = source.Summary };
        }
        catch
        {
            temporary.Delete(recursive: true);
            throw;
        }
    }

    /// <summary>The folder or list that the arguments name; null for images that are named one by one.</summary>
    /// <exception cref="UsageException">There are none, or they are named in two ways.</exception>
    public static ImagesArgument? InputOf(string[] images, ImageOptions options, ParseResult arguments)
    {
        ImagesArgument? input = options.Get(arguments);
        if (input is not null && images.Length > 0)
            throw new UsageException($"Give --images or the images themselves, not both: '{images[0]}' is given, too.");
        if (input is null && images is [var only] && IsFolderOrList(only))
            input = options.Of(arguments, only);
        if (input is not null)
            return input;
        if (images.Length == 0)
            throw new UsageException("Name images, or a folder or a list of them by --images.");
        if (Array.Find(images, IsFolderOrList) is { } several)
        {
            string what = Directory.Exists(several) ? "a folder" : "a list";
            throw new UsageException($"'{several}' is {what}; give it alone, or by --images.");
        }

        options.RefuseAll(arguments);
        return null;
    }

    /// <summary>A stretch of them, which lasts as long as they do.</summary>
    public NamedImages Part(ImageRange range) =>
        new(Names, name => name, Input, null)
        {
            Names = Names.Skip((int)range.First).Take((int)range.Count),
            Paths = Paths.Skip((int)range.First).Take((int)range.Count),
            Summary = Summary,
        };

    public void Dispose() => _temporary?.Delete(recursive: true);

    private static bool IsFolderOrList(string image) =>
        Directory.Exists(image) || ListExtensions.Contains(Path.GetExtension(image), StringComparer.OrdinalIgnoreCase);
}

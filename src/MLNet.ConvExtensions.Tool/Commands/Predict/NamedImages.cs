using System.CommandLine;
using MLNet.ConvExtensions.Tool.Cli;
using MLNet.ConvExtensions.Tool.Images;

namespace MLNet.ConvExtensions.Tool.Commands.Predict;

/// <summary>The images to predict, which are named one by one, or as a folder or list.</summary>
/// <param name="Names">What the images are called: in a folder by their paths from there, in a list as it writes them.</param>
/// <param name="Paths">Where they are.</param>
/// <param name="Input">The folder or list; null for images named one by one.</param>
/// <param name="Summary">What the folder held.</param>
internal sealed record NamedImages(
    IReadOnlyList<string> Names,
    IReadOnlyList<string> Paths,
    ImagesArgument? Input,
    ImageFolderSummary Summary
)
{
    private static readonly string[] ListExtensions = [".csv", ".txt"];

    /// <param name="images">The images that are named one by one, or a folder or list alone.</param>
    /// <param name="options">The other way to name them.</param>
    /// <param name="arguments">The arguments.</param>
    /// <exception cref="UsageException">There are none, or they are named in two ways.</exception>
    public static NamedImages Of(string[] images, ImageOptions options, ParseResult arguments)
    {
        ImagesArgument? input = InputOf(images, options, arguments);
        if (input is not null)
        {
            input.Check();
            var source = new ImageSource(input);
            string[] names = source.Read();
            return new NamedImages(names, [.. names.Select(source.PathOf)], input, source.Summary);
        }

        return new NamedImages(images, images, null, new ImageFolderSummary());
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

    /// <summary>A stretch of them.</summary>
    public NamedImages Part(ImageRange range) =>
        this with
        {
            Names = [.. Names.Skip((int)range.First).Take((int)range.Count)],
            Paths = [.. Paths.Skip((int)range.First).Take((int)range.Count)],
        };

    private static bool IsFolderOrList(string image) =>
        Directory.Exists(image) || ListExtensions.Contains(Path.GetExtension(image), StringComparer.OrdinalIgnoreCase);
}

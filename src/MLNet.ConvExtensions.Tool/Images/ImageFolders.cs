using Microsoft.ML;
using MLNet.ConvExtensions.Tool.Cli;

namespace MLNet.ConvExtensions.Tool.Images;

/// <summary>The images of a folder with a folder for each class, in those to learn from and those to judge by.</summary>
/// <param name="Train">Paths and keys of the images to learn from.</param>
/// <param name="Test">Those that are kept to judge; null where there are none.</param>
internal sealed record ImageFolders(IDataView Train, IDataView? Test)
{
    /// <summary>Divides a folder's images, of each class the same part.</summary>
    /// <param name="context">Makes the data.</param>
    /// <param name="folder">The folder.</param>
    /// <param name="part">The part that is kept to judge; of each class an image is left to learn from.</param>
    /// <param name="seed">What the choice is drawn from.</param>
    /// <param name="output">Takes a note where images were left out.</param>
    /// <param name="known">The classes of a model that is to learn more, in its order; null for those of the folder.</param>
    /// <exception cref="UsageException">There is no such folder, or it has fewer than two classes, or the part is none.</exception>
    public static ImageFolders Divide(MLContext context, DirectoryInfo folder, double part, int seed, TextWriter output, IReadOnlyList<string>? known = null)
    {
        if (!folder.Exists)
            throw new UsageException($"--images is '{folder.FullName}', which is not a folder.");
        if (!(part is >= 0 and <= 0.9))
            throw new UsageException($"--test is {part}; allowed: 0 to 0.9.");
        List<LabelledImage> images = LabelledImage.List(folder.FullName, output);
        string[] classes = [.. images.Select(i => i.Label).Distinct().Order(StringComparer.Ordinal)];
        if (classes.Length < 2)
            throw new UsageException($"--images is '{folder.FullName}', which has images of {classes.Length} class; needed: two folders of images or more.");
        string[] unknown = known is null ? [] : [.. classes.Except(known)];
        if (unknown.Length > 0)
            throw new UsageException($"--images is '{folder.FullName}', which has classes that the model doesn't know: {string.Join(", ", unknown)}; it knows: {string.Join(", ", known!)}. A --backbone learns new classes.");
        string[] single = part == 0 ? [] : [.. images.GroupBy(i => i.Label).Where(g => g.Count() == 1).Select(g => g.Key).Order(StringComparer.Ordinal)];
        if (single.Length > 0)
            output.WriteLine($"Of {string.Join(", ", single.Take(8))}{(single.Length > 8 ? $" and {single.Length - 8} more classes" : "")} there is one image, which is learned from: how well such a class is told can't be measured.");
        var random = new Random(seed);
        var train = new List<LabelledImage>();
        var test = new List<LabelledImage>();
        foreach (IGrouping<string, LabelledImage> group in images.GroupBy(i => i.Label).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            LabelledImage[] members = [.. group.OrderBy(i => i.Image, StringComparer.Ordinal)];
            random.Shuffle(members);
            int judged = part == 0 ? 0 : Math.Min(Math.Max((int)Math.Round(members.Length * part), 1), members.Length - 1);
            test.AddRange(members[..judged]);
            train.AddRange(members[judged..]);
        }

        IDataView keys = context.Data.LoadFromEnumerable((known ?? classes).Select(c => new LabelledImage { Label = c }));
        IDataView data = context.Data.LoadFromEnumerable(train);
        ITransformer labels = context.Transforms.Conversion.MapValueToKey(nameof(LabelledImage.Label), keyData: context.Transforms.SelectColumns(nameof(LabelledImage.Label)).Fit(keys).Transform(keys)).Fit(data);
        return new ImageFolders(labels.Transform(data), test.Count == 0 ? null : labels.Transform(context.Data.LoadFromEnumerable(test)));
    }
}

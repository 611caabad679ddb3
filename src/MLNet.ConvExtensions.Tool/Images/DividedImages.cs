using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.Tool.Cli;

namespace MLNet.ConvExtensions.Tool.Images;

/// <summary>Images of classes, in those to learn from and those to judge by.</summary>
/// <param name="Train">Paths and keys of the images to learn from.</param>
/// <param name="Test">Those that are kept to judge; null where there are none.</param>
internal sealed record DividedImages(IDataView Train, IDataView? Test)
{
    /// <summary>Divides images, of each class the same part, and groups as wholes.</summary>
    /// <param name="context">Makes the data.</param>
    /// <param name="input">Where the images are.</param>
    /// <param name="part">The part that is kept to judge; of each class something is left to learn from.</param>
    /// <param name="seed">What the choice is drawn from.</param>
    /// <param name="output">Takes a note where images were left out, or where a class can't be judged.</param>
    /// <param name="error">Takes warnings.</param>
    /// <param name="known">The classes of a model that is to learn more, in its order; null for those of the images.</param>
    /// <exception cref="UsageException">There are no such images, or they have fewer than two classes, or the part is none.</exception>
    public static DividedImages Of(
        MLContext context,
        ImagesArgument input,
        double part,
        int seed,
        TextWriter output,
        TextWriter error,
        IReadOnlyList<string>? known = null
    )
    {
        if (!(part is >= 0 and <= 0.9))
            throw new UsageException($"--test is {part}; allowed: 0 to 0.9.");
        LabelledImages images = LabelledImages.Read(context, input, output, error);
        string[] labels = images.Labels,
            classes = [.. labels.Distinct().Order(StringComparer.Ordinal)];
        if (classes.Length < 2)
        {
            throw new UsageException(
                $"--images is {input.Name}, which has images of {classes.Length} class; needed: images of two classes or more."
            );
        }

        string[] unknown = known is null ? [] : [.. classes.Except(known)];
        if (unknown.Length > 0)
        {
            throw new UsageException(
                $"--images is {input.Name}, which has classes that the model doesn't know: {string.Join(", ", unknown)}; "
                    + $"it knows: {string.Join(", ", known!)}. A --backbone learns new classes."
            );
        }

        IDataView keys = context.Data.LoadFromEnumerable((known ?? classes).Select(c => new Class { Label = c }));
        IDataView data = context
            .Transforms.Conversion.MapValueToKey(LabelledImages.LabelColumn, keyData: keys)
            .Fit(images.Data)
            .Transform(images.Data);
        if (part == 0)
            return new DividedImages(data, null);
        TrainTestSets sets = Split(context, images, data, part, seed);
        TellUnjudged(sets, classes, labels, output);
        return new DividedImages(sets.TrainSet, sets.TestSet);
    }

    private static TrainTestSets Split(MLContext context, LabelledImages images, IDataView data, double part, int seed)
    {
        try
        {
            return images.HasGroups
                ? context.Data.TrainTestSplitByGroup(data, part, LabelledImages.GroupColumn, LabelledImages.LabelColumn, seed)
                : context.Data.TrainTestSplitByLabel(data, part, LabelledImages.LabelColumn, seed);
        }
        catch (ArgumentException e)
        {
            string alone = images.HasGroups ? $", and by --group-column {UsualGroups.None} images are divided one by one" : "";
            throw new UsageException($"--test is {part}: {e.Message} By --test 0 all images are learned from{alone}.");
        }
    }

    private static void TellUnjudged(TrainTestSets sets, string[] classes, string[] labels, TextWriter output)
    {
        HashSet<uint> judged = [.. sets.TestSet.GetColumn<uint>(LabelledImages.LabelColumn)];
        VBuffer<ReadOnlyMemory<char>> names = default;
        sets.TestSet.Schema[LabelledImages.LabelColumn].GetKeyValues(ref names);
        HashSet<string> told = [.. judged.Select(key => names.GetItemOrDefault((int)key - 1).ToString())];
        string[] single = [.. classes.Where(c => !told.Contains(c))];
        if (single.Length == 0)
            return;
        string which = $"{string.Join(", ", single.Take(8))}{(single.Length > 8 ? $" and {single.Length - 8} more classes" : "")}";
        string what = Array.TrueForAll(single, c => labels.Count(l => l == c) == 1) ? "one image" : "one group of images";
        output.WriteLine($"Of {which} there is {what}, which is learned from: how well such a class is told can't be measured.");
    }

    private sealed class Class
    {
        public string Label { get; set; } = "";
    }
}

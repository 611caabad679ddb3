using System.Text.RegularExpressions;
using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.Tool.Cli;

namespace MLNet.ConvExtensions.Tool.Images;

/// <summary>Images with their classes, and perhaps with what belongs together.</summary>
internal sealed class LabelledImages
{
    public const string ImageColumn = "ImagePath",
        LabelColumn = "Label",
        GroupColumn = "Group";

    private const string ByFolder = "folder";

    // What is in front of the last '/', and never in the name of a file.
    private static readonly Regex FolderOf = new("^(.*)/", RegexOptions.CultureInvariant);

    private LabelledImages(IDataView data) => Data = data;

    /// <summary>Columns of text: the paths, the classes and, where there are groups, these.</summary>
    public IDataView Data { get; }

    public bool HasGroups => Data.Schema.GetColumnOrNull(GroupColumn) is not null;

    public string[] Paths => [.. Data.GetColumn<string>(ImageColumn)];

    public string[] Labels => [.. Data.GetColumn<string>(LabelColumn)];

    public string[] Groups => [.. Data.GetColumn<string>(GroupColumn)];

    /// <param name="context">Makes the data.</param>
    /// <param name="input">Where the images are.</param>
    /// <param name="output">Is told what was left out.</param>
    /// <param name="error">Takes warnings.</param>
    /// <exception cref="UsageException">There are no such images, or some have no class.</exception>
    public static LabelledImages Read(MLContext context, ImagesArgument input, TextWriter output, TextWriter error)
    {
        try
        {
            input.Check();
            IDataView data =
                input.LabelFile is { } labels ? OfLabels(context, input, labels, output)
                : input.IsFolder ? OfFolder(context, input, output, error)
                : input.IsTable ? OfTable(context, ref input, output, error)
                : OfLines(context, input);
            bool hasGroups = input.LabelFile is null
                ? input.GroupBy is not null || input.GroupColumn is not null
                : data.Schema.GetColumnOrNull(GroupColumn) is not null;
            // Of other columns nothing is needed, and a saved model would ask for them.
            string[] needed = hasGroups ? [ImageColumn, LabelColumn, GroupColumn] : [ImageColumn, LabelColumn];
            return new LabelledImages(context.Transforms.SelectColumns(needed).Fit(data).Transform(data));
        }
        catch (Exception e) when (e is ImageInputException or FormatException or IOException)
        {
            bool isTold = e.Message.StartsWith("--", StringComparison.Ordinal);
            string option = input.LabelFile is null ? $"--images is '{input.Argument}'" : $"--image-labels is '{input.LabelFile}'";
            throw new UsageException(isTold ? e.Message : $"{option}: {e.Message}");
        }
        catch (Exception e) when ((e as RegexMatchTimeoutException ?? e.InnerException) is RegexMatchTimeoutException slow)
        {
            throw new UsageException(
                $"--group-by is '{slow.Pattern}', which takes longer than {slow.MatchTimeout.TotalSeconds} s on '{slow.Input}': "
                    + "repetitions within repetitions do that."
            );
        }
    }

    private static IDataView OfFolder(MLContext context, ImagesArgument input, TextWriter output, TextWriter error)
    {
        var options = new ImageFolderOptions { GroupPattern = GroupPattern(input.GroupBy), Logger = new ErrorLog(error) };
        IDataView data = context.Data.LoadImageFolder(input.Argument, out ImageFolderSummary summary, options);
        if (summary.HasLeftOut)
            output.WriteLine(summary.DescribeLeftOut());
        return data;
    }

    private static IDataView OfTable(MLContext context, ref ImagesArgument input, TextWriter output, TextWriter error)
    {
        ImageListOptions columns = input.Columns(hasLabels: true);
        if (columns.GroupColumnName is not (null or UsualGroups.None))
            return context.Data.LoadImageList(input.Argument, columns);
        IDataView list = context.Data.LoadImageList(input.Argument, columns with { GroupColumnName = null });
        input = UsualGroups.Find(input, list, output, error);
        return input.GroupColumn is null ? list : context.Data.LoadImageList(input.Argument, input.Columns(hasLabels: true));
    }

    /// <summary>What was left out is told: a folder's images that a file has no labels of need none.</summary>
    private static IDataView OfLabels(MLContext context, ImagesArgument input, string labels, TextWriter output)
    {
        var options = new CameraTrapLabelOptions { LabelColumnName = input.LabelColumn };
        IDataView data = context.Data.LoadCameraTrapLabels(labels, input.Argument, out CameraTrapLabelSummary summary, options);
        output.WriteLine(FormattableString.Invariant($"{summary.Photos} photos have their labels from '{labels}'."));
        foreach (string remark in summary.Remarks)
            output.WriteLine(remark);
        return summary.HasDeployments ? data : context.Transforms.DropColumns(GroupColumn).Fit(data).Transform(data);
    }

    /// <summary>Of lines the class is the name of the folder that an image is in.</summary>
    private static IDataView OfLines(MLContext context, ImagesArgument input)
    {
        Regex? pattern = GroupPattern(input.GroupBy);
        Row[] rows = [.. input.Lines().Select(line => Row.Of(line, pattern))];
        if (rows.Length == 0)
            throw new ImageInputException($"{input.Name} names no image; it should have a path in each line.");
        return context.Data.LoadFromEnumerable(rows);
    }

    private static Regex? GroupPattern(string? groupBy)
    {
        try
        {
            return groupBy is null ? null
                : groupBy == ByFolder ? FolderOf
                : new Regex(groupBy, RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
        }
        catch (ArgumentException e)
        {
            throw new UsageException($"--group-by is '{groupBy}'; allowed: {ByFolder}, or a regular expression ({e.Message}).");
        }
    }

    private sealed class Row
    {
        public string ImagePath { get; set; } = "";

        public string Label { get; set; } = "";

        public string Group { get; set; } = "";

        public static Row Of(string line, Regex? pattern)
        {
            string path = Path.GetFullPath(line),
                name = path.Replace(Path.DirectorySeparatorChar, '/');
            string folder = Path.GetFileName(Path.GetDirectoryName(path)) ?? "";
            if (folder.Length == 0)
                throw new ImageInputException($"The image '{line}' is in no folder of its class; a folder for each class is needed.");
            Match? match = pattern?.Match(name);
            string group = match is { Success: true } ? match.Groups[match.Groups.Count > 1 ? 1 : 0].Value : "";
            return new Row
            {
                ImagePath = path,
                Label = folder,
                Group = group.Length > 0 ? group : name,
            };
        }
    }
}

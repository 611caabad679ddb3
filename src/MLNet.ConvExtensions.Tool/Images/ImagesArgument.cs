using Microsoft.ML;
using MLNet.ConvExtensions.Tool.Cli;

namespace MLNet.ConvExtensions.Tool.Images;

/// <summary>
/// What <c>--images</c> names: a folder with all folders below it, a CSV file, a text file with a path in each line, or such lines on
/// standard input.
/// </summary>
/// <param name="Argument">The option's value.</param>
internal sealed record ImagesArgument(string Argument)
{
    private const string StandardInput = "-";

    /// <summary>The column of paths in a CSV file; null for the usual one.</summary>
    public string? FileColumn { get; init; }

    /// <summary>The column of classes in a CSV file; null for the usual one.</summary>
    public string? LabelColumn { get; init; }

    /// <summary>The column of groups in a CSV file; null for none.</summary>
    public string? GroupColumn { get; init; }

    /// <summary>What keeps images of a folder or of lines together: 'folder', or a regular expression; null for nothing.</summary>
    public string? GroupBy { get; init; }

    /// <summary>A file of the classes of a folder's images; null where folders or columns tell them.</summary>
    public string? LabelFile { get; init; }

    public bool IsStandardInput => Argument == StandardInput;

    public bool IsFolder => !IsStandardInput && Directory.Exists(Argument);

    public bool IsTable => Argument.EndsWith(".csv", StringComparison.OrdinalIgnoreCase) && !Directory.Exists(Argument);

    /// <summary>The file with the list; null for a folder and for standard input.</summary>
    public string? ListFile => IsFolder || IsStandardInput ? null : Path.GetFullPath(Argument);

    /// <summary>What to call it in messages.</summary>
    public string Name => IsStandardInput ? "standard input" : $"'{Argument}'";

    /// <summary>What the columns of a CSV file are called.</summary>
    /// <param name="hasLabels">Whether there is to be a column of classes.</param>
    public ImageListOptions Columns(bool hasLabels)
    {
        var usual = new ImageListOptions();
        return usual with
        {
            FileColumnName = FileColumn ?? usual.FileColumnName,
            LabelColumnName = hasLabels ? LabelColumn ?? usual.LabelColumnName : null,
            GroupColumnName = GroupColumn,
        };
    }

    /// <summary>A list's column of a name, whatever its capitals where none is called so exactly; null for none.</summary>
    public static string? ColumnOf(IDataView list, string name) =>
        (
            list.Schema.GetColumnOrNull(name)
            ?? list.Schema.Where(c => string.Equals(c.Name, name, StringComparison.OrdinalIgnoreCase))
                .Cast<DataViewSchema.Column?>()
                .FirstOrDefault()
        )?.Name;

    /// <exception cref="DirectoryNotFoundException">There is neither such a folder nor such a file.</exception>
    /// <exception cref="ImageInputException">It is an image.</exception>
    public void Check()
    {
        if (ListFile is null)
            return;
        if (!File.Exists(Argument))
            throw new DirectoryNotFoundException($"--images is '{Argument}', which is neither a folder nor a file with a list of images.");
        if (ImageFolder.IsImage(Argument))
        {
            throw new ImageInputException(
                $"--images is '{Argument}', an image; allowed are a folder, a CSV file, a text file with a path in each line, "
                    + "or - for standard input."
            );
        }
    }

    /// <summary>The lines of a text file or of standard input that aren't blank.</summary>
    /// <exception cref="FormatException">A line can't be a path.</exception>
    public IEnumerable<string> Lines()
    {
        using StreamReader reader = IsStandardInput ? new StreamReader(Console.OpenStandardInput()) : new StreamReader(Argument);
        for (long number = 1; reader.ReadLine() is { } line; number++)
        {
            if (line.Contains('\0', StringComparison.Ordinal))
                throw new FormatException(
                    FormattableString.Invariant(
                        $"The list of images {Name}, line {number}, has a character of code 0, which no path can have."
                    )
                );
            if (!string.IsNullOrWhiteSpace(line))
                yield return line;
        }
    }

    /// <summary>Refuses to write over the list of images.</summary>
    /// <param name="file">A file that is to be written.</param>
    /// <param name="option">The option that it comes from.</param>
    /// <exception cref="UsageException">It is the list.</exception>
    public void KeepFrom(string file, string option)
    {
        StringComparison comparison = OperatingSystem.IsLinux() ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;
        if (ListFile is { } list && string.Equals(list, Path.GetFullPath(file), comparison))
            throw new UsageException($"{option} would overwrite '{file}', the list of images itself; choose another name.");
    }
}

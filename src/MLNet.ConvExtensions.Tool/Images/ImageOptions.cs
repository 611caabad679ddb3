using System.CommandLine;
using MLNet.ConvExtensions.Tool.Cli;

namespace MLNet.ConvExtensions.Tool.Images;

/// <summary>
/// The options that say which images a command takes: <c>--images DIR|LIST.txt|LIST.csv</c>, the columns of a CSV file, and, with
/// classes, what belongs together.
/// </summary>
internal sealed class ImageOptions
{
    private const string Lists = "or a CSV file whose first line names its columns, with paths from its own folder";

    private readonly bool _labelled;
    private readonly Option<string?> _images = new("--images");
    private readonly Option<string?> _file = new("--file-column")
    {
        Description = "The column of paths in a CSV file; 'file' if left out.",
    };

    private readonly Option<string?> _label = new("--label-column")
    {
        Description = "The column of classes in a CSV file; 'label' if left out.",
    };

    private readonly Option<string?> _group = new("--group-column")
    {
        Description =
            "The column of a CSV file that says what belongs together, such as the burst, the camera or the animal: "
            + "images of a group are on one side of every split. If left out, the column 'site', 'deployment', 'animal' or 'event', "
            + $"the first that there is; '{UsualGroups.None}' splits images one by one.",
    };

    private readonly Option<FileInfo?> _labelFile;

    private readonly Option<string?> _groupBy = new("--group-by")
    {
        Description =
            "What belongs together in a folder: 'folder', or a regular expression whose first group, found in the image's path, "
            + "names the burst, the camera or the animal.",
    };

    /// <param name="labelled">Whether the command needs classes.</param>
    /// <param name="required">Whether there is no other source of images.</param>
    /// <param name="labelsOfImages">Whether '--labels' is short for the file of the images' classes.</param>
    public ImageOptions(bool labelled, bool required = true, bool labelsOfImages = false)
    {
        _labelled = labelled;
        _labelFile = new Option<FileInfo?>("--image-labels", labelsOfImages ? ["--labels"] : [])
        {
            Description =
                "The classes of a folder's images, as they were corrected elsewhere: a CSV file of Timelapse, MegaDetector's JSON, a "
                + "Camtrap DP's "
                + "datapackage.json, what 'mlconv predict --format' writes, or a CSV file with the columns file and label. Photos of a "
                + "deployment are on one side of every split.",
        };
        _images.Required = required;
        _images.Description = labelled
            ? $"A folder with a folder of images for each class; {Lists}; or a text file with a path in each line, "
                + "where the class is the name of the image's folder."
            : $"A folder of images, with all folders below it; {Lists}; or a text file with a path in each line; "
                + "or - for such lines on standard input.";
    }

    public void AddTo(Command command)
    {
        foreach (Option option in _labelled ? [_images, _labelFile, _file, _label, _group, _groupBy] : new Option[] { _images, _file })
            command.Add(option);
    }

    /// <summary>The images that the arguments name; null for none.</summary>
    /// <exception cref="UsageException">An option has no meaning for them.</exception>
    public ImagesArgument? Get(ParseResult arguments) => arguments.GetValue(_images) is { } images ? Of(arguments, images) : null;

    /// <summary>Refuses the options that say something of a folder or list where there is none.</summary>
    /// <exception cref="UsageException">One is given.</exception>
    public void RefuseAll(ParseResult arguments)
    {
        Option[] columns = _labelled ? [_labelFile, _file, _label, _group, _groupBy] : [_file];
        VoidOption.Refuse(arguments, "--images", columns);
    }

    /// <summary>Images that the arguments name in another way, with the columns that these options say.</summary>
    /// <exception cref="UsageException">An option has no meaning for them.</exception>
    public ImagesArgument Of(ParseResult arguments, string images)
    {
        var input = new ImagesArgument(images) { FileColumn = arguments.GetValue(_file) };
        if (_labelled)
        {
            input = input with
            {
                LabelColumn = arguments.GetValue(_label),
                GroupColumn = arguments.GetValue(_group),
                GroupBy = arguments.GetValue(_groupBy),
                LabelFile = arguments.GetValue(_labelFile)?.FullName,
            };
            if (input.LabelFile is not null && !input.IsFolder)
                throw new UsageException($"{_labelFile.Name} is given, and --images is '{images}'; allowed with a folder of images only.");
            if (input.LabelFile is not null)
                VoidOption.Refuse(arguments, "classes by folder", _groupBy);
            if (input.IsTable && input.GroupBy is not null)
            {
                throw new UsageException(
                    $"{_groupBy.Name} is '{input.GroupBy}', and --images a CSV file; name its column of groups by {_group.Name}."
                );
            }
        }

        (Option Option, string? Value)[] columns = [(_file, input.FileColumn), (_label, input.LabelColumn), (_group, input.GroupColumn)];
        foreach ((Option option, string? value) in columns)
        {
            bool isTable = input.IsTable || (option == _label && input.LabelFile is not null);
            if (value is not null && !isTable)
                throw new UsageException($"{option.Name} is '{value}', and --images is '{images}'; allowed with a CSV file (.csv) only.");
        }

        return input;
    }
}

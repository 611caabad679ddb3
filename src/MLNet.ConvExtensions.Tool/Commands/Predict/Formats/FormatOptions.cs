using System.CommandLine;
using MLNet.ConvExtensions.Tool.Cli;

namespace MLNet.ConvExtensions.Tool.Commands.Predict.Formats;

/// <summary>
/// The options that say in which format of the field predictions are written: <c>--format NAME</c>, which classes mean what, and what each
/// format asks besides.
/// </summary>
internal sealed class FormatOptions
{
    private const string MegaDetector = "megadetector",
        Timelapse = "timelapse-csv",
        Camtrap = "camtrap-dp",
        Csv = "csv",
        Json = "json";

    private readonly Option<string?> _format = new("--format")
    {
        Description =
            "The format of --out: megadetector (JSON that Timelapse, AddaxAI and MegaDetector's tools read), timelapse-csv (rows of a "
            + "Timelapse "
            + "template), camtrap-dp (a folder, to publish), csv, or json (.jsonl: a line for each photo). Without it, a plain table.",
    };
    private readonly Option<bool> _skip = new("--skip-bad")
    {
        Description =
            "Images that can't be read are no failure: they are named and stand in the output as failures in any case; without this the "
            + "command exits with 1 then.",
    };
    private readonly Option<string[]> _blank = Classes("--blank-class", "blank photos; without it blank, empty or nothing");
    private readonly Option<string[]> _person = Classes("--person-class", "people; without it person or human");
    private readonly Option<string[]> _vehicle = Classes("--vehicle-class", "vehicles; without it vehicle or car");
    private readonly Option<float> _minimum = new("--min-confidence")
    {
        Description =
            "Detections and classes that are less sure are not written to MegaDetector's format; Timelapse drops those below 0.03.",
        DefaultValueFactory = _ => new MegaDetectorHeader().MinimumConfidence,
    };
    private readonly Option<string[]> _fields = new("--field")
    {
        Description =
            "A field of the Timelapse template and what it holds, NAME=CONTENT: class, category, probability, count, event, deployment, "
            + "site, "
            + "failure, blank, or a class's name for a flag. Without it Species, Probability, Count and Failure.",
        HelpName = "NAME=CONTENT",
    };
    private readonly Option<FileInfo?> _deployments = new("--deployments")
    {
        Description =
            "A CSV file of the deployments with the columns Deployment, Latitude and Longitude, and Site, Start, End, Folder and "
            + "ClockOffset where "
            + "they are known. A photo is of the deployment that a table names for it, or whose folder it is in. camtrap-dp asks for it.",
    };
    private readonly Option<bool> _smooth = new("--smooth-events")
    {
        Description =
            "Photos of one event speak for each other, by MegaDetector's rule: four of its most frequent class overwrite one that was seen "
            + "once, two overwrite 'unknown'. --images is then the table of 'mlconv archive'.",
    };
    private readonly CamtrapSettings _camtrap = new();

    public FormatOptions() => _format.AcceptOnlyFromAmong(MegaDetector, Timelapse, Camtrap, Csv, Json);

    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[_format, _skip, _blank, _person, _vehicle, _minimum, _fields, _deployments, _smooth])
            command.Add(option);
        _camtrap.AddTo(command);
    }

    public bool IsGiven(ParseResult arguments) => arguments.GetValue(_format) is not null;

    /// <summary>Refuses the options of formats where there is none, or another.</summary>
    /// <exception cref="UsageException">One would change nothing.</exception>
    public void RefuseVoid(ParseResult arguments)
    {
        string? format = arguments.GetValue(_format);
        if (format is null)
            VoidOption.Refuse(arguments, "a --format", _skip, _blank, _person, _vehicle, _deployments, _smooth);
        if (format != MegaDetector)
            VoidOption.Refuse(arguments, $"--format {MegaDetector}", _minimum);
        if (format != Timelapse)
            VoidOption.Refuse(arguments, $"--format {Timelapse}", _fields);
        if (format != Camtrap)
            _camtrap.RefuseAll(arguments, $"--format {Camtrap}");
    }

    /// <summary>What the arguments ask for.</summary>
    /// <exception cref="UsageException">The output's name is of another format, or an option is missing or wrong.</exception>
    public OutputFormat Get(ParseResult arguments, FileInfo output)
    {
        string format = arguments.GetValue(_format)!;
        string[] endings = format switch
        {
            MegaDetector => [".json"],
            Json => [".json", ".jsonl"],
            Camtrap => [],
            _ => [".csv"],
        };
        if (endings.Length > 0 && !endings.Contains(output.Extension, StringComparer.OrdinalIgnoreCase))
            throw new UsageException(
                $"--out is '{output.Name}'; with --format {format} the name must end in {string.Join(" or ", endings)}."
            );
        var usual = new ClassCategories();
        var categories = new ClassCategories
        {
            BlankClasses = arguments.GetValue(_blank) is { Length: > 0 } blank ? blank : usual.BlankClasses,
            PersonClasses = arguments.GetValue(_person) is { Length: > 0 } person ? person : usual.PersonClasses,
            VehicleClasses = arguments.GetValue(_vehicle) is { Length: > 0 } vehicle ? vehicle : usual.VehicleClasses,
        };
        string file = output.FullName;
        float minimum = arguments.GetValue(_minimum);
        TimelapseField[] fields = [.. (arguments.GetValue(_fields) ?? []).Select(Field)];
        CameraDeployments? deployments = arguments.GetValue(_deployments) is { } list ? CameraDeployments.Load(list.FullName) : null;
        CamtrapOptions? camtrap =
            format == Camtrap
                ? _camtrap.Get(arguments) with
                {
                    Deployments = deployments?.Known ?? throw CamtrapSettings.Missing(_deployments),
                    Categories = categories,
                    PutsUntimedAtStart = arguments.GetValue(_skip),
                }
                : null;
        return new OutputFormat(format, categories, arguments.GetValue(_skip), format == Camtrap)
        {
            GivenClasses = [.. Given(arguments, _blank), .. Given(arguments, _person), .. Given(arguments, _vehicle)],
            Deployments = deployments,
            SmoothsEvents = arguments.GetValue(_smooth),
            Create = (classes, model, detector) =>
                format switch
                {
                    // Every detection that is written was decided on, so that a program shows it unless it is told otherwise.
                    MegaDetector => MegaDetectorFile.Create(
                        file,
                        new MegaDetectorHeader
                        {
                            Detector = detector?.Name,
                            Categories = detector?.Classes ?? [],
                            Classifier = model,
                            Classes = [.. classes.Where(c => detector is not null || categories.CategoryOf(c) is not null)],
                            TypicalDetectionThreshold = Math.Max(minimum, detector?.Options.ConfidenceThreshold ?? 0),
                            ConservativeDetectionThreshold = minimum,
                            TypicalClassificationThreshold = 0.5f,
                            MinimumConfidence = minimum,
                        }
                    ),
                    Timelapse => TimelapseFile.Create(
                        file,
                        new TimelapseOptions
                        {
                            Fields = fields.Length > 0 ? fields : new TimelapseOptions().Fields,
                            Classes = classes,
                            Categories = categories,
                        }
                    ),
                    Camtrap => CamtrapPackage.Create(file, camtrap! with { ClassifiedBy = model, ClassifiedAt = DateTimeOffset.UtcNow }),
                    Csv => CameraTrapCsv.Create(file, classes, categories),
                    _ => CameraTrapJson.Create(file),
                },
        };
    }

    private static Option<string[]> Classes(string name, string what) =>
        new(name) { Description = $"A class of the model that means {what}. It may be given several times.", HelpName = "CLASS" };

    private static IEnumerable<(string Option, string Class)> Given(ParseResult arguments, Option<string[]> option) =>
        (arguments.GetValue(option) ?? []).Select(c => (option.Name, c));

    private static TimelapseField Field(string text) =>
        text.IndexOf('=', StringComparison.Ordinal) is > 0 and int at
            ? new TimelapseField(text[..at], text[(at + 1)..])
            : throw new UsageException($"--field is '{text}'; needed: a field's name, '=' and what it holds, such as Species=class.");
}

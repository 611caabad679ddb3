using System.CommandLine;
using System.Globalization;
using CsvHelper;
using MLNet.ConvExtensions.Tool.Cli;

namespace MLNet.ConvExtensions.Tool.Commands.Predict.Formats;

/// <summary>What a Camtrap DP says of its project: options that have no meaning for other formats.</summary>
internal sealed class CamtrapSettings
{
    private readonly Option<string?> _zone = new("--time-zone")
    {
        Description = "For camtrap-dp: the time zone of the cameras, such as Asia/Bishkek or +06:00.",
    };
    private readonly Option<string?> _project = new("--project") { Description = "For camtrap-dp: the project's title." };
    private readonly Option<string?> _design = new("--sampling-design")
    {
        Description =
            "For camtrap-dp: how places were chosen: simpleRandom, systematicRandom, clusteredRandom, experimental, targeted or "
            + "opportunistic.",
    };
    private readonly Option<string[]> _contributors = new("--contributor")
    {
        Description = "For camtrap-dp: who contributed. It may be given several times.",
    };
    private readonly Option<string[]> _methods = new("--capture-method")
    {
        Description = "For camtrap-dp: activityDetection, which is the default, or timeLapse.",
    };
    private readonly Option<FileInfo?> _names = new("--scientific-names")
    {
        Description = "For camtrap-dp: a CSV file with the columns class and scientificName. Without it classes stand for themselves.",
    };
    private readonly Option<string?> _prefix = new("--file-prefix")
    {
        Description = "For camtrap-dp: what stands before the photos' names, such as an address.",
    };
    private readonly Option<bool> _public = new("--public") { Description = "For camtrap-dp: anybody can get at the photos." };

    private Option[] All => [_zone, _project, _design, _contributors, _methods, _names, _prefix, _public];

    public void AddTo(Command command)
    {
        foreach (Option option in All)
            command.Add(option);
    }

    /// <exception cref="UsageException">One is given.</exception>
    public void RefuseAll(ParseResult arguments, string allowed) => VoidOption.Refuse(arguments, allowed, All);

    /// <summary>What the arguments say of the project, without deployments.</summary>
    /// <exception cref="UsageException">What the format asks for is missing.</exception>
    /// <exception cref="FormatException">A file isn't as it should be.</exception>
    public CamtrapOptions Get(ParseResult arguments)
    {
        string[] contributors = arguments.GetValue(_contributors) ?? [];
        var options = new CamtrapOptions
        {
            TimeZone = Zone(arguments.GetValue(_zone) ?? throw Missing(_zone)),
            ProjectTitle = arguments.GetValue(_project) ?? throw Missing(_project),
            SamplingDesign = arguments.GetValue(_design) ?? throw Missing(_design),
            Contributors =
                contributors.Length > 0 ? [.. contributors.Select(c => new CamtrapContributor(c))] : throw Missing(_contributors),
            Deployments = [],
            FilePrefix = arguments.GetValue(_prefix) ?? "",
            FilesArePublic = arguments.GetValue(_public),
        };
        if (arguments.GetValue(_methods) is { Length: > 0 } methods)
            options = options with { CaptureMethods = methods };
        if (arguments.GetValue(_names) is { } names)
            options = options with { ScientificNames = Names(names.FullName) };
        return options;
    }

    public static UsageException Missing(Option option) =>
        new($"Camtrap DP asks for {option.Name}: {option.Description!.Replace("For camtrap-dp: ", "", StringComparison.Ordinal)}");

    private static TimeZoneInfo Zone(string text)
    {
        string hours = text.TrimStart('+', '-');
        if (
            text.Length > hours.Length
            && TimeSpan.TryParseExact(hours, @"hh\:mm", CultureInfo.InvariantCulture, out TimeSpan offset)
            && offset.TotalHours <= 14
        )
            return TimeZoneInfo.CreateCustomTimeZone(text, text[0] == '-' ? -offset : offset, text, text);
        if (text is "Z" or "UTC")
            return TimeZoneInfo.Utc;
        return TimeZoneInfo.TryFindSystemTimeZoneById(text, out TimeZoneInfo? zone)
            ? zone
            : throw new UsageException(
                $"--time-zone is '{text}'; allowed: a name such as Asia/Bishkek, or a distance from UTC such as +06:00."
            );
    }

    private static Dictionary<string, string> Names(string file)
    {
        using var reader = CsvReader.FromFile(file, new CsvReaderOptions { TrackLineNumbers = true });
        var names = new Dictionary<string, string>();
        foreach (string needed in (string[])["class", "scientificName"])
        {
            if (!reader.Headers.ToArray().Contains(needed))
                throw new FormatException($"The list of scientific names '{file}' has no column '{needed}'.");
        }

        while (reader.Read())
        {
            string name = reader.GetString("class");
            if (!names.TryAdd(name, reader.GetString("scientificName")))
                throw new FormatException(
                    FormattableString.Invariant(
                        $"The list of scientific names '{file}', line {reader.LineNumber}, names '{name}' once more."
                    )
                );
        }

        return names;
    }
}

using System.CommandLine;
using System.Globalization;
using System.Text.RegularExpressions;
using MLNet.ConvExtensions.Tool.Cli;

namespace MLNet.ConvExtensions.Tool.Commands.Archive;

/// <summary>
/// <c>mlconv archive --images DIR [--deployments CSV] [--deployment-depth N] [--gap 60] [--label-by folder|REGEX] --out FILE.csv</c>: what
/// the
/// photos of camera traps say of themselves, as a list of images.
/// </summary>
internal static class ArchiveCommand
{
    private const string ByFolder = "folder";

    public static Command Create(TextWriter output, TextWriter error, Interruption interruption)
    {
        var images = new Option<string>("--images")
        {
            Description = "The archive: a folder of photos, with all folders below it.",
            Required = true,
        };
        var deployments = new Option<string?>("--deployments")
        {
            Description =
                "A CSV file of deployments with the columns Deployment (or deploymentID), Folder, Site (locationID), Latitude, Longitude, "
                + "Start, End, and ClockOffset such as -01:00:00, or WrongTime and RightTime.",
        };
        var depth = new Option<int?>("--deployment-depth")
        {
            Description = "How many folders name a deployment where there is no list; 1 if left out, 0: all photos are of one.",
        };
        var gap = new Option<string>("--gap")
        {
            Description = "The most time from a photo to the next of its event: seconds, or such as 90s, 2m, 1h.",
            DefaultValueFactory = _ => "60",
        };
        var label = new Option<string?>("--label-by")
        {
            Description =
                "What a photo's class is: 'folder', the folder it is in, or a regular expression whose first group, found in its path, is "
                + "the class. Without it there are no classes.",
        };
        var independent = new Option<string>("--independent")
        {
            Description = "The least time from a record of a class in a deployment to the next that counts anew.",
            DefaultValueFactory = _ => "30m",
        };
        var since = new Option<string>("--independent-since")
        {
            Description = "From what that time is counted: the last record that counted, or the last record.",
            DefaultValueFactory = _ => "counted",
        };
        since.AcceptOnlyFromAmong("counted", "last");
        var latest = new Option<string?>("--latest")
        {
            Description =
                "Photos that are newer are from the future, such as 2024-12-31T23:59:59; a day after the newest file if left out.",
        };
        var noDuplicates = new Option<bool>("--no-duplicates")
        {
            Description = "Don't look for copies, for which every file is read to its end.",
        };
        var frames = new Option<DirectoryInfo?>("--frames")
        {
            Description =
                "A folder outside of the archive, for frames of videos as JPEG files, which are photos of the list, too. Without it videos are "
                + "left out.",
        };
        var rate = new Option<double>("--frames-per-second")
        {
            Description = "How many frames of each second of a video are taken.",
            DefaultValueFactory = _ => 1,
        };
        var file = new Option<string>("--out")
        {
            Description = "The table to write, which other commands take as --images: a CSV file.",
            Required = true,
        };
        var restart = new Option<bool>("--restart") { Description = "Read all files anew instead of going on where an earlier run was." };
        var json = new Option<bool>("--json") { Description = "Report in JSON for programs." };
        var command = new Command(
            "archive",
            "Lists the photos of camera traps with their deployments, times by a right clock, events and copies. A run that was stopped "
                + "goes on when the same command is given again."
        )
        {
            images,
            deployments,
            depth,
            gap,
            label,
            independent,
            since,
            latest,
            noDuplicates,
            frames,
            rate,
            file,
            restart,
            json,
        };
        command.SetAction(arguments =>
        {
            string folder = arguments.GetRequiredValue(images),
                table = arguments.GetRequiredValue(file);
            if (!Directory.Exists(folder))
                throw new DirectoryNotFoundException($"--images is '{folder}', which is no folder.");
            if (!table.EndsWith(".csv", StringComparison.OrdinalIgnoreCase))
                throw new UsageException($"--out is '{table}'; the name must end in .csv.");
            if (arguments.GetValue(label) is null)
                VoidOption.Refuse(arguments, "--label-by", independent, since);
            if (arguments.GetValue(frames) is null)
                VoidOption.Refuse(arguments, "--frames", rate);
            if (arguments.GetValue(rate) is not (> 0 and <= 1000))
                throw new UsageException($"{rate.Name} is {arguments.GetValue(rate)}; allowed: above 0, up to 1000.");
            if (arguments.GetValue(deployments) is not null)
                VoidOption.Refuse(arguments, "folders as deployments, without --deployments", depth);
            var job = new ArchiveJob
            {
                Folder = folder,
                DeploymentFile = arguments.GetValue(deployments),
                Deployments = Deployments(folder, arguments.GetValue(deployments), arguments.GetValue(depth) ?? 1),
                Options = new CameraTrapOptions
                {
                    EventGap = Time(gap.Name, arguments.GetRequiredValue(gap)),
                    FindDuplicates = !arguments.GetValue(noDuplicates),
                    Latest = Moment(latest.Name, arguments.GetValue(latest)),
                    FrameFolder = FrameFolder(folder, arguments.GetValue(frames)),
                    Video = new VideoOptions { FramesPerSecond = arguments.GetValue(rate) },
                },
                LabelOf = arguments.GetValue(label) is { } by ? LabelBy(label.Name, by) : null,
                Independent = Time(independent.Name, arguments.GetRequiredValue(independent)),
                ComparedTo = arguments.GetValue(since) == "last" ? IndependenceRule.LastRecord : IndependenceRule.LastIndependentRecord,
                Output = Path.GetFullPath(table),
                Restart = arguments.GetValue(restart),
            };
            ArchiveSummary summary = job.Run(new Progress(error), interruption.Listen(goesOn: true));
            output.Write(arguments.GetValue(json) ? summary.ToJson() + "\n" : summary.ToText());
            return CommandLineTool.Success;
        });
        return command;
    }

    private static CameraDeployments Deployments(string folder, string? list, int depth)
    {
        if (depth < 0)
            throw new UsageException($"--deployment-depth is {depth}; allowed: 0 or more.");
        string name = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)));
        return list is null ? CameraDeployments.FromFolders(depth, name.Length > 0 ? name : "archive") : CameraDeployments.Load(list);
    }

    private static string? FrameFolder(string folder, DirectoryInfo? frames)
    {
        string archive = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)) + Path.DirectorySeparatorChar;
        return frames is not null && (frames.FullName + Path.DirectorySeparatorChar).StartsWith(archive, StringComparison.Ordinal)
            ? throw new UsageException($"--frames is '{frames}', which lies in the archive; allowed: a folder outside.")
            : frames?.FullName;
    }

    private static TimeSpan Time(string option, string text)
    {
        (string number, double factor) = text switch
        {
            [.. var start, 's'] => (start, 1),
            [.. var start, 'm'] => (start, 60),
            [.. var start, 'h'] => (start, 3600),
            _ => (text, 1),
        };
        bool isNumber = double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double value);
        return isNumber && value * factor <= 1e9
            ? TimeSpan.FromSeconds(value * factor)
            : throw new UsageException($"{option} is '{text}'; allowed: seconds, 0 or more, or such as 90s, 2m, 1h.");
    }

    private static DateTime? Moment(string option, string? text)
    {
        if (text is null)
            return null;
        string[] forms = ["yyyy-MM-dd", "yyyy-MM-ddTHH:mm", "yyyy-MM-ddTHH:mm:ss"];
        return DateTime.TryParseExact(text, forms, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime time)
            ? time
            : throw new UsageException($"{option} is '{text}'; allowed: a time such as 2024-12-31 or 2024-12-31T23:59:59.");
    }

    private static Func<string, string> LabelBy(string option, string by)
    {
        try
        {
            Regex pattern =
                by == ByFolder
                    ? new Regex("([^/]+)/[^/]*$", RegexOptions.CultureInvariant)
                    : new Regex(by, RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
            return path =>
            {
                Match match = pattern.Match(path);
                Group group = match.Groups[match.Groups.Count > 1 ? 1 : 0];
                return match.Success && group.Length > 0
                    ? group.Value
                    : throw new ImageInputException($"{option} is '{by}', which finds no class in the path '{path}'.");
            };
        }
        catch (ArgumentException e)
        {
            throw new UsageException($"{option} is '{by}'; allowed: {ByFolder}, or a regular expression ({e.Message}).");
        }
    }
}

using System.CommandLine;
using System.CommandLine.Parsing;
using MLNet.ConvExtensions.Tool.Cli;

namespace MLNet.ConvExtensions.Tool.Commands.Predict;

/// <summary>The options of a report on a model: <c>--report FILE.html [--robustness [KIND,...]]</c>.</summary>
internal sealed class JudgementOptions
{
    private const string AllKinds = "all";
    private const int UsualPhotos = 600,
        MostPhotos = 3000;

    private readonly Option<FileInfo?> _report = new("--report")
    {
        Description =
            "A page to write (.html): what is taken for what, with the photos, the surest mistakes, calibration, thresholds, "
            + "groups, all with intervals. "
            + "The numbers are written beside it as .json and .csv, what is said of each image as .photos.csv.",
    };

    private readonly Option<string?> _robustness = new("--robustness")
    {
        Description =
            "For the report: how much images may change. All kinds, or some of them, by commas: "
            + string.Join(", ", ImageCorruption.All.Select(c => c.Name))
            + $". It takes {new RobustnessOptions().PredictionsPerPhoto} predictions for each image; it says how long that will be.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<int?> _images = new("--robustness-images")
    {
        Description = "How many images are changed, drawn from all; all if left out.",
    };

    private readonly Option<int> _photos = new("--report-photos")
    {
        Description = $"The most photos in the report, 0 to {MostPhotos}; each takes about 4 kB.",
        DefaultValueFactory = _ => UsualPhotos,
    };

    private readonly Option<int> _seed = new("--seed")
    {
        Description = "Seed of directions, places, noise and of the images that are changed.",
        DefaultValueFactory = _ => 1,
    };

    private readonly Option<int?> _threads = new("--threads")
    {
        Description = "How many images are changed at the same time; as many as there are processors if left out.",
    };

    public JudgementOptions()
    {
        _images.Validators.Add(CheckPositive);
        _threads.Validators.Add(CheckPositive);
        _photos.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && result.GetValueOrDefault<int>() is var photos and (< 0 or > MostPhotos))
                result.AddError($"Option '--report-photos' is {photos}; allowed: 0 to {MostPhotos}.");
        });
    }

    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[_report, _photos, _robustness, _images, _seed, _threads])
            command.Add(option);
    }

    /// <summary>The report that the arguments ask for; null for none.</summary>
    /// <exception cref="UsageException">An option has no meaning, or names no kind.</exception>
    public JudgementFiles? Get(ParseResult arguments, TextWriter output, TextWriter error)
    {
        if (arguments.GetValue(_report) is not { } page)
        {
            VoidOption.Refuse(arguments, "--report", _robustness, _photos, _images, _seed, _threads);
            return null;
        }

        bool changes = arguments.GetResult(_robustness) is not null;
        if (!changes)
            VoidOption.Refuse(arguments, "--robustness", _images, _seed, _threads);
        return new JudgementFiles(page, output, error)
        {
            Photos = arguments.GetValue(_photos),
            Robustness = changes
                ? new RobustnessOptions
                {
                    Corruptions = Kinds(arguments.GetValue(_robustness) ?? AllKinds),
                    MostPhotos = arguments.GetValue(_images),
                    Seed = arguments.GetValue(_seed),
                    NumberOfThreads = arguments.GetValue(_threads),
                }
                : null,
        };
    }

    private static IReadOnlyList<ImageCorruption> Kinds(string text)
    {
        if (text.Equals(AllKinds, StringComparison.OrdinalIgnoreCase))
            return ImageCorruption.All;
        string[] names = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (names.Length == 0)
            throw new UsageException($"--robustness is '{text}'; allowed: {AllKinds}, or kinds by commas.");
        if (names.GroupBy(n => n, StringComparer.OrdinalIgnoreCase).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new UsageException($"--robustness is '{text}', which names '{twice.Key}' twice.");
        try
        {
            return [.. names.Select(ImageCorruption.Find)];
        }
        catch (ArgumentException e)
        {
            throw new UsageException($"--robustness is '{text}': {e.Message.Split(" (Parameter")[0]}");
        }
    }

    private static void CheckPositive(OptionResult result)
    {
        if (result.Tokens.Count == 1 && result.GetValueOrDefault<int?>() is < 1 and var number)
            result.AddError($"Option '{result.Option.Name}' is {number}; allowed: 1 or more.");
    }
}

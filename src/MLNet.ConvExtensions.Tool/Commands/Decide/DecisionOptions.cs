using System.CommandLine;
using MLNet.ConvExtensions.Tool.Cli;

namespace MLNet.ConvExtensions.Tool.Commands.Decide;

/// <summary>The options that say what is made of a model's probabilities.</summary>
internal sealed class DecisionOptions
{
    private readonly Option<string?> _calibrate = new("--calibrate")
    {
        Description = "Make the probabilities right as often as they say: temperature, or isotonic, which takes hundreds of images.",
    };

    private readonly Option<double?> _recall = new("--target-recall")
    {
        Description = "The part of the images of --target-class that is to be found, such as 0.99.",
    };

    private readonly Option<double?> _precision = new("--target-precision")
    {
        Description =
            "The part of the images that are taken for --target-class that is to show it; without a class, of all images whose class "
            + "is said.",
    };

    private readonly Option<string?> _class = new("--target-class") { Description = "The class that a target is for." };

    private readonly Option<bool> _bound = new("--bound")
    {
        Description = "The lower end of the exact interval of 95 % has to reach the target, and not just the share itself.",
    };

    private readonly Option<double?> _sets = new("--prediction-sets")
    {
        Description = "Tell the set of classes that holds the right one so often, such as 0.9.",
    };

    private readonly Option<string?> _method = new("--set-method")
    {
        Description = "Which classes go into a set: least-ambiguous, or adaptive, which covers more; the former if left out.",
    };

    private readonly Option<double?> _unknown = new("--unknown")
    {
        Description =
            "Tell images unlike any class, such that this part of images of known classes is accepted, such as 0.95; by the distance "
            + "to the "
            + "fifth-nearest of the images at hand.",
    };

    private readonly Option<FileInfo?> _taxonomy = new("--taxonomy")
    {
        Description =
            "A CSV file of taxa: a class with its parent in each line, or columns such as class,genus,family,order. The smallest "
            + "taxon that is "
            + "probable enough is told.",
    };

    private readonly Option<double?> _taxon = new("--taxon-probability")
    {
        Description = "The probability that a taxon needs, above 0.5 and below 1; 0.65 if left out.",
    };

    private readonly Option<FileInfo?> _possible = new("--possible")
    {
        Description =
            "A CSV file whose first column names the classes that are possible where the images come from. Without --taxonomy the "
            + "others get a "
            + "probability of 0; with it, what is taken for one goes to the smallest taxon that also holds a possible one.",
    };

    public void AddTo(Command command)
    {
        Option[] all = [_calibrate, _recall, _precision, _class, _bound, _sets, _method, _unknown, _taxonomy, _taxon, _possible];
        foreach (Option option in all)
            command.Add(option);
    }

    /// <exception cref="UsageException">None is given, or they don't fit together.</exception>
    public DecisionPlan Get(ParseResult arguments)
    {
        double? recall = arguments.GetValue(_recall),
            precision = arguments.GetValue(_precision);
        if (recall is null && precision is null)
            VoidOption.Refuse(arguments, "--target-recall or --target-precision", _class, _bound);
        if (recall is not null && precision is not null)
            throw new UsageException("Give one of --target-recall and --target-precision, not both.");
        if (recall is not null && arguments.GetValue(_class) is null)
            throw new UsageException($"--target-recall is {recall}, and no --target-class is named.");
        if (arguments.GetValue(_sets) is null)
            VoidOption.Refuse(arguments, "--prediction-sets", _method);
        if (arguments.GetValue(_taxonomy) is null)
            VoidOption.Refuse(arguments, "--taxonomy", _taxon);
        CheckShare(_recall, recall, allowsOne: true);
        CheckShare(_precision, precision, allowsOne: true);
        CheckShare(_sets, arguments.GetValue(_sets), allowsOne: false);
        CheckShare(_unknown, arguments.GetValue(_unknown), allowsOne: false);
        if (arguments.GetValue(_taxon) is { } taxon and not (> 0.5 and < 1))
            throw new UsageException($"{_taxon.Name} is {taxon}; allowed: above 0.5 and below 1.");
        var plan = new DecisionPlan
        {
            Calibrator = One(_calibrate, arguments.GetValue(_calibrate), DecisionPlan.Calibrators),
            Threshold =
                recall is null && precision is null
                    ? null
                    : new ThresholdOptions
                    {
                        TargetRecall = recall,
                        TargetPrecision = precision,
                        TargetClass = arguments.GetValue(_class),
                        IsBoundRequired = arguments.GetValue(_bound),
                    },
            Coverage = arguments.GetValue(_sets),
            Method =
                One(_method, arguments.GetValue(_method), DecisionPlan.Methods) == DecisionPlan.Methods[1]
                    ? PredictionSetMethod.Adaptive
                    : PredictionSetMethod.LeastAmbiguous,
            AcceptedShare = arguments.GetValue(_unknown),
            Taxonomy = arguments.GetValue(_taxonomy) is { } tree ? Taxonomy.Load(tree.FullName) : null,
            TaxonProbability = (float?)arguments.GetValue(_taxon),
            Possible = arguments.GetValue(_possible) is { } list ? NameList.Read(list.FullName) : null,
        };
        return plan.IsEmpty
            ? throw new UsageException(
                "Nothing is to be decided; give --calibrate, --target-recall, --target-precision, --prediction-sets, --unknown, "
                    + "--taxonomy or "
                    + "--possible."
            )
            : plan;
    }

    private static void CheckShare(Option option, double? value, bool allowsOne)
    {
        if (value is null || (value > 0 && (value < 1 || (allowsOne && value == 1))))
            return;
        throw new UsageException(
            FormattableString.Invariant($"{option.Name} is {value}; allowed: above 0 {(allowsOne ? "up to" : "and below")} 1.")
        );
    }

    private static string? One(Option option, string? value, string[] allowed) =>
        value is null || allowed.Contains(value)
            ? value
            : throw new UsageException($"{option.Name} is '{value}'; allowed: {string.Join(", ", allowed)}.");
}

using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using MLNet.ConvExtensions.Tool.Cli;

namespace MLNet.ConvExtensions.Tool.Commands.FineTune;

/// <summary>The options that say which parts of a pretrained network learn, and with what head.</summary>
internal sealed class FineTuneSettings
{
    private static readonly Dictionary<string, FineTuneStrategy> Strategies = new()
    {
        ["head"] = FineTuneStrategy.Head,
        ["last-stages"] = FineTuneStrategy.LastStages,
        ["full"] = FineTuneStrategy.Full,
        ["gradual"] = FineTuneStrategy.Gradual,
    };

    // What is near the image has more in common with what the network was trained on than what is near the head.
    // Of a few hundred photos the statistics are worse than those of the photos that the network came from.
    private static readonly FineTuneOptions Defaults = new();

    private readonly Option<string> _strategy = new("--strategy")
    {
        Description =
            "What learns: head (a new classifier alone), last-stages (and the last stages of the network), full (everything) or gradual "
            + "(one stage more after the other).",
        DefaultValueFactory = _ => "last-stages",
    };

    private readonly Option<int> _stages = new("--stages")
    {
        Description = "How many stages learn with --strategy last-stages; a stage ends where the resolution falls.",
        DefaultValueFactory = _ => Defaults.Stages,
    };
    private readonly Option<int> _perStage = new("--epochs-per-stage")
    {
        Description = "The epochs after which --strategy gradual lets one stage more learn.",
        DefaultValueFactory = _ => Defaults.EpochsPerStage,
    };
    private readonly Option<double> _factor = new("--stage-rate-factor")
    {
        Description = "What the learning rate is multiplied by from stage to stage, away from the head.",
        DefaultValueFactory = _ => Defaults.StageRateFactor,
    };
    private readonly Option<int> _headEpochs = new("--head-epochs")
    {
        Description = "The epochs in which the head learns alone before the network moves.",
        DefaultValueFactory = _ => Defaults.HeadEpochs,
    };
    private readonly Option<int[]> _hidden = new("--hidden")
    {
        Description = "The units of the head's hidden layers, with commas between them; without it the head is linear.",
        CustomParser = ParseUnits,
    };
    private readonly Option<double> _dropout = new("--dropout")
    {
        Description = "The part of what goes into each of the head's layers that training drops.",
    };
    private readonly Option<bool> _freeze = new("--freeze-statistics")
    {
        Description = "Whether batch normalisation keeps the means and variances that the network came with: true or false.",
        DefaultValueFactory = _ => Defaults.FreezeBatchStatistics,
    };
    private readonly Option<bool> _restore = new("--restore-normalization")
    {
        Description = "Put batch normalisation behind the convolutions that learn and have none, as where an exporter folded it in.",
    };
    private readonly Option<string?> _layer = new("--layer")
    {
        Description = "The layer whose output goes into the head; without it the last pooled one before the classifier.",
    };

    public void AddTo(Command command)
    {
        _strategy.AcceptOnlyFromAmong([.. Strategies.Keys]);
        foreach (
            Option option in new Option[]
            {
                _strategy,
                _stages,
                _perStage,
                _factor,
                _headEpochs,
                _hidden,
                _dropout,
                _freeze,
                _restore,
                _layer,
            }
        )
            command.Add(option);
    }

    /// <summary>Refuses options that another one makes void.</summary>
    /// <param name="arguments">The arguments.</param>
    /// <param name="keepsHead">Whether the network is a model's, with its head.</param>
    /// <exception cref="UsageException">An option would be ignored.</exception>
    public void RefuseVoid(ParseResult arguments, bool keepsHead)
    {
        FineTuneStrategy strategy = Strategies[arguments.GetRequiredValue(_strategy)];
        foreach (
            (Option option, bool isVoid, string allowed) in new (Option, bool, string)[]
            {
                (_stages, strategy != FineTuneStrategy.LastStages, "--strategy last-stages"),
                (_perStage, strategy != FineTuneStrategy.Gradual, "--strategy gradual"),
                (_factor, strategy == FineTuneStrategy.Head, "a --strategy by which stages learn"),
                (_headEpochs, strategy == FineTuneStrategy.Head, "a --strategy by which stages learn"),
                (_freeze, strategy == FineTuneStrategy.Head, "a --strategy by which stages learn"),
                (_restore, strategy == FineTuneStrategy.Head, "a --strategy by which stages learn"),
                (_hidden, keepsHead, "a --backbone: a model keeps its head"),
                (_dropout, keepsHead, "a --backbone: a model keeps its head"),
                (_layer, keepsHead, "a --backbone: a model keeps its head"),
            }
        )
        {
            if (isVoid)
                VoidOption.Refuse(arguments, allowed, option);
        }
    }

    public FineTuneOptions Read(ParseResult arguments) =>
        new()
        {
            Strategy = Strategies[arguments.GetRequiredValue(_strategy)],
            Stages = arguments.GetValue(_stages),
            EpochsPerStage = arguments.GetValue(_perStage),
            StageRateFactor = arguments.GetValue(_factor),
            HeadEpochs = arguments.GetValue(_headEpochs),
            HiddenUnits = arguments.GetValue(_hidden) ?? [],
            Dropout = arguments.GetValue(_dropout),
            FreezeBatchStatistics = arguments.GetValue(_freeze),
            RestoreBatchNormalization = arguments.GetValue(_restore),
            FeatureLayer = arguments.GetValue(_layer),
        };

    private static int[]? ParseUnits(ArgumentResult result)
    {
        string text = result.Tokens[0].Value;
        int[] units =
        [
            .. text.Split(',')
                .Select(part => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : 0),
        ];
        if (units.All(u => u > 0))
            return units;
        result.AddError($"Option '--hidden' is '{text}'; allowed: whole numbers above 0 with commas between them, such as 256 or 512,128.");
        return null;
    }
}

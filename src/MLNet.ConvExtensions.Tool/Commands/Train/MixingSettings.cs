using System.CommandLine;
using System.CommandLine.Parsing;
using MLNet.ConvExtensions.Tool.Cli;

namespace MLNet.ConvExtensions.Tool.Commands.Train;

/// <summary>The options that mix images with others, and with what they are changed besides.</summary>
internal sealed class MixingSettings
{
    private readonly Option<double?> _mixup = new("--mixup")
    {
        Description = "Mixes images by mixup; the alpha of its beta distribution, such as 0.2.",
    };
    private readonly Option<double?> _cutMix = new("--cutmix")
    {
        Description = "Puts a rectangle of another image in; the alpha of CutMix's beta distribution, such as 1.",
    };
    private readonly Option<double?> _probability = new("--mix-probability")
    {
        Description = "How often an image is mixed with --mixup or --cutmix, 0 to 1; always if left out.",
    };
    private readonly Option<double?> _erase = new("--erase")
    {
        Description = "How often a rectangle is filled with random values, 0 to 1.",
    };

    public IEnumerable<Option> All => [_mixup, _cutMix, _probability, _erase];

    /// <summary>Adds what the arguments say.</summary>
    /// <param name="options">What is done besides; null for nothing.</param>
    /// <param name="arguments">The arguments.</param>
    /// <exception cref="UsageException">A probability has nothing to decide.</exception>
    public AugmentationOptions? Read(AugmentationOptions? options, ParseResult arguments)
    {
        (double? mixup, double? cutMix) = (arguments.GetValue(_mixup), arguments.GetValue(_cutMix));
        (double? probability, double? erase) = (arguments.GetValue(_probability), arguments.GetValue(_erase));
        AugmentationOptions all = options ?? new AugmentationOptions();
        if (probability is not null && (mixup ?? all.Mixup) == 0 && (cutMix ?? all.CutMix) == 0)
            throw new UsageException("--mix-probability needs a --mixup or --cutmix above 0.");
        if ((mixup ?? cutMix ?? probability ?? erase) is null)
            return options;
        return all with
        {
            Mixup = mixup ?? all.Mixup,
            CutMix = cutMix ?? all.CutMix,
            MixProbability = probability ?? all.MixProbability,
            Occlusion = erase ?? all.Occlusion,
        };
    }
}

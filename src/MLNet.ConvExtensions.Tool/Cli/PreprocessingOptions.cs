using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace MLNet.ConvExtensions.Tool.Cli;

/// <summary>Options that replace parts of the preprocessing that a network's weights were trained with.</summary>
internal sealed class PreprocessingOptions
{
    private const string Numbers = "one number, or three for red, green and blue with commas between them";

    private readonly Option<int?> _size = new("--size")
    {
        Description = "Width and height of the network's input in pixels, where its file leaves them open.",
    };
    private readonly Option<double?> _crop = new("--crop")
    {
        Description = "The part of the image's shorter side that the centre crop keeps, 0.01 to 1.",
    };
    private readonly Option<Interpolation?> _interpolation = new("--interpolation") { Description = "The filter of the resizing." };
    private readonly Option<float?> _scale = new("--scale")
    {
        Description = "What pixels of 0 to 255 are multiplied with first; 1/255 unless a mean above 1 says that they stay as they are.",
    };
    private readonly Option<float[]?> _mean = new("--mean")
    {
        Description = $"Subtracted from the pixels after scaling: {Numbers}.",
        CustomParser = ParseNumbers,
    };
    private readonly Option<float[]?> _deviation = new("--std")
    {
        Description = $"Divided by at last: {Numbers}.",
        CustomParser = ParseNumbers,
    };
    private readonly Option<bool> _blueFirst = new("--bgr") { Description = "The network takes blue first, red last." };

    public void AddTo(Command command)
    {
        foreach (Option option in All)
            command.Add(option);
    }

    private Option[] All => [_size, _crop, _interpolation, _scale, _mean, _deviation, _blueFirst];

    /// <summary>The options that were given, as they were written: --mean 0.5, ...</summary>
    public IReadOnlyList<(string Name, string Text)> Given(ParseResult arguments) =>
        [
            .. All.Select(o => (Option: o, Result: arguments.GetResult(o)))
                .Where(o => o.Result is { Implicit: false })
                .Select(o => (o.Option.Name, string.Join(' ', [o.Option.Name, .. o.Result!.Tokens.Select(t => t.Value)]))),
        ];

    /// <summary>The network of a file, with its own preprocessing or with what the arguments make of it.</summary>
    public Backbone Apply(ParseResult arguments, string file)
    {
        if (!IsGiven(arguments))
            return Backbone.FromFile(file);
        Backbone backbone = Backbone.FromFile(file);
        return Backbone.FromNetwork(backbone.Name, backbone.Network, Change(backbone.GetPreprocessing(out _), arguments));
    }

    /// <summary>A network with its own preprocessing, or with what the arguments make of that.</summary>
    /// <param name="arguments">The arguments.</param>
    /// <param name="create">Makes the network with a preprocessing; null for its own.</param>
    public Backbone Apply(ParseResult arguments, Func<BackbonePreprocessing?, Backbone> create)
    {
        Backbone own = create(null);
        return IsGiven(arguments) ? create(Change(own.GetPreprocessing(out _), arguments)) : own;
    }

    /// <summary>A network that is neither a file nor downloaded.</summary>
    public Backbone Apply(ParseResult arguments, Backbone backbone)
    {
        if (!IsGiven(arguments))
            return backbone;
        BackbonePreprocessing plain = backbone.Preprocessing!;
        bool inside = plain.Scale == 1 && plain.Mean.All(m => m == 0) && plain.StandardDeviation.All(d => d == 1);
        if (
            inside
            && (
                arguments.GetValue(_scale) is not null
                || Given(arguments, _mean) is not null
                || Given(arguments, _deviation) is not null
                || arguments.GetValue(_blueFirst)
            )
        )
            throw new UsageException($"The network '{backbone}' normalises its pixels itself: leave --scale, --mean, --std and --bgr out.");
        return Backbone.FromNetwork(backbone.Name, backbone.Network, Change(plain, arguments), backbone.FeatureLayer);
    }

    public BackboneRecord Apply(ParseResult arguments, BackboneRecord record) =>
        IsGiven(arguments) ? record with { Preprocessing = Change(record.Preprocessing, arguments) } : record;

    public bool IsGiven(ParseResult arguments) =>
        arguments.GetValue(_size) is not null
        || arguments.GetValue(_crop) is not null
        || arguments.GetValue(_interpolation) is not null
        || arguments.GetValue(_scale) is not null
        || Given(arguments, _mean) is not null
        || Given(arguments, _deviation) is not null
        || arguments.GetValue(_blueFirst);

    /// <summary>Null for an array that was not given, which the parser makes an empty one.</summary>
    private static float[]? Given(ParseResult arguments, Option<float[]?> option) =>
        arguments.GetValue(option) is { Length: > 0 } numbers ? numbers : null;

    private BackbonePreprocessing Change(BackbonePreprocessing plain, ParseResult arguments)
    {
        float[]? mean = Given(arguments, _mean);
        return plain with
        {
            Width = arguments.GetValue(_size) ?? plain.Width,
            Height = arguments.GetValue(_size) ?? plain.Height,
            CropFraction = arguments.GetValue(_crop) ?? plain.CropFraction,
            Interpolation = arguments.GetValue(_interpolation) ?? plain.Interpolation,
            Scale = arguments.GetValue(_scale) ?? (mean is not null && mean.Max() > 1 ? 1 : plain.Scale),
            Mean = mean ?? plain.Mean,
            StandardDeviation = Given(arguments, _deviation) ?? plain.StandardDeviation,
            BlueFirst = arguments.GetValue(_blueFirst) || plain.BlueFirst,
        };
    }

    private static float[]? ParseNumbers(ArgumentResult result)
    {
        string text = result.Tokens[0].Value;
        var numbers = new List<float>();
        foreach (string part in text.Split(','))
        {
            if (float.TryParse(part, NumberStyles.Float, CultureInfo.InvariantCulture, out float number) && float.IsFinite(number))
                numbers.Add(number);
        }

        if (numbers.Count == text.Split(',').Length && numbers.Count is 1 or 3)
            return numbers.Count == 3 ? [.. numbers] : [numbers[0], numbers[0], numbers[0]];
        result.AddError($"Option '{((OptionResult)result.Parent!).Option.Name}' is '{text}'; allowed: {Numbers}.");
        return null;
    }
}

using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace MLNet.ConvExtensions.Tool.Cli;

/// <summary>
/// The network that a command describes: an ONNX file, or an architecture or pretrained network by name, with <c>--input</c> and
/// <c>--classes</c>.
/// </summary>
internal sealed class NetworkArgument
{
    private readonly Argument<string> _network = new("NETWORK")
    {
        Description =
            "An ONNX file, an architecture such as LeNet5 or ResNet18, a pretrained network that 'mlconv models' lists, or "
            + "hf:org/name@revision.",
    };
    private readonly Option<int[]?> _input = new("--input")
    {
        Description = "An architecture's images: HEIGHTxWIDTHxCHANNELS, such as 32x32x1.",
        HelpName = "HxWxC",
        CustomParser = ParseInput,
    };

    private readonly Option<int?> _classes = new("--classes") { Description = "The number of an architecture's classes." };

    public void AddTo(Command command)
    {
        command.Add(_network);
        command.Add(_input);
        command.Add(_classes);
    }

    public OnnxNetwork Get(ParseResult arguments)
    {
        string name = arguments.GetRequiredValue(_network);
        int[]? input = arguments.GetValue(_input) is { Length: > 0 } given ? given : null;
        int? classes = arguments.GetValue(_classes);
        bool ofHub = BackboneOptions.IsOfHub(name);
        NamedNetwork? named = ofHub || BackboneOptions.IsFile(name) ? null : Find(name);
        if (named?.Architecture is { } architecture)
        {
            if (classes < 1)
                throw new UsageException($"Option '--classes' is {classes}; allowed: 1 or more.");
            return architecture.Build(
                input?[0] ?? architecture.Size,
                input?[1] ?? architecture.Size,
                input?[2] ?? architecture.Channels,
                classes ?? architecture.Classes
            );
        }

        if (input is not null || classes is not null)
            throw new UsageException(
                $"'{name}' is no architecture, but a network whose input and classes are fixed; leave '--input' and '--classes' out."
            );
        return ofHub ? Backbone.FromHub(name).Network
            : named is null ? OnnxNetwork.Load(name)
            : named.Pretrained!.Network;
    }

    /// <summary>The network of a name.</summary>
    /// <exception cref="UsageException">There is none.</exception>
    public static NamedNetwork Find(string name)
    {
        try
        {
            return NetworkRegistry.Named(name);
        }
        catch (ArgumentException exception)
        {
            string architectures = string.Join(", ", Architectures.All.Select(a => a.Name));
            throw new UsageException($"'{name}' is neither a file nor an architecture ({architectures}). {exception.Message}");
        }
    }

    private static int[]? ParseInput(ArgumentResult result)
    {
        string text = result.Tokens[0].Value;
        int[] sizes =
        [
            .. text.Split('x', 'X')
                .Select(part => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out int size) ? size : 0),
        ];
        if (sizes.Length == 3 && sizes.All(size => size > 0))
            return sizes;
        result.AddError($"Option '--input' is '{text}'; allowed: height, width and channels, such as 32x32x1.");
        return null;
    }
}

using System.CommandLine;
using MLNet.ConvExtensions.Tool.Cli;
using MLNet.ConvExtensions.Tool.Models;

namespace MLNet.ConvExtensions.Tool.Commands.Predict;

/// <summary>The options of a network that ends in a classifier, where a command takes it in a saved model's place.</summary>
internal sealed class NetworkOptions
{
    private readonly BackboneOptions _backbone;
    private readonly Option<string?> _labels = new("--labels")
    {
        Description =
            "The names of a network's categories: a file with a line for each, or 'imagenet'; without it those that come with the network, "
            + "or their numbers.",
    };
    private readonly Option<string?> _scores = new("--output")
    {
        Description = "The output of a network that tells classes apart, where it has several and it can't be told which.",
    };

    /// <param name="otherwise">What the command does when no network is named.</param>
    public NetworkOptions(string otherwise) => _backbone = new BackboneOptions(otherwise);

    public void AddTo(Command command)
    {
        command.Add(_labels);
        command.Add(_scores);
        _backbone.AddTo(command);
    }

    /// <summary>What the arguments call the network; null where they don't.</summary>
    public string? Given(ParseResult arguments) => _backbone.Given(arguments);

    /// <summary>Refuses these options where a model takes the network's place.</summary>
    /// <exception cref="UsageException">One is given.</exception>
    public void RefuseAll(ParseResult arguments)
    {
        if (arguments.GetResult(_labels) is { Implicit: false } || arguments.GetResult(_scores) is { Implicit: false })
            throw new UsageException("--labels and --output are for a --backbone; a model has its own classes and scores.");
        _backbone.RefuseAll(arguments);
    }

    /// <summary>The classifier that the arguments name.</summary>
    /// <param name="arguments">The arguments.</param>
    /// <param name="error">Takes remarks and warnings.</param>
    /// <param name="otherwise">The network's name where they name none.</param>
    public NetworkClassifier Get(ParseResult arguments, TextWriter error, string otherwise = BackboneOptions.Default) =>
        new()
        {
            Backbone = _backbone.Get(arguments, error, otherwise),
            Labels = arguments.GetValue(_labels),
            Output = arguments.GetValue(_scores),
            Remarks = error,
        };
}

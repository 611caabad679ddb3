using System.CommandLine;
using MLNet.ConvExtensions.Tool.Cli;
using MLNet.ConvExtensions.Tool.Images;

namespace MLNet.ConvExtensions.Tool.FeatureTables;

/// <summary>
/// The options that say which images a command takes and what their features are: <c>--images</c> through <c>--backbone</c>, or
/// <c>--features FILE</c>.
/// </summary>
internal sealed class FeatureTableOptions
{
    private readonly ImageOptions _images = new(labelled: false, required: false);
    private readonly BackboneOptions _backbone = new();
    private readonly Option<FileInfo?> _features = new("--features")
    {
        Description =
            "A file of features that 'mlconv features' wrote, .csv, .npy or .parquet, in place of a network. With --images its paths are those of "
            + "the folder's images.",
    };
    private readonly Option<string?> _layer = new("--layer")
    {
        Description = "The layer whose output becomes the features; without it the last pooled one before the classifier.",
    };
    private readonly Option<bool> _skip = new("--skip-bad")
    {
        Description = "Leave out images that can't be read, and name them, instead of stopping at the first.",
    };
    private readonly Option<int?> _threads = new("--threads") { Description = "Threads, 1 to 1024; without it as many as processors." };

    public void AddTo(Command command)
    {
        _images.AddTo(command);
        foreach (Option option in new Option[] { _features, _layer, _skip, _threads })
            command.Add(option);
        _backbone.AddTo(command);
    }

    public int? Threads(ParseResult arguments)
    {
        int? threads = arguments.GetValue(_threads);
        return threads is null or (>= 1 and <= 1024)
            ? threads
            : throw new UsageException($"{_threads.Name} is {threads}; allowed: 1 to 1024.");
    }

    /// <summary>The folder or list; null where there is a file of features alone.</summary>
    public ImagesArgument? Images(ParseResult arguments) => _images.Get(arguments);

    /// <summary>What computes features; null where they come from a file.</summary>
    public ImageFeatures? Network(ParseResult arguments, TextWriter error) =>
        arguments.GetValue(_features) is not null
            ? null
            : new ImageFeatures
            {
                Backbone = _backbone.Get(arguments, error),
                Layer = arguments.GetValue(_layer),
                SkipBad = arguments.GetValue(_skip),
                NumberOfThreads = Threads(arguments),
                Error = error,
            };

    /// <exception cref="UsageException">Options don't go together.</exception>
    public void Check(ParseResult arguments)
    {
        Threads(arguments);
        if (arguments.GetValue(_features) is null)
        {
            if (_images.Get(arguments) is null)
                throw new UsageException("Name images by --images, or a file of features by --features.");
            return;
        }

        if (_backbone.Given(arguments) is not null)
            throw new UsageException("Give one of --features and --backbone, not both.");
        _backbone.RefuseAll(arguments);
        VoidOption.Refuse(arguments, "a --backbone", _layer, _skip);
        if (_images.Get(arguments) is null)
            _images.RefuseAll(arguments);
    }

    /// <summary>The images with their features.</summary>
    /// <param name="arguments">The arguments.</param>
    /// <param name="output">Is told what a folder held beside images.</param>
    /// <param name="error">Is told of images that are left out.</param>
    /// <param name="stop">Stops it.</param>
    public FeatureTable Read(ParseResult arguments, TextWriter output, TextWriter error, CancellationToken stop)
    {
        ImagesArgument? input = _images.Get(arguments);
        input?.Check();
        ImageSource? source = input is null ? null : new ImageSource(input);
        if (arguments.GetValue(_features) is { } file)
        {
            FeatureTable table = FeatureFile.Read(file);
            return source is null ? table : table with { Paths = [.. table.Names.Select(source.PathOf)] };
        }

        string[] names = source!.Read();
        if (source.Summary.HasLeftOut)
            output.WriteLine(source.Summary.DescribeLeftOut());
        return Network(arguments, error)!.Compute(names, [.. names.Select(source.PathOf)], stop);
    }
}

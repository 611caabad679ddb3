using System.CommandLine;
using System.CommandLine.Parsing;

namespace MLNet.ConvExtensions.Tool.Cli;

/// <summary>
/// The options that say which network a command uses: <c>--backbone NAME|FILE|hf:org/name@revision</c>, where named ones are kept and come from, and a
/// preprocessing other than the network's own.
/// </summary>
internal sealed class BackboneOptions
{
    /// <summary>The network that commands use when none is named: it comes with this program.</summary>
    public const string Default = "packaged-resnet18";

    /// <summary>What a network of the hub begins with.</summary>
    private const string HubScheme = "hf:";

    private readonly Option<string?> _backbone = new("--backbone");
    private readonly Option<bool> _offline = new("--offline") { Description = "Download nothing: the network must be in the cache." };
    private readonly Option<Uri?> _mirror = new("--mirror")
    {
        Description = "An http address to download networks from instead of their own, or a hub instead of the public one.",
        CustomParser = ParseAddress,
    };
    private readonly PreprocessingOptions _preprocessing = new();

    /// <param name="otherwise">What the command does when no network is named.</param>
    public BackboneOptions(string otherwise = $"without it {Default}, trained on ImageNet, which comes with this program")
    {
        _backbone.Description =
            $"The network: a name that 'mlconv models' lists, an ONNX file, or {HubScheme}org/name@revision for a repository of Hugging "
            + $"Face's hub; {otherwise}.";
        _backbone.Validators.Add(CheckName);
    }

    /// <summary>The option of the cache's folder, which commands without a network have too.</summary>
    public static Option<DirectoryInfo?> Cache() =>
        new("--cache")
        {
            Description =
                $"The folder of downloaded networks; without it what {BackboneCache.FolderVariable} says, or the user's cache folder; for those of "
                + "the hub what HF_HUB_CACHE or HF_HOME says, or huggingface_hub's own folder.",
        };

    private Option<DirectoryInfo?> CacheFolder { get; } = Cache();

    /// <param name="command">The command.</param>
    /// <param name="named">Whether the network is an option; otherwise the command has an argument for it.</param>
    public void AddTo(Command command, bool named = true)
    {
        if (named)
            command.Add(_backbone);
        command.Add(CacheFolder);
        command.Add(_offline);
        command.Add(_mirror);
        _preprocessing.AddTo(command);
    }

    /// <summary>What the arguments call the network; null where they don't.</summary>
    public string? Given(ParseResult arguments) => arguments.GetValue(_backbone);

    public bool PreprocessingIsGiven(ParseResult arguments) => _preprocessing.IsGiven(arguments);

    /// <summary>The network that the arguments name, or another. Nothing is downloaded yet.</summary>
    /// <param name="arguments">The arguments.</param>
    /// <param name="error">Takes warnings, and tells how far a download is.</param>
    /// <param name="otherwise">The network's name where they name none.</param>
    public Backbone Get(ParseResult arguments, TextWriter error, string otherwise = Default)
    {
        string value = Given(arguments) ?? otherwise;
        if (IsFile(value))
        {
            RefuseDownload(arguments);
            return _preprocessing.Apply(arguments, value);
        }

        if (IsOfHub(value))
        {
            var hub = new HubCache
            {
                Folder = arguments.GetValue(CacheFolder)?.FullName,
                Offline = arguments.GetValue(_offline) ? true : null,
                Endpoint = arguments.GetValue(_mirror),
                Logger = new ErrorLog(error),
                Progress = DownloadLine.For(error),
            };
            return _preprocessing.Apply(arguments, replaced => Backbone.FromHub(value, cache: hub, preprocessing: replaced));
        }

        Backbone named = Backbone.Named(value);
        if (named.Record is null)
        {
            RefuseDownload(arguments);
            return _preprocessing.Apply(arguments, named);
        }

        var cache = new BackboneCache
        {
            Folder = arguments.GetValue(CacheFolder)?.FullName,
            Offline = arguments.GetValue(_offline),
            Mirror = arguments.GetValue(_mirror),
            Logger = new ErrorLog(error),
            Progress = DownloadLine.For(error),
        };
        return Backbone.FromRecord(_preprocessing.Apply(arguments, named.Record), cache);
    }

    /// <summary>Refuses the options of a network where a model takes its place.</summary>
    /// <exception cref="UsageException">One is given.</exception>
    public void RefuseAll(ParseResult arguments)
    {
        VoidOption.Refuse(arguments, "a --backbone", CacheFolder, _offline, _mirror);
        if (PreprocessingIsGiven(arguments))
            throw new UsageException("The options of preprocessing are for a --backbone; a model has its own.");
    }

    // --offline stays: nothing is downloaded, as it asks.
    private void RefuseDownload(ParseResult arguments) =>
        VoidOption.Refuse(arguments, "a --backbone that is downloaded", CacheFolder, _mirror);

    /// <summary>Whether a value means a file rather than a name or a repository of the hub.</summary>
    public static bool IsFile(string value) =>
        !IsOfHub(value)
        && (
            File.Exists(value)
            || value.EndsWith(".onnx", StringComparison.OrdinalIgnoreCase)
            || value.AsSpan().IndexOfAny('/', Path.DirectorySeparatorChar) >= 0
        );

    /// <summary>Whether a value means a repository of the hub.</summary>
    public static bool IsOfHub(string value) => value.StartsWith(HubScheme, StringComparison.OrdinalIgnoreCase);

    private static void CheckName(OptionResult result)
    {
        if (result.Tokens is not [var token] || IsFile(token.Value))
            return;
        try
        {
            Backbone.FromNameOrFile(token.Value);
        }
        catch (ArgumentException e)
        {
            result.AddError($"Option '--backbone': {e.Message}");
        }
    }

    private static Uri? ParseAddress(ArgumentResult result)
    {
        string text = result.Tokens[0].Value;
        if (Uri.TryCreate(text, UriKind.Absolute, out Uri? address) && address.Scheme is "http" or "https")
            return address;
        result.AddError($"Option '--mirror' is '{text}'; allowed: an http or https address.");
        return null;
    }
}

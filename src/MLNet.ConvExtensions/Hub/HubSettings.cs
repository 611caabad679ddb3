namespace MLNet.ConvExtensions.Hub;

/// <summary>What the environment says of the hub, by the variables that huggingface_hub obeys.</summary>
/// <param name="variable">The value of a variable, null where it isn't set.</param>
internal sealed class HubSettings(Func<string, string?> variable)
{
    private const string PublicHub = "https://huggingface.co";

    private static readonly HashSet<string> Yes = new(StringComparer.OrdinalIgnoreCase) { "1", "ON", "YES", "TRUE" };

    /// <summary>The hub's address.</summary>
    /// <exception cref="BackboneDownloadException">The variable isn't an address.</exception>
    public Uri Endpoint =>
        Value("HF_ENDPOINT") is not { } text ? new Uri(PublicHub)
        : Uri.TryCreate(text, UriKind.Absolute, out Uri? address) && address.Scheme is "http" or "https" ? address
        : throw new BackboneDownloadException($"The variable HF_ENDPOINT is '{text}'; allowed: an http or https address.");

    /// <summary>Whether nothing may be downloaded.</summary>
    public bool IsOffline => Yes.Contains(Value("HF_HUB_OFFLINE") ?? Value("TRANSFORMERS_OFFLINE") ?? "");

    /// <summary>The folder of the cache.</summary>
    public string Cache => Folder("HF_HUB_CACHE") ?? Folder("HUGGINGFACE_HUB_CACHE") ?? Path.Combine(Home, "hub");

    /// <summary>Whoever the user is to the hub: of the variable, or of the file that signing in writes. Null for nobody.</summary>
    /// <exception cref="BackboneDownloadException">The file is there and can't be read.</exception>
    public string? Token
    {
        get
        {
            if ((Value("HF_TOKEN") ?? Value("HUGGING_FACE_HUB_TOKEN")) is { } token)
                return token;
            string file = Folder("HF_TOKEN_PATH") ?? Path.Combine(Home, "token");
            try
            {
                return File.Exists(file) && File.ReadAllText(file).Trim() is { Length: > 0 } kept ? kept : null;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new BackboneDownloadException($"The hub's token in '{file}' can't be read: {e.Message}", e);
            }
        }
    }

    private string Home => Folder("HF_HOME") ?? Path.Combine(Folder("XDG_CACHE_HOME") ?? Path.Combine(User, ".cache"), "huggingface");

    private static string User
    {
        get
        {
            string user = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
            return user.Length > 0
                ? user
                : throw new DirectoryNotFoundException(
                    "The user has no folder for files of the hub; name one with the variable HF_HUB_CACHE."
                );
        }
    }

    private string? Value(string name) => variable(name)?.Trim() is { Length: > 0 } value ? value : null;

    private string? Folder(string name) =>
        Value(name) is not { } path ? null
        : path == "~" || path.StartsWith("~/", StringComparison.Ordinal) ? Path.Combine(User, path[1..].TrimStart('/'))
        : Path.GetFullPath(path);
}

using System.Text.RegularExpressions;

namespace MLNet.ConvExtensions.Hub;

/// <summary>A repository of the hub, a revision of it, and perhaps a file: <c>hf:org/name/file@revision</c>.</summary>
/// <param name="Repository">The repository, such as org/name.</param>
/// <param name="Revision">A branch, a tag or a commit.</param>
/// <param name="File">A file's path in it; null where none is named.</param>
internal sealed partial record HubAddress(string Repository, string Revision, string? File)
{
    /// <summary>What an address begins with where names and files are allowed too.</summary>
    public const string Scheme = "hf:";

    public const string MainBranch = "main";

    private const string Allowed = "org/name, org/name@revision, org/name/folder/file.onnx or org/name/folder/file.onnx@revision";

    /// <summary>Whether a text is such an address, right or wrong.</summary>
    public static bool Is(string text) => text.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads an address with or without its scheme.</summary>
    /// <exception cref="ArgumentException">It is none; the message says what is allowed.</exception>
    public static HubAddress Parse(string text)
    {
        string rest = Is(text) ? text[Scheme.Length..] : text;
        int at = rest.IndexOf('@', StringComparison.Ordinal);
        string revision = at < 0 ? MainBranch : rest[(at + 1)..];
        string[] parts = (at < 0 ? rest : rest[..at]).Split('/');
        return Of(string.Join('/', parts.Take(2)), revision, parts.Length > 2 ? string.Join('/', parts.Skip(2)) : null);
    }

    /// <summary>Checks the parts of an address.</summary>
    /// <exception cref="ArgumentException">One is wrong.</exception>
    public static HubAddress Of(string repository, string revision, string? file)
    {
        if (!RepositoryPattern().IsMatch(repository) || repository.Contains("--", StringComparison.Ordinal) || HasDots(repository))
            throw new ArgumentException($"'{repository}' is no repository of the hub; allowed: {Allowed}.", nameof(repository));
        if (!RevisionPattern().IsMatch(revision) || !IsPath(revision))
            throw new ArgumentException(
                $"'{revision}' is no revision of '{repository}'; allowed: a branch, a tag or a commit.",
                nameof(revision)
            );
        if (file is not null && !IsPath(file))
            throw new ArgumentException(
                $"'{file}' is no file of '{repository}'; allowed: a path in the repository, such as onnx/model.onnx.",
                nameof(file)
            );
        return new HubAddress(repository, revision, file);
    }

    /// <summary>Whether a revision is a commit, whose files never change.</summary>
    public static bool IsCommit(string revision) => CommitPattern().IsMatch(revision);

    /// <summary>Whether a text is a path of files below a folder.</summary>
    public static bool IsPath(string path) =>
        path.Length > 0
        && path.Split('/').All(part => part.Length > 0 && part is not ("." or ".."))
        && path.IndexOfAny(['\\', ':', '?', '*', '"', '<', '>', '|']) < 0
        && !path.Any(char.IsControl);

    public override string ToString() => $"{Repository}{(File is null ? "" : "/" + File)}{(Revision == MainBranch ? "" : "@" + Revision)}";

    private static bool HasDots(string repository) =>
        repository.Contains("..", StringComparison.Ordinal)
        || repository.EndsWith(".git", StringComparison.Ordinal)
        || repository.Split('/').Any(part => part is [] or ['.', ..] or [.., '.']);

    [GeneratedRegex(@"^[A-Za-z0-9_.-]{1,96}(/[A-Za-z0-9_.-]{1,96})?$", RegexOptions.CultureInvariant)]
    private static partial Regex RepositoryPattern();

    [GeneratedRegex(@"^[^\s\x00-\x1f~^@]{1,255}$", RegexOptions.CultureInvariant)]
    private static partial Regex RevisionPattern();

    [GeneratedRegex("^[0-9a-f]{40}$", RegexOptions.CultureInvariant)]
    private static partial Regex CommitPattern();
}

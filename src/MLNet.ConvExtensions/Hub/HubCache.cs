using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;
using MLNet.ConvExtensions.Hub;

namespace MLNet.ConvExtensions;

/// <summary>
/// Files of repositories of Hugging Face's hub: downloaded when they are first needed, checked, and from then on taken from disk. The cache
/// is the one that Python's huggingface_hub keeps, in the same layout, so that both find what the other has brought. Several processes may
/// use it at the same time.
/// </summary>
/// <remarks>
/// What is left out here is taken from the variables that huggingface_hub obeys: <c>HF_ENDPOINT</c>, <c>HF_HOME</c>, <c>HF_HUB_CACHE</c>,
/// <c>HF_HUB_OFFLINE</c>, <c>HF_TOKEN</c> (or the file that signing in writes, <c>HF_TOKEN_PATH</c>). A file of a commit that is in the
/// cache is taken without asking; a branch's commit is asked for each time, and where the hub can't be reached, the commit that it was last
/// is taken, with a warning. A download that is cut off leaves a file that ends in <c>.incomplete</c>, and the next one goes on from there;
/// files under their own names are always whole, checked by the SHA-256 of large ones and git's SHA-1 of small ones.
/// </remarks>
public sealed record HubCache
{
    /// <summary>The cache that <see cref="Backbone.FromHub"/> uses unless another is given.</summary>
    public static HubCache Default { get; } = new();

    /// <summary>The folder; if left out, <c>HF_HUB_CACHE</c>, or <c>hub</c> in <c>HF_HOME</c> or in ~/.cache/huggingface.</summary>
    public string? Folder { get; init; }

    /// <summary>The hub's address; if left out, <c>HF_ENDPOINT</c>, or the public hub.</summary>
    public Uri? Endpoint { get; init; }

    /// <summary>
    /// Who asks; if left out, <c>HF_TOKEN</c> or its file; nobody if it is empty. It goes to the hub alone, not to the
    /// hosts that the hub sends one to.
    /// </summary>
    public string? Token { get; init; }

    /// <summary>Whether nothing may be downloaded; if left out, as <c>HF_HUB_OFFLINE</c> says.</summary>
    public bool? Offline { get; init; }

    /// <summary>How often a request that failed for a passing reason is tried again, with growing pauses, 0 to 100.</summary>
    public int Retries { get; init; } = 4;

    /// <summary>How long the hub may say nothing before the attempt counts as failed.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Hears of the bytes that arrive, on any thread.</summary>
    public IProgress<BackboneDownloadProgress>? Progress { get; init; }

    /// <summary>Receives messages: downloads, repeated attempts, a hub that can't be reached.</summary>
    public ILogger? Logger { get; init; }

    /// <summary>The first pause between two attempts; each further one is twice as long.</summary>
    internal TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The value of a variable of the environment.</summary>
    internal Func<string, string?> Variable { get; init; } = Environment.GetEnvironmentVariable;

    /// <summary>Whether links are tried; where they fail, files are moved or copied.</summary>
    internal bool Links { get; init; } = true;

    private HubSettings Settings => new(Variable);

    /// <summary>A file of a repository, downloaded first if it isn't there.</summary>
    /// <param name="repository">The repository: org/name.</param>
    /// <param name="file">The file's path in it, with slashes.</param>
    /// <param name="revision">A branch, a tag, or a commit of 40 hexadecimal digits, which never changes.</param>
    /// <param name="cancellationToken">Ends a download; what has come so far is kept for the next one.</param>
    /// <returns>The file's path on disk, which a link may be.</returns>
    /// <exception cref="BackboneDownloadException">
    /// There is no such file, repository or revision, it is gated, or it can't be had.
    /// </exception>
    /// <exception cref="ArgumentException">An option or a name is wrong.</exception>
    /// <exception cref="OperationCanceledException">The download was ended.</exception>
    public string GetFile(
        string repository,
        string file,
        string revision = HubAddress.MainBranch,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(repository);
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(revision);
        var address = HubAddress.Of(repository, revision, file);
        return Find(address, file, cancellationToken).Path
            ?? throw new BackboneDownloadException($"The repository '{repository}' has no file '{file}' at revision '{revision}'.");
    }

    /// <summary>A file of a repository, and the commit that it is of; no path where the commit doesn't have the file.</summary>
    internal (string? Path, string? Commit) Find(HubAddress address, string file, CancellationToken cancellation = default)
    {
        Validate();

        // On a thread of the pool, because a caller's synchronisation context would wait for itself.
        return Task.Run(() => FindAsync(address, file, cancellation), cancellation).GetAwaiter().GetResult();
    }

    /// <summary>Leaves the token out.</summary>
    public override string ToString() => $"{nameof(HubCache)} of {Endpoint ?? Settings.Endpoint} in {Folder ?? Settings.Cache}";

    private async Task<(string? Path, string? Commit)> FindAsync(HubAddress address, string file, CancellationToken cancellation)
    {
        var folder = new HubFolder(Folder is null ? Settings.Cache : Path.GetFullPath(Folder), address.Repository);
        string? known = folder.FindCommit(address.Revision);
        if (known == address.Revision && Kept() is { } pinned)
            return pinned;
        if (Offline ?? Settings.IsOffline)
        {
            return Kept()
                ?? throw new BackboneDownloadException(
                    $"'{file}' of '{address.Repository}' at revision '{address.Revision}' isn't in the hub's cache "
                        + $"('{folder.Root}'), and downloads are off."
                );
        }

        var job = new DownloadJob
        {
            Name = $"{address.Repository}/{file}",
            Part = "",
            Retries = Retries,
            Timeout = Timeout,
            RetryDelay = RetryDelay,
            Progress = Progress,
            Logger = Logger,
        };
        var client = new HubClient(
            Endpoint ?? Settings.Endpoint,
            Token is null ? Settings.Token
                : Token.Length > 0 ? Token
                : null,
            job
        );
        HubFile? found;
        string? commit;
        try
        {
            (found, commit) = await client.FindAsync(address, file, cancellation).ConfigureAwait(false);
        }
        catch (BackboneDownloadException e) when (e.InnerException is not null && Kept() is { } kept)
        {
            Logger?.LogWarning("{Reason}. {File} is taken as it was at commit {Commit}.", e.Message, job.Name, known);
            return kept;
        }

        try
        {
            string? path = found is null ? null : await BringAsync(folder, client, job, file, found, cancellation).ConfigureAwait(false);
            if (commit is not null)
            {
                if (found is null)
                    folder.KeepAbsence(commit, file);
                folder.KeepCommit(address.Revision, commit);
            }

            return (path, commit);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException && e is not BackboneDownloadException)
        {
            throw new BackboneDownloadException($"The hub's cache '{folder.Root}' can't be written: {e.Message}", e);
        }

        // What the cache has of the revision, as it was when the hub was last asked.
        (string? Path, string? Commit)? Kept() =>
            known is null ? null
            : folder.FindFile(known, file) is { } path ? (path, known)
            : folder.Lacks(known, file) ? (null, known)
            : null;
    }

    private async Task<string> BringAsync(
        HubFolder folder,
        HubClient client,
        DownloadJob job,
        string file,
        HubFile found,
        CancellationToken cancellation
    )
    {
        if (folder.FindFile(found.Commit, file) is { } there)
            return there;
        string blob = folder.Blob(found.Tag),
            locked = folder.Lock(found.Tag);
        Directory.CreateDirectory(Path.GetDirectoryName(blob)!);
        Directory.CreateDirectory(Path.GetDirectoryName(locked)!);
        using CacheLock held = await CacheLock
            .AcquireAsync(
                locked,
                () => Logger?.LogInformation("{Name} is being downloaded by someone else; waiting.", job.Name),
                cancellation
            )
            .ConfigureAwait(false);

        // Another process may have brought it while this one waited.
        if (folder.FindFile(found.Commit, file) is { } brought)
            return brought;
        bool isNew = !File.Exists(blob);
        if (isNew)
            await DownloadAsync(client, job with { Part = blob + ".incomplete" }, found, blob, cancellation).ConfigureAwait(false);
        return folder.Place(file, found, Links, isNew);
    }

    private async Task DownloadAsync(HubClient client, DownloadJob plain, HubFile found, string blob, CancellationToken cancellation)
    {
        DownloadJob job = plain with
        {
            Bytes = found.Bytes,
            IsVerified = found.HasSha256 || found.HasGitHash,
            Authorization = client.AuthorizationFor(found.Location),
        };
        bool resumed = File.Exists(job.Part);
        if (resumed && !job.IsVerified)
            File.Delete(job.Part);
        long needed = (found.Bytes ?? 0) - (File.Exists(job.Part) ? new FileInfo(job.Part).Length : 0);
        string folder = Path.GetDirectoryName(blob)!;
        if (DiskSpace.Of(folder) is { } free && needed > free)
            throw new BackboneDownloadException(
                $"{job.Name} needs {needed:N0} more bytes in '{folder}', where {free:N0} are free. Make room, or name another folder with "
                    + "the variable HF_HUB_CACHE."
            );
        Logger?.LogInformation("Downloading {Name} ({Bytes} bytes) to {Path}.", job.Name, found.Bytes, blob);
        string? wrong = await TryAsync().ConfigureAwait(false);
        if (wrong is not null && resumed)
        {
            Logger?.LogWarning("What an earlier download of {Name} had left was of no use; starting over.", job.Name);
            wrong = await TryAsync().ConfigureAwait(false);
        }

        if (wrong is not null)
            throw new BackboneDownloadException(
                $"The download of {job.Name} brought another file than the hub promised and was thrown away: {wrong}."
            );
        File.Move(job.Part, blob, overwrite: true);

        async Task<string?> TryAsync()
        {
            if (found.Bytes == 0)
                await File.WriteAllBytesAsync(job.Part, [], cancellation).ConfigureAwait(false);
            else
                await new HttpDownload(job).RunAsync(found.Location, cancellation).ConfigureAwait(false);
            string? fault = Judge(found, job.Part);
            if (fault is not null)
                File.Delete(job.Part);
            return fault;
        }
    }

    /// <summary>Null if a file is what the hub said, else what is wrong.</summary>
    private static string? Judge(HubFile found, string file)
    {
        using FileStream stream = File.OpenRead(file);
        if (found.Bytes is { } bytes && stream.Length != bytes)
            return $"it has {stream.Length:N0} bytes instead of {bytes:N0}";
        if (found.HasSha256)
        {
            string actual = Convert.ToHexStringLower(SHA256.HashData(stream));
            return actual == found.Tag ? null : $"its SHA-256 is {actual} instead of {found.Tag}";
        }

        if (!found.HasGitHash)
            return null;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA1);
        hash.AppendData(Encoding.ASCII.GetBytes($"blob {stream.Length}\0"));
        var buffer = new byte[1 << 16];
        for (int read; (read = stream.Read(buffer)) > 0; )
            hash.AppendData(buffer.AsSpan(0, read));
        string blob = Convert.ToHexStringLower(hash.GetHashAndReset());
        return blob == found.Tag ? null : $"git's SHA-1 of it is {blob} instead of {found.Tag}";
    }

    private void Validate()
    {
        if (Retries is < 0 or > 100)
            throw new ArgumentException($"{nameof(HubCache)}.{nameof(Retries)} is {Retries}; allowed: 0 to 100.");
        if (Timeout <= TimeSpan.Zero)
            throw new ArgumentException($"{nameof(HubCache)}.{nameof(Timeout)} is {Timeout}; allowed: more than 0.");
        if (Endpoint is not (null or { IsAbsoluteUri: true, Scheme: "http" or "https" }))
            throw new ArgumentException(
                $"{nameof(HubCache)}.{nameof(Endpoint)} is {Endpoint}; allowed: an absolute http or https address, or null."
            );
    }
}

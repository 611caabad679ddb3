using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using MLNet.ConvExtensions.Hub;

namespace MLNet.ConvExtensions;

/// <summary>
/// The folder where pretrained networks are kept, and how they get there: downloaded on first use, checked against their SHA-256,
/// and from then on taken from disk. Several processes may use one folder at the same time.
/// </summary>
/// <remarks>
/// A download that is cut off leaves a file that ends in <c>.part</c>, and the next one goes on from there; a file under its own name is
/// always whole. A file that is damaged is downloaded again. Where a record has no hash, that of the first download is kept in a file
/// that ends in <c>.sha256</c>, and other bytes are refused from then on.
/// </remarks>
public sealed record BackboneCache
{
    /// <summary>The environment variable that names the folder: <c>MLNET_CONV_CACHE</c>.</summary>
    public const string FolderVariable = "MLNET_CONV_CACHE";

    /// <summary>The cache that <see cref="Backbone"/> uses unless another is given.</summary>
    public static BackboneCache Default { get; } = new();

    /// <summary>
    /// The folder. If left out, what <see cref="FolderVariable"/> says, or else <c>mlnet-conv</c> in the user's cache folder
    /// (<c>XDG_CACHE_HOME</c> or <c>~/.cache</c>, <c>~/Library/Caches</c>, or the local application data on Windows).
    /// </summary>
    public string? Folder { get; init; }

    /// <summary>Whether nothing may be downloaded: a network that isn't in the folder is an error, which says where to put it.</summary>
    public bool Offline { get; init; }

    /// <summary>
    /// An address to download from instead of the records' own: the files lie below it under their <see cref="BackboneRecord.FileName"/>.
    /// </summary>
    public Uri? Mirror { get; init; }

    /// <summary>How often a download that failed for a passing reason is tried again, with growing pauses, 0 to 100.</summary>
    public int Retries { get; init; } = 4;

    /// <summary>How long a server may say nothing before the attempt counts as failed.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Hears of the bytes that arrive, on any thread.</summary>
    public IProgress<BackboneDownloadProgress>? Progress { get; init; }

    /// <summary>Receives messages: downloads, repeated attempts, damaged files, hashes that were pinned.</summary>
    public ILogger? Logger { get; init; }

    /// <summary>The first pause between two attempts; each further one is twice as long.</summary>
    internal TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Where a network's file is kept, whether it is there or not.</summary>
    /// <param name="record">The network's record.</param>
    /// <exception cref="DirectoryNotFoundException">There is no user's cache folder, and none was named.</exception>
    public string PathOf(BackboneRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        return Path.Combine(FindFolder(), record.FileName);
    }

    /// <summary>Whether a network's file is there with the right length. Its contents are not read.</summary>
    /// <param name="record">The network's record.</param>
    public bool Contains(BackboneRecord record)
    {
        string path = PathOf(record);
        return File.Exists(path) && (record.Bytes is null || new FileInfo(path).Length == record.Bytes);
    }

    /// <summary>The file of a network, checked, and downloaded first if it isn't there.</summary>
    /// <param name="record">The network's record.</param>
    /// <param name="cancellationToken">Ends a download; what has come so far is kept for the next one.</param>
    /// <returns>The file's path.</returns>
    /// <exception cref="BackboneDownloadException">
    /// The file is not there and can't be had, or isn't the one that the record describes.
    /// </exception>
    /// <exception cref="ArgumentException">An option or the record is wrong.</exception>
    /// <exception cref="OperationCanceledException">The download was ended.</exception>
    public string GetFile(BackboneRecord record, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(record);
        record.Validate();
        Validate();

        // On a thread of the pool, because a caller's synchronisation context would wait for itself.
        return Task.Run(() => GetFileAsync(record, cancellationToken), cancellationToken).GetAwaiter().GetResult();
    }

    private static string PinOf(string path) => path + ".sha256";

    private async Task<string> GetFileAsync(BackboneRecord record, CancellationToken cancellation)
    {
        string path = PathOf(record);
        if (IsGood(record, path) is null)
            return path;
        if (Offline)
            throw new BackboneDownloadException($"{Missing(record, path)}, and downloads are off. {ByHand(record, path)}");
        CreateFolder(path);
        using CacheLock held = await LockAsync(record, path, cancellation).ConfigureAwait(false);

        // Another process may have brought it while this one waited.
        string? fault = IsGood(record, path);
        if (fault is null)
            return path;
        if (File.Exists(path))
            Logger?.LogWarning("{Path} is damaged ({Fault}) and is downloaded again.", path, fault);
        string part = path + ".part";
        CheckSpace(record, path, part);
        Logger?.LogInformation("Downloading {Name} ({Bytes} bytes) to {Path}.", record.Name, record.Bytes, path);
        bool resumed = PrepareResume(record, part);
        await DownloadAsync(record, path, part, cancellation).ConfigureAwait(false);
        string? wrong = Judge(record, path, part);
        if (wrong is not null && resumed)
        {
            Logger?.LogWarning("What an earlier download of {Name} had left was of no use; starting over.", record.Name);
            File.Delete(part);
            await DownloadAsync(record, path, part, cancellation).ConfigureAwait(false);
            wrong = Judge(record, path, part);
        }

        if (wrong is not null)
        {
            File.Delete(part);
            throw new BackboneDownloadException(
                $"The download of {record.Name} brought another file than expected and was thrown away: {wrong}. {ByHand(record, path)}"
            );
        }

        File.Move(part, path, overwrite: true);
        Pin(record, path);
        return path;
    }

    /// <summary>Null if the file is there and is the right one, else what is wrong.</summary>
    private static string? IsGood(BackboneRecord record, string path) => File.Exists(path) ? Judge(record, path, path) : "it is missing";

    private static string? Judge(BackboneRecord record, string path, string file)
    {
        long length = new FileInfo(file).Length;
        if (record.Bytes is { } bytes && length != bytes)
            return $"it has {length:N0} bytes instead of {bytes:N0}";
        string? wanted = record.Sha256 ?? ReadPin(path);
        if (wanted is null)
            return null;
        string actual = HashOf(file);
        if (string.Equals(actual, wanted, StringComparison.OrdinalIgnoreCase))
            return null;
        string source = record.Sha256 is null
            ? $" that '{PinOf(path)}' keeps of the first download (delete that file to accept another)"
            : "";
        return $"its SHA-256 is {actual} instead of {wanted.ToLowerInvariant()}{source}";
    }

    private async Task DownloadAsync(BackboneRecord record, string path, string part, CancellationToken cancellation)
    {
        IReadOnlyList<Uri> addresses = Mirror is null
            ? record.Addresses
            : [new Uri(Mirror.AbsoluteUri.TrimEnd('/') + "/" + Uri.EscapeDataString(record.FileName))];
        if (addresses.Count == 0)
            throw new BackboneDownloadException(
                $"{Missing(record, path)}, and no address of it is known. Put the file there, or name a mirror."
            );
        var failures = new List<BackboneDownloadException>();
        foreach (Uri address in addresses)
        {
            try
            {
                await new HttpDownload(JobOf(record, part)).RunAsync(address, cancellation).ConfigureAwait(false);
                return;
            }
            catch (BackboneDownloadException e)
            {
                failures.Add(e);

                // Without a hash nothing says that the next address has the same bytes.
                if (!record.IsVerified)
                    File.Delete(part);
            }
        }

        throw new BackboneDownloadException(
            $"{record.Name} can't be downloaded: {string.Join("; ", failures.Select(f => f.Message))}. "
                + $"{ByHand(record with { Addresses = [] }, path)}",
            failures[0]
        );
    }

    private DownloadJob JobOf(BackboneRecord record, string part) =>
        new()
        {
            Name = record.Name,
            Part = part,
            Bytes = record.Bytes,
            IsVerified = record.IsVerified,
            Retries = Retries,
            Timeout = Timeout,
            RetryDelay = RetryDelay,
            Progress = Progress,
            Logger = Logger,
        };

    private async Task<CacheLock> LockAsync(BackboneRecord record, string path, CancellationToken cancellation)
    {
        try
        {
            return await CacheLock
                .AcquireAsync(
                    path + ".lock",
                    () => Logger?.LogInformation("{Name} is being downloaded by someone else; waiting.", record.Name),
                    cancellation
                )
                .ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BackboneDownloadException($"The cache folder '{Path.GetDirectoryName(path)}' can't be written: {e.Message}", e);
        }
    }

    /// <summary>
    /// Only the bytes of a file whose hash is known are worth going on from: the end will tell whether they fit together.
    /// </summary>
    private static bool PrepareResume(BackboneRecord record, string part)
    {
        if (!record.IsVerified)
            File.Delete(part);
        return File.Exists(part);
    }

    private static void CreateFolder(string path)
    {
        string folder = Path.GetDirectoryName(path)!;
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BackboneDownloadException(
                $"The cache folder '{folder}' can't be created: {e.Message} Name another with the variable {FolderVariable}.",
                e
            );
        }
    }

    private static void CheckSpace(BackboneRecord record, string path, string part)
    {
        if (record.Bytes is not { } bytes)
            return;
        string folder = Path.GetDirectoryName(path)!;
        if (DiskSpace.Of(folder) is not { } free)
            return;
        long needed = bytes - (File.Exists(part) ? new FileInfo(part).Length : 0);
        if (needed > free)
            throw new BackboneDownloadException(
                $"{record.Name} needs {needed:N0} more bytes in '{folder}', where {free:N0} are free. Make room, or name another folder "
                    + $"with the variable {FolderVariable}."
            );
    }

    private void Pin(BackboneRecord record, string path)
    {
        if (record.IsVerified || File.Exists(PinOf(path)))
            return;
        string hash = HashOf(path),
            pin = PinOf(path),
            temporary = pin + ".tmp";

        // As sha256sum writes it and checks it.
        File.WriteAllText(temporary, $"{hash}  {record.FileName}\n");
        File.Move(temporary, pin, overwrite: true);
        Logger?.LogWarning(
            "No SHA-256 of {Name} is published. This first download has {Hash}; it is kept in {Pin}, and other bytes will be refused.",
            record.Name,
            hash,
            pin
        );
    }

    private static string? ReadPin(string path) => File.Exists(PinOf(path)) ? File.ReadAllText(PinOf(path)).Split(' ', 2)[0].Trim() : null;

    private static string HashOf(string file)
    {
        using FileStream stream = File.OpenRead(file);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }

    private static string Missing(BackboneRecord record, string path) =>
        File.Exists(path)
            ? $"The file of {record.Name}, '{path}', is damaged ({IsGood(record, path)})"
            : $"The file of {record.Name}, '{path}', is missing";

    private static string ByHand(BackboneRecord record, string path)
    {
        string from = record.Addresses.Count > 0 ? $", from {string.Join(" or ", record.Addresses)}" : "";
        string hash = record.Sha256 is { } sha ? $" (SHA-256 {sha})" : "";
        return $"It can be put at '{path}' by hand{from}{hash}.";
    }

    private void Validate()
    {
        if (Retries is < 0 or > 100)
            throw new ArgumentException($"{nameof(BackboneCache)}.{nameof(Retries)} is {Retries}; allowed: 0 to 100.");
        if (Timeout <= TimeSpan.Zero)
            throw new ArgumentException($"{nameof(BackboneCache)}.{nameof(Timeout)} is {Timeout}; allowed: more than 0.");
        if (Mirror is not (null or { IsAbsoluteUri: true, Scheme: "http" or "https" }))
            throw new ArgumentException(
                $"{nameof(BackboneCache)}.{nameof(Mirror)} is {Mirror}; allowed: an absolute http or https address, or null."
            );
    }

    private string FindFolder()
    {
        if (!string.IsNullOrEmpty(Folder))
            return Path.GetFullPath(Folder);
        if (Environment.GetEnvironmentVariable(FolderVariable) is { Length: > 0 } named)
            return Path.GetFullPath(named);
        string user = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        string cache =
            OperatingSystem.IsWindows() ? Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData)
            : OperatingSystem.IsMacOS() ? (user.Length == 0 ? "" : Path.Combine(user, "Library", "Caches"))
            : Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } xdg && Path.IsPathFullyQualified(xdg) ? xdg
            : user.Length == 0 ? ""
            : Path.Combine(user, ".cache");
        if (cache.Length == 0)
            throw new DirectoryNotFoundException(
                $"The user has no cache folder for pretrained networks; name one with the variable {FolderVariable}."
            );
        return Path.Combine(cache, "mlnet-conv");
    }
}

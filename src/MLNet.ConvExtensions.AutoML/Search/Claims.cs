using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace MLNet.ConvExtensions.AutoML.Search;

/// <summary>
/// Who computes what, among workers that share a folder: a file for each piece of work that is under way, made exclusively, whose time its
/// worker keeps setting. One whose worker is dead counts for nothing. Claims save work and nothing else: where two workers hold the same one,
/// as over a network's file system may happen, both compute the same.
/// </summary>
internal sealed class Claims : IDisposable
{
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(10);

    /// <summary>Longer than file systems of networks keep a file's time from their readers.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(150);

    private const int Attempts = 100;

    private readonly string _folder;
    private readonly string _content;
    private readonly Dictionary<string, (DateTime Written, Stopwatch Since)> _others = [];
    private readonly Timer _timer;
    private volatile string? _held;

    /// <param name="folder">The folder of all workers; it is made if it isn't there.</param>
    /// <param name="worker">This worker's number: what it had claimed before it was killed is free again.</param>
    public Claims(string folder, int worker)
    {
        _folder = Path.Combine(folder, "claims");
        _content = string.Create(CultureInfo.InvariantCulture, $"{worker} {Environment.ProcessId} {Environment.MachineName}");
        Directory.CreateDirectory(_folder);
        foreach (string file in Directory.GetFiles(_folder))
        {
            if (Read(file) is [var number, ..] && number == worker.ToString(CultureInfo.InvariantCulture))
                File.Delete(file);
        }

        _timer = new Timer(_ => Touch(), null, Beat, Beat);
    }

    /// <summary>Takes a piece of work, unless a living worker has it. One at a time.</summary>
    public bool TryTake(string work)
    {
        string file = Path.Combine(_folder, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(work)))[..32]);
        if (File.Exists(file) && IsDead(file))
            File.Delete(file);
        for (int attempt = 1; !TryMake(file, isLast: attempt >= Attempts); attempt++)
        {
            if (File.Exists(file))
                return false;
        }

        _held = file;
        return true;
    }

    // Whoever had it may give it back right now: then there is no file any more that could be told from a folder that can't be written to.
    private bool TryMake(string file, bool isLast)
    {
        try
        {
            using var stream = new FileStream(file, FileMode.CreateNew, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
            stream.Write(Encoding.UTF8.GetBytes(_content));
            return true;
        }
        catch (IOException) when (!isLast || File.Exists(file))
        {
            return false;
        }
    }

    /// <summary>Gives back what was taken.</summary>
    public void Release()
    {
        string? file = _held;
        _held = null;
        if (file is not null)
            File.Delete(file);
    }

    public void Dispose()
    {
        _timer.Dispose();
        Release();
    }

    private bool IsDead(string file)
    {
        if (
            Read(file) is [_, var id, var machine]
            && machine == Environment.MachineName
            && !IsRunning(int.Parse(id, CultureInfo.InvariantCulture))
        )
            return true;
        // By this machine's clock alone: those of others may go wrong.
        DateTime written = File.GetLastWriteTimeUtc(file);
        if (!_others.TryGetValue(file, out (DateTime Written, Stopwatch Since) seen) || seen.Written != written)
        {
            _others[file] = (written, Stopwatch.StartNew());
            return false;
        }

        return seen.Since.Elapsed > Silence;
    }

    private static bool IsRunning(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            return !process.HasExited;
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            // There is none, or it ended just now.
            return false;
        }
    }

    /// <summary>Number, process and machine of a claim's worker; null where they aren't written yet, or the claim is gone.</summary>
    private static string[]? Read(string file)
    {
        try
        {
            string[] parts = File.ReadAllText(file).Split(' ', 3);
            return parts.Length == 3 && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out _) ? parts : null;
        }
        catch (IOException)
        {
            return null;
        }
    }

    private void Touch()
    {
        try
        {
            if (_held is { } file)
                File.SetLastWriteTimeUtc(file, DateTime.UtcNow);
        }
        catch (IOException)
        {
            // It was released meanwhile.
        }
    }
}

using System.Diagnostics;

namespace MLNet.ConvExtensions.Tool.Cli;

/// <summary>A line on the error stream that tells a person who watches it how far a download is.</summary>
internal sealed class DownloadLine : IProgress<BackboneDownloadProgress>
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly TextWriter _error;
    private readonly Stopwatch _sinceLast = Stopwatch.StartNew();

    private DownloadLine(TextWriter error) => _error = error;

    /// <summary>Null where nobody watches.</summary>
    public static DownloadLine? For(TextWriter error) =>
        ReferenceEquals(error, Console.Error) && !Console.IsErrorRedirected ? new DownloadLine(error) : null;

    public void Report(BackboneDownloadProgress value)
    {
        bool done = value.Received == value.Total;
        if (_sinceLast.Elapsed < Pause && !done)
            return;
        _sinceLast.Restart();
        string total = value.Total is { } bytes ? $" of {bytes / 1e6:0.0}" : "";
        _error.Write($"\rdownloading {value.Name}: {value.Received / 1e6:0.0}{total} MB");
        if (done)
            _error.WriteLine();
    }
}

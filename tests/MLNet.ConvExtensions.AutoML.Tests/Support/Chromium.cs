using System.Diagnostics;

namespace MLNet.ConvExtensions.AutoML.Tests.Support;

/// <summary>Headless Chromium, where it is installed.</summary>
internal static class Chromium
{
    private static readonly string? Program = (
        (string[])["/usr/bin/chromium", "/usr/bin/google-chrome", "/usr/bin/chromium-browser"]
    ).FirstOrDefault(File.Exists);

    /// <summary>Opens a page in a window of this width.</summary>
    /// <param name="page">The file.</param>
    /// <param name="width">The window's width in pixels.</param>
    /// <param name="work">A folder for the browser's own files.</param>
    /// <param name="arguments">What to do with it.</param>
    /// <returns>What it wrote: the page's content if asked for, and what the page's console said.</returns>
    public static (string Output, string Console) Open(string page, int width, string work, params string[] arguments)
    {
        Skip.If(Program is null, "Chromium is not installed.");
        var start = new ProcessStartInfo(Program!) { RedirectStandardOutput = true, RedirectStandardError = true };
        string[] all =
        [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--hide-scrollbars",
            "--no-first-run",
            "--enable-logging=stderr",
            $"--user-data-dir={Path.Combine(work, "profile")}",
            $"--window-size={width},5200",
            .. arguments,
            new Uri(page).AbsoluteUri,
        ];
        foreach (string argument in all)
            start.ArgumentList.Add(argument);
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(),
            error = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(TimeSpan.FromSeconds(120)))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException("Chromium did not end within two minutes.");
        }

        return (
            output.Result,
            string.Join('\n', error.Result.Split('\n').Where(line => line.Contains("CONSOLE", StringComparison.Ordinal)))
        );
    }
}

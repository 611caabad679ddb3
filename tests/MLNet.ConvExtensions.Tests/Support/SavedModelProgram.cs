using System.Diagnostics;

namespace MLNet.ConvExtensions.Tests.Support;

/// <summary>The sample SavedModel as a process of its own: a program that has ML.NET's own packages only.</summary>
internal static class SavedModelProgram
{
    // tests/<project>/bin/<configuration>/<framework>/, and the same below samples.
    private static readonly string Program = Path.GetFullPath(
        Path.Combine(
            "../../../../../samples/SavedModel/bin",
            Directory.GetParent(AppContext.BaseDirectory.TrimEnd('/', '\\'))!.Name,
            "net10.0/SavedModel.dll"
        ),
        AppContext.BaseDirectory
    );

    public static string Folder => Path.GetDirectoryName(Program)!;

    /// <summary>What it predicts of rows: the answer and the scores of each.</summary>
    /// <param name="model">A saved model.</param>
    /// <param name="rows">A file with a row a line: numbers with commas between them, or a path.</param>
    public static IReadOnlyList<(string Answer, float[] Scores)> Predict(string model, string rows)
    {
        using Process process = Process.Start(
            new ProcessStartInfo("dotnet", ["exec", Program, model, rows]) { RedirectStandardOutput = true, RedirectStandardError = true }
        )!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, error.Result);
        return
        [
            .. output
                .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                .Select(line => line.Split(": "))
                .Select(parts =>
                    (
                        parts[0],
                        (float[])
                            [.. parts[1].Split(' ').Select(score => float.Parse(score, System.Globalization.CultureInfo.InvariantCulture))]
                    )
                ),
        ];
    }
}

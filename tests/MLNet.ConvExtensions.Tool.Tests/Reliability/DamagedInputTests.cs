using System.Diagnostics;

namespace MLNet.ConvExtensions.Tool.Tests.Reliability;

/// <summary>A short run of eng/reliability: each reader of outside bytes with some damaged inputs, always the same.</summary>
public sealed class DamagedInputTests
{
    // tests/<project>/bin/<configuration>/<framework>/, and the same below eng/reliability.
    private static readonly string Program = Path.GetFullPath(
        Path.Combine(
            "../../../../../eng/reliability/MLNet.ConvExtensions.Fuzz/bin",
            Directory.GetParent(AppContext.BaseDirectory.TrimEnd('/', '\\'))!.Name,
            "net10.0/MLNet.ConvExtensions.Fuzz.dll"
        ),
        AppContext.BaseDirectory
    );

    [Theory]
    [InlineData("images", 1000)]
    [InlineData("onnx", 1500)]
    [InlineData("models", 200)]
    [InlineData("checkpoints", 300)]
    [InlineData("parts", 300)]
    [InlineData("lists", 2000)]
    [InlineData("mnist", 500)]
    [InlineData("cifar", 500)]
    [InlineData("journals", 1000)]
    [InlineData("comparisons", 20)]
    [InlineData("caches", 500)]
    [InlineData("sounds", 1000)]
    [InlineData("vectors", 1000)]
    public void Damaged_inputs_are_taken_or_refused_as_documented(string target, int count)
    {
        (int code, string output) = Run(target, $"{count}", "1");

        Assert.True(code == 0, output);
        Assert.Contains(FormattableString.Invariant($"{target}: {count:N0} inputs: "), output, StringComparison.Ordinal);
        Assert.Contains(", 0 faults;", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Targets_that_are_not_there_are_told_with_those_that_are()
    {
        (int code, string output) = Run("music", "1", "1");

        Assert.Equal(2, code);
        Assert.Contains("There is no target 'music'; allowed: caches, checkpoints, cifar, ", output, StringComparison.Ordinal);
    }

    private static (int Code, string Output) Run(params string[] arguments)
    {
        using Process process = Process.Start(
            new ProcessStartInfo("dotnet", ["exec", Program, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true }
        )!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + error.Result);
    }
}

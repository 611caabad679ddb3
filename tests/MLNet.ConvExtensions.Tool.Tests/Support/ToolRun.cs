namespace MLNet.ConvExtensions.Tool.Tests.Support;

/// <summary>One call of <c>mlconv</c>: its exit code and what it wrote.</summary>
internal sealed record ToolRun(int ExitCode, string Output, string Error)
{
    /// <summary>The small network of the tests: 32x32 pixels, 12 features, layers conv1 to classifier.</summary>
    public static string Network { get; } = Path.Combine(AppContext.BaseDirectory, "Data", "tiny.onnx");

    public static ToolRun Of(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        int code = CommandLineTool.Run(arguments, output, error);
        return new ToolRun(code, output.ToString(), error.ToString());
    }

    /// <summary>Failed with this code, nothing on the output and one line on the error stream that holds the parts.</summary>
    public void AssertFailed(int code, params string[] parts)
    {
        Assert.Equal(code, ExitCode);
        Assert.Empty(Output);
        Assert.StartsWith("mlconv: ", Error, StringComparison.Ordinal);
        Assert.Single(Error.TrimEnd().Split('\n'));
        Assert.All(parts, part => Assert.Contains(part, Error, StringComparison.Ordinal));
    }
}

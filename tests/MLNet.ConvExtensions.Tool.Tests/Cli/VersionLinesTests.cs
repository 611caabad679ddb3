using MLNet.ConvExtensions.Tool.Tests.Support;

namespace MLNet.ConvExtensions.Tool.Tests.Cli;

public sealed class VersionLinesTests
{
    [Fact]
    public void The_version_is_followed_by_what_decodes_JPEG_files()
    {
        ToolRun run = ToolRun.Of("--version");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        string[] lines = run.Output.TrimEnd().Split(Environment.NewLine);
        Assert.Matches(@"^\d+\.\d+\.\d+", lines[0]);
        Assert.Equal([$"JPEG: {ImageReader.JpegDecoder}"], lines[1..]);
    }
}

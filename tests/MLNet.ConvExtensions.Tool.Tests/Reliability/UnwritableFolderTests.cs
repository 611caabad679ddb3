using MLNet.ConvExtensions.Tool.Tests.Support;

namespace MLNet.ConvExtensions.Tool.Tests.Reliability;

/// <summary>Every command that writes files, where its folder can't be written: found out at once, in one line.</summary>
public sealed class UnwritableFolderTests : IDisposable
{
    private readonly FaultCommands _commands = new();

    public static TheoryData<string> Names => [.. FaultCommands.Names];

    public void Dispose() => _commands.Dispose();

    [Theory]
    [MemberData(nameof(Names))]
    public void A_file_in_the_place_of_the_folder_is_one_error(string name)
    {
        string file = _commands.File("taken");
        File.WriteAllText(file, "mine");

        ToolRun run = ToolRun.Of(_commands.Command(name, name == "compare" ? file : Path.Combine(file, "below")));

        AssertOneLine(run, file);
        Assert.Equal("mine", File.ReadAllText(file));
    }

    [SkippableTheory]
    [MemberData(nameof(Names))]
    public void A_folder_that_may_only_be_read_is_one_error(string name)
    {
        Skip.If(Environment.UserName == "root", "root may write anywhere");
        if (OperatingSystem.IsWindows())
            throw new SkipException("rights of folders are others on Windows");
        string folder = Directory.CreateDirectory(_commands.File("locked")).FullName;
        _commands.Prepare(name, folder);
        UnixFileMode before = File.GetUnixFileMode(folder);
        File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        try
        {
            AssertOneLine(ToolRun.Of(_commands.Command(name, folder)), folder);
        }
        finally
        {
            File.SetUnixFileMode(folder, before);
        }
    }

    private static void AssertOneLine(ToolRun run, string path)
    {
        Assert.InRange(run.ExitCode, 1, 2);
        string line = Assert.Single(run.Error.Split('\n'), l => l.StartsWith("mlconv: ", StringComparison.Ordinal));
        Assert.Contains(path, line, StringComparison.Ordinal);
        Assert.DoesNotContain("Epoch ", run.Error, StringComparison.Ordinal);
    }
}

using MLNet.ConvExtensions.Tests.Support;
using MLNet.ConvExtensions.Tool.Tests.Support;

namespace MLNet.ConvExtensions.Tool.Tests.Reliability;

/// <summary>Two processes that write the same output at once.</summary>
public sealed class TwoProcessTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Names => [.. FaultCommands.Names];

    private static FaultCommands Commands => FaultCommands.Shared;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Names))]
    public void One_succeeds_the_other_does_so_too_or_says_why_not_and_the_output_is_right(string name)
    {
        string whole = Commands.Whole(name).Folder,
            shared = Directory.CreateDirectory(_folder.File("shared")).FullName;
        Commands.Prepare(name, shared);

        using ToolProcess first = new(Commands.Command(name, shared)),
            second = new(Commands.Command(name, shared));
        ToolRun[] runs = [first.Wait(), second.Wait()];

        Assert.Contains(runs, r => r.ExitCode == 0);
        foreach (ToolRun failed in runs.Where(r => r.ExitCode != 0))
        {
            Assert.Equal(1, failed.ExitCode);
            string line = Assert.Single(failed.Error.Split('\n'), l => l.StartsWith("mlconv: ", StringComparison.Ordinal));
            Assert.Contains(shared, line, StringComparison.Ordinal);
        }

        Assert.All(
            FaultCommands.Outputs(name),
            output => FaultCommands.RequireWhole(Path.Combine(shared, output), Path.Combine(whole, output))
        );
    }
}

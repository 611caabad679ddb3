using MLNet.ConvExtensions.Tool.Tests.Support;

namespace MLNet.ConvExtensions.Tool.Tests.Reliability;

/// <summary>Two processes that write the same output at once.</summary>
public sealed class TwoProcessTests : IDisposable
{
    private readonly FaultCommands _commands = new();

    public static TheoryData<string> Names => [.. FaultCommands.Names];

    public void Dispose() => _commands.Dispose();

    [Theory]
    [MemberData(nameof(Names))]
    public void One_succeeds_the_other_does_so_too_or_says_why_not_and_the_output_is_right(string name)
    {
        string whole = Directory.CreateDirectory(_commands.File("whole")).FullName,
            shared = Directory.CreateDirectory(_commands.File("shared")).FullName;
        _commands.Prepare(name, whole);
        _commands.Prepare(name, shared);
        Assert.Equal(0, ToolProcess.Run(_commands.Command(name, whole)).ExitCode);

        using ToolProcess first = new(_commands.Command(name, shared)),
            second = new(_commands.Command(name, shared));
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

using MLNet.ConvExtensions.Tests.Support;
using MLNet.ConvExtensions.Tool.Tests.Support;

namespace MLNet.ConvExtensions.Tool.Tests.Reliability;

/// <summary>Every command that writes files, ended by force (SIGKILL) at random moments.</summary>
public sealed class KilledCommandTests : IDisposable
{
    private const int Kills = 3;

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Names => [.. FaultCommands.Names];

    private static FaultCommands Commands => FaultCommands.Shared;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Names))]
    public void Outputs_are_whole_or_absent_and_the_next_run_gives_those_of_an_undisturbed_one(string name)
    {
        (string whole, double seconds) = Commands.Whole(name);
        string killed = Directory.CreateDirectory(_folder.File("killed")).FullName;
        Commands.Prepare(name, killed);
        var random = new Random(name.Length);
        for (int i = 0; i < Kills; i++)
        {
            using (var tool = new ToolProcess(Commands.Command(name, killed)))
            {
                Thread.Sleep(TimeSpan.FromSeconds(seconds * (0.2 + (0.8 * random.NextDouble()))));
                tool.Kill();
            }

            foreach (string output in FaultCommands.Outputs(name).Where(o => File.Exists(Path.Combine(killed, o))))
                FaultCommands.RequireWhole(Path.Combine(killed, output), Path.Combine(whole, output));
        }

        ToolRun last = ToolProcess.Run(Commands.Command(name, killed));
        Assert.True(last.ExitCode == 0, last.Error);
        Assert.All(
            FaultCommands.Outputs(name),
            output => FaultCommands.RequireWhole(Path.Combine(killed, output), Path.Combine(whole, output))
        );
    }
}

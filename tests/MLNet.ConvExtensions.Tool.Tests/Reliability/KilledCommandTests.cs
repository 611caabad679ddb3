using System.Diagnostics;
using MLNet.ConvExtensions.Tool.Tests.Support;

namespace MLNet.ConvExtensions.Tool.Tests.Reliability;

/// <summary>Every command that writes files, ended by force (SIGKILL) at random moments.</summary>
public sealed class KilledCommandTests : IDisposable
{
    private const int Kills = 4;

    private readonly FaultCommands _commands = new();

    public static TheoryData<string> Names => [.. FaultCommands.Names];

    public void Dispose() => _commands.Dispose();

    [Theory]
    [MemberData(nameof(Names))]
    public void Outputs_are_whole_or_absent_and_the_next_run_gives_those_of_an_undisturbed_one(string name)
    {
        string whole = Directory.CreateDirectory(_commands.File("whole")).FullName,
            killed = Directory.CreateDirectory(_commands.File("killed")).FullName;
        _commands.Prepare(name, whole);
        _commands.Prepare(name, killed);
        var watch = Stopwatch.StartNew();
        Assert.Equal(0, ToolProcess.Run(_commands.Command(name, whole)).ExitCode);
        double seconds = watch.Elapsed.TotalSeconds;
        var random = new Random(name.Length);
        for (int i = 0; i < Kills; i++)
        {
            using (var tool = new ToolProcess(_commands.Command(name, killed)))
            {
                Thread.Sleep(TimeSpan.FromSeconds(seconds * (0.2 + (0.8 * random.NextDouble()))));
                tool.Kill();
            }

            foreach (string output in FaultCommands.Outputs(name).Where(o => File.Exists(Path.Combine(killed, o))))
                FaultCommands.RequireWhole(Path.Combine(killed, output), Path.Combine(whole, output));
        }

        ToolRun last = ToolProcess.Run(_commands.Command(name, killed));
        Assert.True(last.ExitCode == 0, last.Error);
        Assert.All(
            FaultCommands.Outputs(name),
            output => FaultCommands.RequireWhole(Path.Combine(killed, output), Path.Combine(whole, output))
        );
    }
}

using MLNet.ConvExtensions.Tool.Tests.Support;

namespace MLNet.ConvExtensions.Tool.Tests.Reliability;

/// <summary>Every command that writes files, on a disk that becomes full.</summary>
public sealed class FullDiskTests
{
    private const int Enough = 32 * 1024;

    public static TheoryData<string, int> Commands =>
        new()
        {
            { "features", 64 },
            { "merge", 800 },
            { "predict", 64 },
            { "train", 96 },
            { "finetune", 16 },
            { "compare", 24 },
        };

    [SkippableTheory]
    [MemberData(nameof(Commands))]
    public void A_full_disk_is_one_error_and_with_more_space_the_same_command_gives_what_it_should(string name, int kilobytes)
    {
        using var disk = new SmallDisk(Enough);
        FaultCommands commands = FaultCommands.Shared;
        string whole = commands.Whole(name).Folder;
        commands.Prepare(name, disk.Path);
        disk.Resize(kilobytes);

        ToolRun full = ToolProcess.Run(commands.Command(name, disk.Path));

        Assert.Equal(1, full.ExitCode);
        string line = Assert.Single(full.Error.Split('\n'), l => l.StartsWith("mlconv: ", StringComparison.Ordinal));
        Assert.Contains("No space left on device", line, StringComparison.Ordinal);
        foreach (string output in FaultCommands.Outputs(name).Where(o => File.Exists(Path.Combine(disk.Path, o))))
            FaultCommands.RequireWhole(Path.Combine(disk.Path, output), Path.Combine(whole, output));
        disk.Resize(Enough);
        ToolRun again = ToolProcess.Run(commands.Command(name, disk.Path));
        Assert.True(again.ExitCode == 0, again.Error);
        Assert.All(
            FaultCommands.Outputs(name),
            output => FaultCommands.RequireWhole(Path.Combine(disk.Path, output), Path.Combine(whole, output))
        );
    }
}

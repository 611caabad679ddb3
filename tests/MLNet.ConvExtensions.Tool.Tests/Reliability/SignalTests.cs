using MLNet.ConvExtensions.Tool.Tests.Support;

namespace MLNet.ConvExtensions.Tool.Tests.Reliability;

/// <summary>Ctrl+C and requests to end: exit code 130, or 75 for a pause, and what was done is kept.</summary>
public sealed class SignalTests : IDisposable
{
    private readonly FaultCommands _commands = new();

    public void Dispose() => _commands.Dispose();

    [SkippableTheory]
    [InlineData("train", Signals.Interrupt)]
    [InlineData("train", Signals.Terminate)]
    [InlineData("finetune", Signals.Interrupt)]
    [InlineData("finetune", Signals.Terminate)]
    [InlineData("train", Signals.User)]
    [InlineData("finetune", Signals.User)]
    public void A_training_that_is_asked_to_end_keeps_its_state(string name, int signal)
    {
        Signals.Require(signal);
        string folder = Directory.CreateDirectory(_commands.File("out")).FullName,
            state = Path.Combine(folder, "state");
        string[] command = [.. _commands.Command(name, folder), "--epochs", "100000"];
        ToolRun run = Stop([.. command.Where((_, i) => !IsFirstEpochs(command, i))], signal, () => File.Exists(state));

        Assert.Equal(CodeOf(signal), run.ExitCode);
        Assert.Contains($"mlconv: Stopped. The state is in '{state}': the same command goes on from there.", run.Error);
        Assert.Equal(["state"], Directory.GetFiles(folder).Select(Path.GetFileName));
    }

    [SkippableTheory]
    [InlineData(Signals.Interrupt)]
    [InlineData(Signals.Terminate)]
    [InlineData(Signals.User)]
    public void Predictions_that_are_asked_to_end_leave_no_half_table_and_can_go_on(int signal)
    {
        Signals.Require(signal);
        string folder = Directory.CreateDirectory(_commands.File("out")).FullName,
            table = Path.Combine(folder, "table.csv");
        string[] command = ["predict", "--images", _commands.List(100_000), "--backbone", ToolRun.Network, "--out", table];
        ToolRun run = Stop(command, signal, () => Directory.GetFiles(folder).Length > 0);

        run.AssertFailed(CodeOf(signal), "Stopped after ", "The same command goes on from there.");
        Assert.Equal(["table.csv.journal.jsonl"], Directory.GetFiles(folder).Select(Path.GetFileName));
    }

    [SkippableTheory]
    [InlineData(Signals.Interrupt)]
    [InlineData(Signals.Terminate)]
    [InlineData(Signals.User)]
    public void A_comparison_that_is_asked_to_end_reports_what_it_found(int signal)
    {
        Signals.Require(signal);
        string folder = Directory.CreateDirectory(_commands.File("out")).FullName;
        string[] command = [.. _commands.Command("compare", folder).Select(a => a == "4trials" ? "100000trials" : a)];
        string journal = Path.Combine(folder, "work", "trials.jsonl");
        ToolRun run = Stop(command, signal, () => File.Exists(journal) && File.ReadAllLines(journal).Length > 8);

        Assert.Equal(CodeOf(signal), run.ExitCode);
        Assert.Contains("what had been found by then is shown", run.Output, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(folder, "report.html")));
        Assert.False(File.Exists(Path.Combine(folder, "best.zip")));
    }

    [SkippableFact]
    public void A_training_that_keeps_nothing_is_ended_by_a_pause_and_not_said_to_go_on()
    {
        Signals.Require(Signals.User);
        string folder = Directory.CreateDirectory(_commands.File("out")).FullName,
            history = Path.Combine(folder, "history.csv");
        string[] images = ["--images", _commands.Images, "--network", "LeNet5", "--size", "32"];
        string[] command = ["train", .. images, "--epochs", "100000", "--history", history, "--out", Path.Combine(folder, "model.zip")];
        ToolRun run = Stop(command, Signals.User, () => File.Exists(history));

        Assert.Equal(130, run.ExitCode);
        Assert.Contains("mlconv: Stopped. Without --checkpoint nothing was kept.", run.Error, StringComparison.Ordinal);
    }

    private static int CodeOf(int signal) => signal == Signals.User ? CommandLineTool.Paused : CommandLineTool.Interrupted;

    private static ToolRun Stop(string[] command, int signal, Func<bool> begun)
    {
        using var tool = new ToolProcess(command);
        Assert.True(tool.WaitUntil(begun), "it ended before it could be stopped");
        Signals.Send(tool, signal);
        return tool.Wait();
    }

    /// <summary>The option that is given again at the end.</summary>
    private static bool IsFirstEpochs(string[] command, int i)
    {
        int first = Array.IndexOf(command, "--epochs");
        return i == first || i == first + 1;
    }
}

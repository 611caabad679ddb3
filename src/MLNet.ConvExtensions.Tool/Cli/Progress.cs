using Spectre.Console;
using Spectre.Console.Rendering;

namespace MLNet.ConvExtensions.Tool.Cli;

/// <summary>A progress bar on the error stream, where a person watches it: with images per second and the time that is left.</summary>
internal sealed class Progress(TextWriter error)
{
    public void Show(string what, long count, long done, Action<Action> work)
    {
        bool watched = ReferenceEquals(error, Console.Error) && !Console.IsErrorRedirected;
        if (!watched)
        {
            work(() => { });
            return;
        }

        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(error) });
        console
            .Progress()
            .Columns(
                new TaskDescriptionColumn(),
                new ProgressBarColumn(),
                new PercentageColumn(),
                new SpeedColumn(),
                new RemainingTimeColumn()
            )
            .Start(context =>
            {
                ProgressTask task = context.AddTask(what.EscapeMarkup(), maxValue: Math.Max(1, count - done));
                work(() => task.Increment(1));
            });
    }

    private sealed class SpeedColumn : ProgressColumn
    {
        public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime) =>
            new Text(task.Speed is { } speed ? $"{speed:0.0}/s" : "");
    }
}

using Spectre.Console;

namespace MLNet.ConvExtensions.Tool;

/// <summary>A progress bar on the error stream, where a person watches it.</summary>
internal sealed class Progress(TextWriter error)
{
    public void Show(string what, int count, Action<Action> work)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(error) });
        bool watched = ReferenceEquals(error, Console.Error) && !Console.IsErrorRedirected;
        if (!watched)
        {
            work(() => { });
            return;
        }

        console.Progress().Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn()).Start(context =>
        {
            ProgressTask task = context.AddTask(what.EscapeMarkup(), maxValue: count);
            work(() => task.Increment(1));
        });
    }
}

using System.Globalization;

namespace MLNet.ConvExtensions;

/// <summary>
/// Shows how far a training is: a bar with the time that is left, images a second, loss and accuracy, and a line for each epoch that is
/// done. Where output goes to a file, only the lines.
/// </summary>
/// <param name="writer">Where to; the standard error stream if left out, so that results can be piped.</param>
public sealed class ProgressBar(TextWriter? writer = null) : TrainingCallback
{
    private const int Width = 24;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly TextWriter _writer = writer ?? Console.Error;
    private TimeSpan _shown;
    private TimeSpan _started;
    private long _firstStep;
    private int _length;

    /// <summary>
    /// Whether the bar itself is drawn, over and over on one line. If left out, where the standard error stream is a terminal and no writer
    /// was given.
    /// </summary>
    public bool? Draw { get; init; }

    private bool Draws => Draw ?? (writer is null && !Console.IsErrorRedirected);

    /// <inheritdoc/>
    public override void OnTrainingStart(TrainingContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        _length = 0;
        _shown = -Pause;
        _firstStep = -1;
    }

    /// <inheritdoc/>
    public override void OnBatchEnd(TrainingContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (_firstStep < 0)
            (_firstStep, _started) = (context.Step, context.Elapsed);
        if (!Draws || context.Elapsed - _shown < Pause)
            return;
        _shown = context.Elapsed;
        int done = Width * context.Batch / context.BatchesPerEpoch;
        long steps = context.Step - _firstStep,
            left = ((long)context.Epochs * context.BatchesPerEpoch) - context.Step;
        string eta = steps == 0 ? "?" : Time((context.Elapsed - _started) / steps * left);
        Replace(
            $"Epoch {context.Epoch}/{context.Epochs} [{new string('#', done)}{new string('.', Width - done)}] "
                + $"{context.Batch}/{context.BatchesPerEpoch}, {eta} left, {Values(context)}"
        );
    }

    /// <inheritdoc/>
    public override void OnEpochEnd(TrainingContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        Replace("");
        _writer.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"Epoch {context.Epoch}/{context.Epochs}: {Values(context)}, {context.Logs[TrainingLogs.Seconds]:F1} s"
            )
        );
        _writer.Flush();
    }

    /// <inheritdoc/>
    public override void OnTrainingEnd(TrainingContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        Replace("");
        if (context.StopReason is not null)
            _writer.WriteLine($"Stopped: {context.StopReason}");
        _writer.Flush();
    }

    private static string Values(TrainingContext context) =>
        string.Join(
            ", ",
            context
                .Logs.Where(l => l.Key is not (TrainingLogs.Seconds or TrainingLogs.LearningRate))
                .Select(l =>
                    l.Key == TrainingLogs.ImagesPerSecond
                        ? string.Create(CultureInfo.InvariantCulture, $"{l.Value:F0} images/s")
                        : string.Create(CultureInfo.InvariantCulture, $"{l.Key} {l.Value:F4}")
                )
        );

    private static string Time(TimeSpan time) =>
        time.TotalHours >= 1
            ? time.ToString(@"h\:mm\:ss", CultureInfo.InvariantCulture)
            : time.ToString(@"m\:ss", CultureInfo.InvariantCulture);

    private void Replace(string line)
    {
        // A line that wraps can't be replaced.
        int room = writer is null ? Console.WindowWidth - 1 : int.MaxValue;
        if (room > 0 && line.Length > room)
            line = line[..room];
        if (_length > 0 || line.Length > 0)
            _writer.Write('\r' + line.PadRight(_length) + (line.Length == 0 ? "\r" : ""));
        _length = line.Length;
    }
}

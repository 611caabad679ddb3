using System.Diagnostics;

namespace MLNet.ConvExtensions.TrainingBenchmarks;

/// <summary>
/// The time from the end of the first epoch, when everything is warm, to the end of the last: all that happens in between counts.
/// </summary>
internal sealed class EpochClock : TrainingCallback
{
    private readonly Stopwatch _clock = new();
    private TimeSpan _processorAtStart;

    public double Seconds => _clock.Elapsed.TotalSeconds;

    public double ProcessorSeconds { get; private set; }

    public override void OnEpochEnd(TrainingContext context)
    {
        TimeSpan processor = Process.GetCurrentProcess().TotalProcessorTime;
        if (context.Epoch == 1)
        {
            _processorAtStart = processor;
            _clock.Start();
        }
        else if (context.Epoch == context.Epochs)
        {
            _clock.Stop();
            ProcessorSeconds = (processor - _processorAtStart).TotalSeconds;
        }
    }
}

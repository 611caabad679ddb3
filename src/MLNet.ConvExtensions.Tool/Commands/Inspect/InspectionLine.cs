using System.Diagnostics;

namespace MLNet.ConvExtensions.Tool.Commands.Inspect;

/// <summary>A line on the error stream that tells a person who watches it how far an inspection is.</summary>
internal sealed class InspectionLine : IProgress<ImageInspectionProgress>
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly TextWriter _error;
    private readonly Lock _lock = new();
    private readonly Stopwatch _sinceLast = Stopwatch.StartNew();
    private readonly Stopwatch _sinceStep = Stopwatch.StartNew();
    private string _step = "";
    private int _length;

    private InspectionLine(TextWriter error) => _error = error;

    /// <summary>Null where nobody watches.</summary>
    public static InspectionLine? For(TextWriter error) =>
        ReferenceEquals(error, Console.Error) && !Console.IsErrorRedirected ? new InspectionLine(error) : null;

    public void Report(ImageInspectionProgress value)
    {
        lock (_lock)
        {
            bool isNew = value.Step != _step;
            if (!isNew && _sinceLast.Elapsed < Pause && value.Done < value.Count)
                return;
            _sinceLast.Restart();
            if (isNew)
            {
                _sinceStep.Restart();
                if (_step.Length > 0)
                    _error.WriteLine();
                (_step, _length) = (value.Step, 0);
            }

            string forecast = Forecast.Text(_sinceStep.Elapsed, value.Done, value.Count) is { } left ? $", {left}" : "",
                line = $"{value.Step}: {value.Done} of {value.Count}{forecast}";
            // Blanks over what a longer line has left.
            _error.Write($"\r{line.PadRight(_length)}");
            _length = line.Length;
        }
    }
}

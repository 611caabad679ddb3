using MLNet.ConvExtensions.Training.Callbacks;

namespace MLNet.ConvExtensions;

/// <summary>Writes the history to a file of comma-separated values after every epoch: a line of names, a line for each epoch.</summary>
/// <param name="path">
/// The file. It is written to a temporary name and renamed; a training that is resumed writes the epochs before it too.
/// </param>
public sealed class CsvLog(string path) : TrainingCallback
{
    /// <inheritdoc/>
    public override void OnTrainingStart(TrainingContext context) => OutputFile.Check(path, nameof(CsvLog));

    /// <inheritdoc/>
    public override void OnEpochEnd(TrainingContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        string temporary = $"{path}.{Environment.ProcessId}.tmp";
        try
        {
            File.WriteAllText(temporary, context.History.ToCsv());
            File.Move(temporary, path, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }
}

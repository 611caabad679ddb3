using System.Text.Json;
using MLNet.ConvExtensions.Columns;

namespace MLNet.ConvExtensions.Stages.Trained;

/// <summary>
/// What a trained network's vectors of scores are, as a note in the graph that a fitted stage runs and is saved as: ML.NET's columns don't
/// tell several numbers from classes. Networks of one class or one number a row have none.
/// </summary>
/// <param name="Task">What is predicted, of <see cref="ModelTask"/>.</param>
/// <param name="Names">What the elements are called; null where they have no names.</param>
internal sealed record OutputNote(string Task, IReadOnlyList<string>? Names)
{
    private const string Key = "MLNet.ConvExtensions.Outputs";

    /// <summary>The note of a network; null where it has none, or one that can't be read.</summary>
    public static OutputNote? Of(OnnxNetwork network)
    {
        try
        {
            return network.Metadata.TryGetValue(Key, out string? note) ? JsonSerializer.Deserialize<OutputNote>(note) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The network with the note, where its stage predicts vectors.</summary>
    public static OnnxNetwork Write(OnnxNetwork network, TrainedStageSettings settings) =>
        settings.Outputs is null
            ? network
            : network.WithMetadata(Key, JsonSerializer.Serialize(new OutputNote(settings.Task.ToString(), settings.OutputNames)));
}

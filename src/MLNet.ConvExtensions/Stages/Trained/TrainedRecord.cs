using System.Text.Json;
using System.Text.Json.Serialization;

namespace MLNet.ConvExtensions.Stages.Trained;

/// <summary>What a saved stage of vectors was, as a note in its ONNX graph: enough, together with the graph, to make it again.</summary>
/// <param name="Input">The column that it reads.</param>
/// <param name="Output">The column that it adds.</param>
/// <param name="Rows">The tensor of the graph that is its output, before it becomes that of a single row.</param>
internal sealed record TrainedRecord(string Input, string Output, string Rows)
{
    /// <summary>Whether a row of numbers that aren't finite has a missing output, and is no error.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Lenient { get; init; }

    /// <summary>The key of the note in the graph's metadata.</summary>
    public const string Key = "MLNet.ConvExtensions.TrainedNetwork";

    /// <summary>The number of stock stages before the one with the graph that belong to the stage.</summary>
    public const int StagesBefore = 1;

    /// <summary>The number of stock stages behind the one with the graph that belong to the stage.</summary>
    public const int StagesBehind = 2;

    private static readonly JsonSerializerOptions Format = new()
    {
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    /// <exception cref="FormatException">The note is damaged.</exception>
    public static TrainedRecord Parse(string json)
    {
        try
        {
            return JsonSerializer.Deserialize<TrainedRecord>(json, Format) ?? throw new FormatException("Its description is empty.");
        }
        catch (JsonException e)
        {
            throw new FormatException($"Its description is damaged: {e.Message}", e);
        }
    }

    public override string ToString() => JsonSerializer.Serialize(this);
}

using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace MLNet.ConvExtensions.Insight.Judging;

/// <summary>A judgement as JSON.</summary>
internal static class JudgementJson
{
    // Names are for people to read, and nothing here goes into a web page.
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new UndefinedAsNull(), new CorruptionByName() },
    };

    public static string Write(ClassificationJudgement judgement) => JsonSerializer.Serialize(judgement, Format);

    public static string Write(RegressionJudgement judgement) => JsonSerializer.Serialize(judgement, Format);

    /// <summary>JSON has no numbers that aren't finite.</summary>
    private sealed class UndefinedAsNull : JsonConverter<double>
    {
        public override double Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.Null ? double.NaN : reader.GetDouble();

        public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options)
        {
            if (double.IsFinite(value))
                writer.WriteNumberValue(value);
            else
                writer.WriteNullValue();
        }
    }

    private sealed class CorruptionByName : JsonConverter<ImageCorruption>
    {
        public override ImageCorruption Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            ImageCorruption.Find(reader.GetString()!);

        public override void Write(Utf8JsonWriter writer, ImageCorruption value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.Name);
    }
}

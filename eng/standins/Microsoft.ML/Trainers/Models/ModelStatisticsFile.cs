namespace Microsoft.ML.Trainers;

/// <summary>Training statistics in model files.</summary>
internal static class ModelStatisticsFile
{
    public static void Write(BinaryWriter writer, ModelStatisticsBase? statistics)
    {
        writer.Write(statistics != null);
        if (statistics == null)
            return;
        writer.Write(statistics.TrainingExampleCount);
        writer.Write(statistics.ParametersCount);
        writer.Write(statistics.Deviance);
        writer.Write(statistics.NullDeviance);
    }

    public static ModelStatisticsBase? ReadOrNull(BinaryReader reader) => reader.ReadBoolean()
        ? new ModelStatisticsBase(reader.ReadInt64(), reader.ReadInt32(), reader.ReadSingle(), reader.ReadSingle())
        : null;
}

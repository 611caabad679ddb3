using Microsoft.ML;

namespace MLNet.ConvExtensions.Columns;

/// <summary>What ML.NET asks of trainers.</summary>
internal static class TrainerFacts
{
    /// <summary>
    /// That of a trainer that needs no normalized features, and no cache since it reads the data once. Nobody but ML.NET can create one:
    /// its own trainer that always predicts the same has it.
    /// </summary>
    public static TrainerInfo Info { get; } = new MLContext().BinaryClassification.Trainers.Prior().Info;
}

using Microsoft.ML;

namespace MLNet.ConvExtensions;

/// <summary>A feature stage by its name: what is compared with others.</summary>
/// <param name="Name">The name in tables and plots.</param>
/// <param name="Stage">Any estimator that adds a column of features, a vector of <see cref="float"/> of known size.</param>
/// <param name="ColumnName">The column of features.</param>
public sealed record FeatureSet(string Name, IEstimator<ITransformer> Stage, string ColumnName = "Features")
{
    /// <summary>
    /// Whether the stage learns from labels, as a fine-tuned network does. It is then fitted anew on the training images of every fold, which costs
    /// as much time as it sounds. Other stages are fitted once, without the column of labels, on the images outside the test part, and their
    /// features are computed once.
    /// </summary>
    public bool LearnsFromLabels { get; init; }
}

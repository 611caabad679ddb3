using Microsoft.ML;

namespace MLNet.ConvExtensions;

/// <summary>A feature stage by its name: what is compared with others.</summary>
public sealed record FeatureSet
{
    /// <summary>Creates the set of a stage that is what it is.</summary>
    /// <param name="name">The name in tables and plots.</param>
    /// <param name="stage">Any estimator that adds a column of features, a vector of <see cref="float"/> of known size.</param>
    /// <param name="columnName">The column of features.</param>
    public FeatureSet(string name, IEstimator<ITransformer> stage, string columnName = "Features")
        : this(name, [], _ => stage, columnName)
    {
        ArgumentNullException.ThrowIfNull(stage);
    }

    /// <summary>
    /// Creates the set of a stage with hyper-parameters, which are searched together with those of the trainers, in as many trials as other
    /// sets get.
    /// </summary>
    /// <param name="name">The name in tables and plots.</param>
    /// <param name="space">The hyper-parameters, each with a name of its own; the first trials take their start values.</param>
    /// <param name="create">Makes the estimator that adds the column of features, a vector of <see cref="float"/> of known size.</param>
    /// <param name="columnName">The column of features.</param>
    public FeatureSet(
        string name,
        IReadOnlyList<HyperParameter> space,
        Func<HyperParameterValues, IEstimator<ITransformer>> create,
        string columnName = "Features"
    )
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(space);
        ArgumentNullException.ThrowIfNull(create);
        ArgumentException.ThrowIfNullOrWhiteSpace(columnName);
        (Name, Space, Create, ColumnName) = (name, [.. space], create, columnName);
    }

    /// <summary>The name in tables and plots.</summary>
    public string Name { get; init; }

    /// <summary>The stage's hyper-parameters; none for a stage that is what it is.</summary>
    public IReadOnlyList<HyperParameter> Space { get; }

    /// <summary>Makes the stage.</summary>
    public Func<HyperParameterValues, IEstimator<ITransformer>> Create { get; }

    /// <summary>The column of features.</summary>
    public string ColumnName { get; }

    /// <summary>
    /// Whether the stage learns from labels, as a fine-tuned network does. It is then fitted anew on the training images of every fold,
    /// which costs as much time as it sounds. Other stages are fitted once, without the column of labels, on the images outside the test
    /// part, and their features are computed once.
    /// </summary>
    public bool LearnsFromLabels { get; init; }

    /// <summary>
    /// Tells the stage from others that had the same name, such as a hash of its network and options: what
    /// <see cref="FeatureComparisonOptions.WorkFolder"/>
    /// keeps of a stage with another identity is not used. If left out, some of the features are computed again to see whether they are
    /// still the same;
    /// of a stage that learns from labels nothing is taken from an earlier run then. Of rows without images, whose contents can't be told,
    /// nothing is.
    /// </summary>
    public string? Identity { get; init; }

    internal HyperParameterValues Start => HyperParameterValues.StartOf(Space);
}

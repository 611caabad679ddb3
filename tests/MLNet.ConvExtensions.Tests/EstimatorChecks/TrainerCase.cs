using Microsoft.ML;

namespace MLNet.ConvExtensions.Tests.EstimatorChecks;

/// <summary>
/// What <see cref="TrainerBattery{TCase}"/> needs to know of a trainer: how to make it, data to feed it, and how exactly a saved one must
/// agree.
/// </summary>
public abstract class TrainerCase : IDisposable
{
    /// <summary>The context of the data and the trainer.</summary>
    public MLContext Context { get; } = new(seed: 1);

    /// <summary>What it predicts.</summary>
    public abstract TrainerTask Task { get; }

    /// <summary>The columns that the fitted trainer reads to predict, the one of <see cref="CreateDataOfWrongType"/> first.</summary>
    public abstract IReadOnlyList<string> InputColumns { get; }

    /// <summary>The column of labels: a key with values (at least two classes in twelve rows), bool or float, as the task needs.</summary>
    public virtual string LabelColumn => "Label";

    /// <summary>How far scores may be apart after saving and loading with ML.NET's own means.</summary>
    public virtual float SavedTolerance => 1e-5f;

    /// <summary>The rows to fit on: enough for the trainer, few enough to be quick.</summary>
    public virtual int TrainingRows => 60;

    /// <summary>Whether a binary trainer adds a Probability.</summary>
    public virtual bool HasProbability => true;

    /// <summary>Whether fitting again on the same data gives the same model to the bit.</summary>
    public virtual bool IsDeterministic => true;

    /// <summary>Whether scores of several classes are shares that add up to 1.</summary>
    public virtual bool ScoresAreShares => true;

    /// <summary>Whether the fitted trainer is of this library, and not a stock model, which fails on null in its own ways.</summary>
    public virtual bool IsOurs => true;

    /// <summary>Whether the input columns are asked for when only other columns are read, as ML.NET's calibrators do.</summary>
    public virtual bool AlwaysAsksForInputs => false;

    /// <summary>Whether what is said of a row may depend on other rows of the view, which are then read first.</summary>
    public virtual bool SeesOtherRows => false;

    /// <summary>A new estimator with the same options each time.</summary>
    public abstract IEstimator<ITransformer> CreateEstimator();

    /// <summary>
    /// Rows with the input columns, the label, a column 'Number' (int, the row's number) and a column 'Name' (text). The same number of
    /// rows gives the same rows, and fewer rows give the first of them; the label must be learnable from the inputs.
    /// </summary>
    public abstract IDataView CreateData(int rows);

    /// <summary>
    /// Rows as of <see cref="CreateData"/>, but the first input column holds values of a type that the trainer can't use.
    /// </summary>
    public abstract IDataView CreateDataOfWrongType();

    /// <summary>The score of one row of <see cref="CreateData"/> as a prediction engine of this trainer's model alone gives it.</summary>
    public abstract float[] PredictOne(ITransformer transformer, int row);

    /// <inheritdoc/>
    public virtual void Dispose() => GC.SuppressFinalize(this);
}

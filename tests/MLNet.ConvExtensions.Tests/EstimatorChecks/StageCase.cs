using Microsoft.ML;

namespace MLNet.ConvExtensions.Tests.EstimatorChecks;

/// <summary>
/// What the battery needs to know of a stage: how to make it, data to feed it, and how exactly a saved one must agree.
/// The output is a column of float vectors.
/// </summary>
public abstract class StageCase : IDisposable
{
    /// <summary>The context of the data and the stage.</summary>
    public MLContext Context { get; } = new(seed: 1);

    /// <summary>The column that the stage reads.</summary>
    public abstract string InputColumn { get; }

    /// <summary>The column that the stage adds.</summary>
    public abstract string OutputColumn { get; }

    /// <summary>How far values may be apart after saving and loading with ML.NET's own means: one minus the cosine.</summary>
    public abstract double SavedTolerance { get; }

    /// <summary>A new estimator with the same options each time.</summary>
    public abstract IEstimator<ITransformer> CreateEstimator();

    /// <summary>
    /// Rows with the input column, a column 'Number' (int, the row's number), a column 'Name' (text) and a column 'Label' (bool).
    /// </summary>
    public abstract IDataView CreateData(int rows);

    /// <summary>Like <see cref="CreateData"/>, but the row of this number has a missing value in the input column.</summary>
    public abstract IDataView CreateDataWithMissing(int rows, int missing);

    /// <summary>The stage when it is told to answer missing input with missing output.</summary>
    public abstract IEstimator<ITransformer> CreateLenientEstimator();

    /// <summary>The output for one row as a prediction engine of this stage alone gives it.</summary>
    public abstract float[] PredictOne(ITransformer transformer, int row);

    /// <summary>A column of a wrong type under the input column's name.</summary>
    public abstract IDataView CreateDataOfWrongType();

    /// <inheritdoc/>
    public virtual void Dispose() => GC.SuppressFinalize(this);
}

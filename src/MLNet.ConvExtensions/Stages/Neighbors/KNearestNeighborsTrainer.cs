using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;
using MLNet.ConvExtensions.Columns;
using MLNet.ConvExtensions.Stages.Neighbors;

namespace MLNet.ConvExtensions;

/// <summary>Classifies a row by the rows nearest to it among those it was fitted on, by an exact search.</summary>
/// <remarks>
/// <list type="table">
/// <listheader><term>Estimator characteristics</term><description></description></listheader>
/// <item><term>Does this estimator need to look at the data to train its parameters?</term><description>Yes: it keeps all of
/// it</description></item>
/// <item><term>Input column data type</term><description>Label: key. Features: known-sized vector of
/// <see cref="float"/></description></item>
/// <item><term>Output column data type</term><description>Score: vector of <see cref="float"/>, each class's share among the neighbours.
/// PredictedLabel: key</description></item>
/// <item><term>Saved in a model as</term><description>stock ML.NET stages: it loads without this library</description></item>
/// </list>
/// Ties: of rows at the same distance the one that came first is nearer; of classes with the same share the first is predicted. Rows
/// without a label are left out. A row to be classified whose features aren't all finite numbers gets missing scores and a missing label.
/// </remarks>
public sealed class KNearestNeighborsTrainer : ITrainerEstimator<KNearestNeighborsTransformer, KNearestNeighborsTransformer>
{
    private readonly KNearestNeighborsOptions _options;

    internal KNearestNeighborsTrainer(KNearestNeighborsOptions options) => _options = options;

    /// <summary>That features needn't be normalized or cached, to ML.NET.</summary>
    public TrainerInfo Info => TrainerFacts.Info;

    /// <summary>Reads all rows into memory: 4 bytes for each feature of each row.</summary>
    /// <param name="input">Data with labels and features.</param>
    /// <returns>The fitted classifier.</returns>
    /// <exception cref="ArgumentException">An option is out of range; there are fewer rows than neighbours, or one class.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of another type.</exception>
    /// <exception cref="InvalidOperationException">
    /// A row has a feature that isn't a finite number, or, with cosine distance, nothing but zeros.
    /// </exception>
    public KNearestNeighborsTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        _options.Validate();
        DataViewSchema.Column features = FeatureColumn.Check(input.Schema, _options.FeatureColumnName);
        ClassList classes = NeighborStages.Classes(input.Schema, _options.LabelColumnName);
        NeighborTable table = Read(input, features, classes.Count, out int[] numbers);
        return new KNearestNeighborsTransformer(NeighborStages.Of(table, classes), _options.FeatureColumnName, table.Search, numbers);
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of another type.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        _options.Validate();
        FeatureColumn.Check(inputSchema, _options);
        return OutputShapes.Add(ModelTask.Multiclass, inputSchema, _options.LabelColumnName);
    }

    private NeighborTable Read(IDataView input, DataViewSchema.Column features, int classCount, out int[] numbers)
    {
        double[] labels = ColumnValues.Labels(input, ModelTask.Multiclass, _options.LabelColumnName);
        int size = ((VectorDataViewType)features.Type).Size;
        int[] classes = [.. labels.Where(l => l >= 0).Select(l => (int)l)];
        if (_options.NumberOfNeighbors > classes.Length)
        {
            throw new ArgumentException(
                $"{nameof(KNearestNeighborsOptions)}.{nameof(KNearestNeighborsOptions.NumberOfNeighbors)} is "
                    + $"{_options.NumberOfNeighbors}; the data have "
                    + $"{classes.Length} rows with a label, so allowed: 1 to {classes.Length}."
            );
        }

        if (classes.Distinct().Count() < 2)
            throw new ArgumentException(
                $"All {classes.Length} rows have the same label in column '{_options.LabelColumnName}'; needed: two classes or more."
            );
        FeatureColumn.CheckLength(classes.Length, size);
        numbers = [.. Enumerable.Range(0, labels.Length).Where(row => labels[row] >= 0)];
        var rows = new float[classes.Length * size];
        int kept = 0;
        FeatureColumn.Read(input, features, labels, _options.Distance, (_, _, values) => values.CopyTo(rows.AsSpan(kept++ * size, size)));
        return new NeighborTable(rows, classes, classCount, _options);
    }
}

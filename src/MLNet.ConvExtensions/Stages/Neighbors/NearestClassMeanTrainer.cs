using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;
using MLNet.ConvExtensions.Columns;
using MLNet.ConvExtensions.Stages.Neighbors;

namespace MLNet.ConvExtensions;

/// <summary>
/// Classifies a row by the class whose mean is nearest (Mensink et al., Distance-based image classification, 2013), which on the features of
/// a pretrained network is what prototypical networks do (Snell et al. 2017): good from a few rows of each class, even one.
/// </summary>
/// <remarks>
/// <list type="table">
/// <listheader><term>Estimator characteristics</term><description></description></listheader>
/// <item><term>Does this estimator need to look at the data to train its parameters?</term><description>Yes, once</description></item>
/// <item><term>Input column data type</term><description>Label: key. Features: known-sized vector of
/// <see cref="float"/></description></item>
/// <item><term>Output column data type</term><description>Score: vector of <see cref="float"/> that adds up to 1, one over the distance of
/// each class's mean. PredictedLabel: key</description></item>
/// <item><term>Saved in a model as</term><description>stock ML.NET stages: it loads without this library</description></item>
/// </list>
/// What is fitted is a classifier by neighbours whose rows are the means, in the order of the classes that have rows.
/// </remarks>
public sealed class NearestClassMeanTrainer : ITrainerEstimator<KNearestNeighborsTransformer, KNearestNeighborsTransformer>
{
    private readonly NearestClassMeanOptions _options;

    internal NearestClassMeanTrainer(NearestClassMeanOptions options) => _options = options;

    /// <summary>That features needn't be normalized or cached, to ML.NET.</summary>
    public TrainerInfo Info => TrainerFacts.Info;

    /// <summary>Takes the means.</summary>
    /// <param name="input">Data with labels and features; rows without a label are left out.</param>
    /// <returns>The fitted classifier.</returns>
    /// <exception cref="ArgumentException">An option is out of range, or fewer than two classes have rows.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of another type.</exception>
    /// <exception cref="InvalidOperationException">
    /// A row has a feature that isn't a finite number, or, with cosine distance, a row or a mean has no direction.
    /// </exception>
    public KNearestNeighborsTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        _options.Validate();
        DataViewSchema.Column features = FeatureColumn.Check(input.Schema, _options.FeatureColumnName);
        ClassList classes = NeighborStages.Classes(input.Schema, _options.LabelColumnName);
        (float[] means, int[] present) = Means(input, features, classes);
        var table = new NeighborTable(means, present, classes.Count, _options.ToNeighbors(present.Length));
        return new KNearestNeighborsTransformer(
            NeighborStages.Of(table, classes),
            _options.FeatureColumnName,
            table.Search,
            [.. Enumerable.Range(0, present.Length)]
        );
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of another type.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        _options.Validate();
        FeatureColumn.Check(inputSchema, _options.ToNeighbors(1));
        return OutputShapes.Add(ModelTask.Multiclass, inputSchema, _options.LabelColumnName);
    }

    private (float[] Means, int[] Classes) Means(IDataView input, DataViewSchema.Column features, ClassList classes)
    {
        double[] labels = ColumnValues.Labels(input, ModelTask.Multiclass, _options.LabelColumnName);
        int size = ((VectorDataViewType)features.Type).Size;
        var sums = new double[classes.Count][];
        var counts = new int[classes.Count];
        FeatureColumn.Read(
            input,
            features,
            labels,
            _options.Distance,
            (_, label, values) =>
            {
                counts[label]++;
                double[] sum = sums[label] ??= new double[size];
                for (int i = 0; i < size; i++)
                    sum[i] += values[i];
            }
        );
        int[] present = [.. Enumerable.Range(0, classes.Count).Where(c => counts[c] > 0)];
        if (present.Length < 2)
            throw new ArgumentException(
                $"{present.Length} of the {classes.Count} classes of column '{_options.LabelColumnName}' have rows; needed: two or more."
            );
        var means = new float[present.Length * size];
        for (int place = 0; place < present.Length; place++)
        {
            int of = present[place];
            Span<float> mean = means.AsSpan(place * size, size);
            for (int i = 0; i < size; i++)
                mean[i] = (float)(sums[of][i] / counts[of]);
            if (_options.Distance == NeighborDistance.Cosine && !VectorDistance.Normalise(mean))
                throw new InvalidOperationException(
                    $"The directions of the {counts[of]} rows of class {classes.NameOf(of)} cancel out in column "
                        + $"'{_options.FeatureColumnName}', so their mean has none. Choose {nameof(NeighborDistance.L2)}."
                );
        }

        return (means, present);
    }
}

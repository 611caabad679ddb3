using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.ConvExtensions.Quantization;

/// <summary>
/// How good features are for a few hundred photos: the accuracy of ML.NET's logistic regression in five folds, the same ones for every
/// network. Photos of a group are in one fold.
/// </summary>
internal sealed class LinearRecipe
{
    private const int Folds = 5;
    private const float L2 = 0.1f;

    private readonly IReadOnlyList<string> _labels;
    private readonly int[] _folds;
    private readonly int _seed;

    /// <param name="labels">The photos' classes.</param>
    /// <param name="groups">What belongs together; null where nothing does.</param>
    /// <param name="seed">What folds are drawn from.</param>
    public LinearRecipe(IReadOnlyList<string> labels, IReadOnlyList<string>? groups, int seed)
    {
        (_labels, _seed) = (labels, seed);
        var random = new Random(seed);
        _folds = new int[labels.Count];
        int next = 0;

        // Class by class, so that each fold has its share of every one.
        foreach (
            IGrouping<string, int> group in Enumerable
                .Range(0, labels.Count)
                .GroupBy(i => groups?[i] ?? $"{i}")
                .OrderBy(g => labels[g.First()], StringComparer.Ordinal)
                .ThenBy(_ => random.Next())
        )
        {
            foreach (int photo in group)
                _folds[photo] = next % Folds;
            next++;
        }
    }

    /// <summary>The part of the photos whose class a model names that hasn't seen them.</summary>
    public double Accuracy(float[][] rows, CancellationToken stop)
    {
        int right = 0;
        for (int fold = 0; fold < Folds; fold++)
        {
            stop.ThrowIfCancellationRequested();
            Row[] train = [.. Part(f => f != fold)],
                test = [.. Part(f => f == fold)];
            if (test.Length == 0)
                continue;
            var context = new MLContext(_seed);
            SchemaDefinition schema = SchemaDefinition.Create(typeof(Row));
            schema[nameof(Row.Features)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, rows[0].Length);
            IDataView Data(Row[] part) => context.Data.LoadFromEnumerable(part, schema);
            var recipe = context
                .Transforms.Conversion.MapValueToKey("Key", nameof(Row.Label))
                .Append(context.MulticlassClassification.Trainers.LbfgsMaximumEntropy("Key", l1Regularization: 0, l2Regularization: L2))
                .Append(context.Transforms.Conversion.MapKeyToValue("Name", "PredictedLabel"));
            IDataView predicted = recipe.Fit(Data(train)).Transform(Data(test));
            right += predicted.GetColumn<string>("Name").Zip(test).Count(p => p.First == p.Second.Label);
        }

        return (double)right / rows.Length;

        IEnumerable<Row> Part(Func<int, bool> isOf) =>
            Enumerable.Range(0, rows.Length).Where(i => isOf(_folds[i])).Select(i => new Row { Features = rows[i], Label = _labels[i] });
    }

    private sealed class Row
    {
        public float[] Features { get; set; } = [];

        public string Label { get; set; } = "";
    }
}

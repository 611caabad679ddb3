using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.Columns;

namespace MLNet.ConvExtensions.Evaluation;

/// <summary>Draws a few rows of each class, learns from them, and judges by the others; many times.</summary>
internal sealed class FewShotEvaluator
{
    private const string Predicted = "PredictedLabel";

    private readonly FewShotOptions _options;
    private readonly IDataView _rows;
    private readonly int[] _labels;
    private readonly int[] _groups;
    private readonly int[][] _classes;

    public FewShotEvaluator(IDataView data, FewShotOptions options)
    {
        _options = options;
        ClassList? names = ClassList.Of(ColumnValues.Find(data, options.LabelColumnName, "label"));
        _labels = [.. ColumnValues.Labels(data, ModelTask.Multiclass, options.LabelColumnName).Select(l => (int)l)];
        _groups = ColumnValues.Groups(data, options.GroupColumnName) ?? [.. Enumerable.Range(0, _labels.Length)];
        _classes =
        [
            .. Enumerable
                .Range(0, _labels.Length)
                .Where(i => _labels[i] >= 0)
                .GroupBy(i => _labels[i])
                .OrderBy(g => g.Key)
                .Select(g => g.ToArray()),
        ];
        if (_classes.Length < 2)
            throw new ArgumentException(
                $"{_classes.Length} classes of column '{options.LabelColumnName}' have rows; needed: two or more.",
                nameof(data)
            );
        foreach (int[] rows in _classes)
        {
            int most = Math.Min(rows.Length, rows.Select(r => _groups[r]).Distinct().Count()) - 1;
            if (options.Shots > most)
                throw new ArgumentException(
                    $"{nameof(FewShotOptions)}.{nameof(FewShotOptions.Shots)} is {options.Shots}, and class "
                        + $"{names?.NameOf(_labels[rows[0]]) ?? $"{_labels[rows[0]]}"} has {most + 1} "
                        + $"{(options.GroupColumnName is null ? "rows" : "groups")}, of which one is to be judged; allowed: 1 to {most}.",
                    nameof(data)
                );
        }

        // Features may come from photos: they are computed once.
        string[] columns = [options.LabelColumnName, options.FeatureColumnName];
        _rows = new MLContext().Data.Cache(data, columns);
    }

    public FewShotMetrics Run()
    {
        IEstimator<ITransformer> trainer =
            _options.Trainer
            ?? new NearestClassMeanTrainer(
                new NearestClassMeanOptions
                {
                    LabelColumnName = _options.LabelColumnName,
                    FeatureColumnName = _options.FeatureColumnName,
                    Distance = NeighborDistance.Cosine,
                }
            );
        var accuracies = new double[_options.Draws];
        var macro = new double[_options.Draws];
        for (int draw = 0; draw < _options.Draws; draw++)
            (accuracies[draw], macro[draw]) = Judge(trainer, new Random(unchecked((_options.Seed * 1_000_003) + draw)));
        return new FewShotMetrics(_options.Shots, accuracies, macro);
    }

    private (double Micro, double Macro) Judge(IEstimator<ITransformer> trainer, Random random)
    {
        var learned = new int[_labels.Length];
        var seen = new HashSet<int>();
        foreach (int[] rows in _classes)
        {
            // Of a group one row at most.
            int[] order = [.. rows];
            random.Shuffle(order);
            foreach (int row in order.DistinctBy(r => _groups[r]).Take(_options.Shots))
            {
                learned[row] = 1;
                seen.Add(_groups[row]);
            }
        }

        int[] judged = [.. Enumerable.Range(0, _labels.Length).Where(r => _labels[r] >= 0 && !seen.Contains(_groups[r]))];
        if (judged.Length == 0)
            throw new ArgumentException($"Every row is of a group of column '{_options.GroupColumnName}' that was learned from.");
        var counts = new int[_labels.Length];
        foreach (int row in judged)
            counts[row] = 1;
        ITransformer model = trainer.Fit(new SampledView(_rows, learned));
        double[] told = ColumnValues.Labels(model.Transform(new SampledView(_rows, counts)), ModelTask.Multiclass, Predicted);
        (model as IDisposable)?.Dispose();
        (int Class, bool Right)[] answers = [.. judged.Select((row, i) => (_labels[row], (int)told[i] == _labels[row]))];
        return (answers.Average(a => a.Right ? 1.0 : 0), answers.GroupBy(a => a.Class).Average(g => g.Average(a => a.Right ? 1.0 : 0)));
    }
}

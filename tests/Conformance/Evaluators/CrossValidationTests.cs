using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.ConvExtensions.Conformance.Evaluators;

public sealed class CrossValidationTests
{
    private readonly MLContext _context = new(1);

    [Fact]
    public void Every_row_is_held_out_once()
    {
        var results = _context.BinaryClassification.CrossValidate(Rows(), Trainer(), numberOfFolds: 4);

        Assert.Equal([0, 1, 2, 3], results.Select(result => result.Fold));
        Assert.Equal(Enumerable.Range(0, 200), results.SelectMany(result => TextFile.Read<int>(result.ScoredHoldOutSet, "Id")).Order());
        Assert.All(results, result => Assert.True(TextFile.Read<int>(result.ScoredHoldOutSet, "Id").Count > 20));
    }

    [Fact]
    public void Metrics_are_those_of_the_scored_rows()
    {
        foreach (var result in _context.BinaryClassification.CrossValidate(Rows(), Trainer(), numberOfFolds: 3))
        {
            var again = _context.BinaryClassification.Evaluate(result.ScoredHoldOutSet);

            Assert.Equal(again.AreaUnderRocCurve, result.Metrics.AreaUnderRocCurve);
            Assert.Equal(again.LogLoss, result.Metrics.LogLoss);
            Assert.True(result.Metrics.AreaUnderRocCurve > 0.8);
        }
    }

    [Fact]
    public void The_model_of_a_fold_made_its_scores()
    {
        var result = _context.BinaryClassification.CrossValidate(Rows(), Trainer(), numberOfFolds: 2)[1];
        var scores = TextFile.Read<int>(result.ScoredHoldOutSet, "Id").Zip(TextFile.Read<float>(result.ScoredHoldOutSet, "Score"));
        var all = TextFile.Read<float>(result.Model.Transform(Rows()), "Score");

        Assert.All(scores, row => Assert.Equal(all[row.First], row.Second));
    }

    [Fact]
    public void The_column_that_splits_the_rows_is_not_in_the_results()
    {
        var result = _context.BinaryClassification.CrossValidate(Rows(), Trainer(), numberOfFolds: 2)[0];

        Assert.Equal(
            ["Features", "Group", "Id", "Label", "PredictedLabel", "Probability", "Score", "Value"],
            result.ScoredHoldOutSet.Schema.Where(column => !column.IsHidden).Select(column => column.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Rows_with_one_sampling_key_stay_together()
    {
        var results = _context.BinaryClassification.CrossValidate(Rows(), Trainer(), numberOfFolds: 3, samplingKeyColumnName: "Group");
        var folds = results.Select(result => TextFile.ReadText(result.ScoredHoldOutSet, "Group").ToHashSet()).ToList();

        Assert.Equal(20, folds.Sum(groups => groups.Count));
        Assert.Equal(20, folds.SelectMany(groups => groups).Distinct().Count());
    }

    [Fact]
    public void The_same_seed_gives_the_same_folds_and_another_seed_others()
    {
        List<int> FirstFold(int? seed) => TextFile.Read<int>(
            _context.BinaryClassification.CrossValidate(Rows(), Trainer(), numberOfFolds: 2, seed: seed)[0].ScoredHoldOutSet, "Id");

        Assert.Equal(FirstFold(5), FirstFold(5));
        Assert.NotEqual(FirstFold(5), FirstFold(6));
    }

    [Fact]
    public void A_trainer_without_probabilities_is_evaluated_without_them()
    {
        var results = _context.BinaryClassification.CrossValidateNonCalibrated(Rows(), Trainer(), numberOfFolds: 2);

        Assert.Equal(2, results.Count);
        Assert.All(results, result => Assert.IsType<BinaryClassificationMetrics>(result.Metrics));
    }

    [Fact]
    public void Multiclass_models_are_validated_with_the_names_of_their_classes()
    {
        var estimator = _context.Transforms.Conversion.MapValueToKey("Label", "Group")
            .Append(_context.MulticlassClassification.Trainers.LbfgsMaximumEntropy());
        var data = Rows(groups: 2);
        var results = _context.MulticlassClassification.CrossValidate(data, estimator, numberOfFolds: 2);

        Assert.All(results, result =>
        {
            Assert.Equal(2, result.Metrics.ConfusionMatrix.NumberOfClasses);
            Assert.Contains("group 0 ||", result.Metrics.ConfusionMatrix.GetFormattedConfusionTable(), StringComparison.Ordinal);
        });
    }

    [Fact]
    public void Bad_arguments_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => _context.BinaryClassification.CrossValidate(Rows(), Trainer(), numberOfFolds: 1));
        Assert.Throws<ArgumentNullException>(() => _context.BinaryClassification.CrossValidate(null!, Trainer()));
        Assert.Throws<ArgumentNullException>(() => _context.BinaryClassification.CrossValidate(Rows(), null!));
        Assert.ThrowsAny<ArgumentException>(() => _context.BinaryClassification.CrossValidate(Rows(), Trainer(), labelColumnName: ""));
        Assert.Throws<ArgumentOutOfRangeException>(
            () => _context.BinaryClassification.CrossValidate(Rows(), Trainer(), samplingKeyColumnName: "Absent"));
    }

    private IEstimator<ITransformer> Trainer() => _context.BinaryClassification.Trainers.LbfgsLogisticRegression();

    private IDataView Rows(int groups = 20)
    {
        var random = new Random(7);
        var rows = Enumerable.Range(0, 200).Select(i =>
        {
            bool label = i % 2 == 0;
            float value = (float)random.NextDouble() + (label ? 0.6f : 0);
            return new Row { Id = i, Group = $"group {i % groups}", Label = label, Value = value, Features = [value, (float)random.NextDouble()] };
        }).ToList();
        return _context.Data.LoadFromEnumerable(rows);
    }

    private sealed class Row
    {
        public int Id { get; set; }

        public string Group { get; set; } = "";

        public bool Label { get; set; }

        public float Value { get; set; }

        [VectorType(2)]
        public float[] Features { get; set; } = [];
    }
}

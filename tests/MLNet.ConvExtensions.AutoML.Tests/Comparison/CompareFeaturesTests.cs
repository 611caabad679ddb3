using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.AutoML.Tests.Support;

namespace MLNet.ConvExtensions.AutoML.Tests.Comparison;

public class CompareFeaturesTests
{
    private readonly MLContext _context = new(1);

    [Fact]
    public void Better_features_come_first_and_the_tests_see_it()
    {
        using FeatureComparison comparison = Compare(Samples.Rows(240));

        Assert.Equal(["good", "poor"], comparison.Sets.Select(s => s.Name));
        Assert.True(comparison.Sets[0].Test[ComparisonMetric.Accuracy].Low > comparison.Sets[1].Test[ComparisonMetric.Accuracy].High);
        Assert.True(comparison.Differ(Assert.Single(comparison.Pairs)));
        Assert.Equal(240, comparison.DevelopmentImages + comparison.TestImages);
        Assert.Equal(60, comparison.TestImages);
        Assert.False(comparison.WasStopped);
    }

    [Fact]
    public void Every_set_gets_the_same_trials()
    {
        using FeatureComparison comparison = Compare(Samples.Rows(), Samples.Options with { MaxTrials = 8 });

        var good = comparison.Trials.Where(t => t.FeatureSet == "good").Select(t => t.Trainer).ToArray();
        Assert.Equal(4, good.Length);
        Assert.Equal(4, comparison.Trials.Count(t => t.FeatureSet == "poor"));
        Assert.Equal(["logistic regression", "linear SVM"], good[..2]);
        Assert.Equal(HyperParameterValues.StartOf(ComparedTrainer.LogisticRegression.Space).ToString(), comparison.Trials[0].Parameters);
        Assert.Equal(
            comparison.Trials.Count,
            comparison.Trials.DistinctBy(t => (t.FeatureSet, t.Trainer, t.Parameters, t.Division)).Count()
        );
    }

    [Fact]
    public void Scores_come_with_folds_intervals_curves_and_predictions()
    {
        using FeatureComparison comparison = Compare(Samples.Rows());

        FeatureSetResult best = comparison.Sets[0];
        Assert.Equal(6, best.Folds.Count);
        Assert.Equal(2, best.LearningCurve.Count);
        Assert.InRange(best.LearningCurve[0].Images, 17, 20);
        Assert.Equal(60, best.LearningCurve[1].Images);
        Assert.Equal(comparison.TestImages, best.Predictions.Count);
        Assert.Equal(4, best.Dimension);
        Assert.Equal(16, best.BytesPerImage);
        Assert.All(best.Test.Values, i => Assert.True(i.Low <= i.Value && i.Value <= i.High));
        Assert.All(best.Predictions, p => Assert.Equal(1, p.Probabilities.Sum(), 1e-4));
    }

    [Fact]
    public void A_seed_gives_the_same_scores()
    {
        using FeatureComparison first = Compare(Samples.Rows()),
            second = Compare(Samples.Rows()),
            other = Compare(Samples.Rows(), Samples.Options with { Seed = 2 });

        Assert.Equal(Numbers(first), Numbers(second));
        Assert.NotEqual(Numbers(first), Numbers(other));
    }

    [Fact]
    public void With_shuffled_labels_every_set_is_at_chance_and_no_pair_differs()
    {
        List<Sample> rows = Samples.Rows(360);
        string[] labels = [.. rows.Select(r => r.Label)];
        new Random(5).Shuffle(labels);
        for (int i = 0; i < rows.Count; i++)
            rows[i].Label = labels[i];

        using FeatureComparison comparison = Compare(rows);

        Assert.All(
            comparison.Sets,
            s => Assert.InRange(1.0 / 3, s.Test[ComparisonMetric.Accuracy].Low, s.Test[ComparisonMetric.Accuracy].High)
        );
        Assert.All(
            comparison.Sets,
            s => Assert.InRange(0.5, s.Test[ComparisonMetric.AreaUnderRocCurve].Low, s.Test[ComparisonMetric.AreaUnderRocCurve].High)
        );
        Assert.All(comparison.Pairs, p => Assert.False(comparison.Differ(p)));
        Assert.All(comparison.Pairs, p => Assert.True(p.AdjustedResampledP > 0.05 && p.AdjustedMcNemarP > 0.05));
    }

    [Fact]
    public void The_best_pipeline_saves_itself_and_names_classes()
    {
        List<Sample> rows = Samples.Rows();
        using FeatureComparison comparison = Compare(rows);
        IDataView data = _context.Data.LoadFromEnumerable(rows);
        using var file = new MemoryStream();
        _context.Model.Save(comparison.BestModel!, data.Schema, file);
        file.Position = 0;

        IDataView predicted = _context.Model.Load(file, out _).Transform(data);

        string[] labels = [.. predicted.GetColumn<ReadOnlyMemory<char>>("PredictedLabel").Select(m => m.ToString())];
        Assert.InRange(labels.Zip(rows).Count(p => p.First == p.Second.Label), 115, 120);
    }

    [Fact]
    public void Two_classes_and_labels_of_other_types_are_compared_alike()
    {
        List<Sample> rows = Samples.Rows(classes: 2);
        IDataView data = _context.Data.LoadFromEnumerable(
            rows.Select(r => new FlaggedSample
            {
                Label = r.Label == "a",
                Good = r.Good,
                Poor = r.Poor,
            })
        );

        using FeatureComparison comparison = _context.CompareFeatures(data, Samples.Sets(_context), Samples.Options);

        Assert.Equal(["false", "true"], comparison.Classes);
        Assert.True(comparison.Sets[0].Test[ComparisonMetric.Accuracy].Value > 0.9);
    }

    [Fact]
    public void Every_trainer_of_the_defaults_can_be_tried_and_saved()
    {
        foreach (ComparedTrainer trainer in ComparedTrainer.Defaults)
        {
            FeatureComparisonOptions options = Samples.Options with
            {
                Trainers = [trainer],
                MaxTrials = 4,
                Repeats = 1,
                LearningCurveShares = [],
            };
            List<Sample> rows = Samples.Rows(180);

            using FeatureComparison comparison = Compare(rows, options);

            Assert.All(comparison.Trials, t => Assert.Null(t.Error));
            Assert.True(comparison.Sets[0].Test[ComparisonMetric.Accuracy].Value > 0.9, trainer.Name);
            using var file = new MemoryStream();
            _context.Model.Save(comparison.BestModel!, _context.Data.LoadFromEnumerable(rows).Schema, file);
        }
    }

    [Fact]
    public void Stages_that_learn_from_labels_are_fitted_on_training_rows_only()
    {
        var learning = new LabelPeekingStage(_context);
        List<Sample> rows = Samples.Rows();
        string[] labels = [.. rows.Select(r => r.Label)];
        new Random(5).Shuffle(labels);
        for (int i = 0; i < rows.Count; i++)
            rows[i].Label = labels[i];

        using FeatureComparison comparison = _context.CompareFeatures(
            _context.Data.LoadFromEnumerable(rows),
            [new FeatureSet("learned", learning) { LearnsFromLabels = true }],
            Samples.Options
        );

        Assert.True(learning.FittedRows.Count > 5);
        Assert.All(learning.FittedRows.SkipLast(1), n => Assert.InRange(n, 1, 90));
        Assert.InRange(comparison.Sets[0].Test[ComparisonMetric.Accuracy].Value, 0, 0.6);
    }

    [Fact]
    public void A_stage_that_learns_has_its_hyper_parameters_searched_in_as_many_trials_as_others_get()
    {
        var fitted = new List<int>();
        var learning = new FeatureSet(
            "learned",
            [NearestMeansStage.Share],
            p => new NearestMeansStage(_context, p.GetDouble("Share"), fitted.Add)
        )
        {
            LearnsFromLabels = true,
        };

        using FeatureComparison comparison = _context.CompareFeatures(
            _context.Data.LoadFromEnumerable(Samples.Rows(180)),
            [learning, Samples.Sets(_context)[1]],
            Samples.Options with
            {
                MaxTrials = 20,
            }
        );

        FeatureSetResult learned = comparison.Sets.First(s => s.Name == "learned");
        Assert.All(comparison.Sets, s => Assert.Equal(10, s.Trials));
        Assert.Equal("""{"Share":0.2}""", comparison.Trials[0].FeatureParameters);
        Assert.True(
            new HashSet<string>(comparison.Trials.Where(t => t.FeatureSet == "learned").Select(t => t.FeatureParameters)).Count > 3
        );
        Assert.NotEqual("""{"Share":0.2}""", learned.FeatureParameters);
        Assert.Equal("{}", comparison.Sets.First(s => s.Name == "poor").FeatureParameters);
        Assert.True(learned.Search.Accuracy > comparison.Trials[0].Scores!.Accuracy);
        Assert.True(learned.SearchSeconds > 0);

        // The whole development part for the features that everyone sees, then training parts of folds, the development part for the test,
        // all at last.
        Assert.Equal((135, 180), (fitted[0], fitted[^1]));
        Assert.All(fitted.Skip(1).SkipLast(1).Where(n => n != 135), n => Assert.InRange(n, 20, 90));
        // Trainers share what was learned for the start values: 3 folds, not 3 for each trainer.
        Assert.True(fitted.Count < 10 * 3 + 20, $"{fitted.Count} fits");
    }

    [Fact]
    public void A_leader_is_tried_again_on_other_folds()
    {
        using FeatureComparison comparison = Compare(Samples.Rows(), Samples.Options with { MaxTrials = 16 });

        foreach (FeatureSetResult set in comparison.Sets)
        {
            TrialRecord again = Assert.Single(comparison.Trials, t => t.FeatureSet == set.Name && t.Division == 1);
            TrialRecord first = Assert.Single(
                comparison.Trials,
                t => t.FeatureSet == set.Name && t.Trainer == again.Trainer && t.Parameters == again.Parameters && t.Division == 0
            );
            Assert.NotEqual(first.Scores, again.Scores);
            if ((set.Trainer, set.Parameters) == (again.Trainer, again.Parameters))
                Assert.Equal((first.Scores!.LogLoss + again.Scores!.LogLoss) / 2, set.Search.LogLoss, 1e-12);
        }
    }

    private static double[] Numbers(FeatureComparison comparison) =>
        [
            .. comparison.Sets.SelectMany(s =>
                s.Folds.Select(f => f.LogLoss).Concat(s.Test.Values.SelectMany(i => (double[])[i.Value, i.Low, i.High]))
            ),
            .. comparison.Pairs.Select(p => p.ResampledP),
        ];

    private FeatureComparison Compare(List<Sample> rows, FeatureComparisonOptions? options = null) =>
        _context.CompareFeatures(_context.Data.LoadFromEnumerable(rows), Samples.Sets(_context), options ?? Samples.Options);
}

using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.ConvExtensions.Benchmarks;

/// <summary>
/// What docs/decisions.md says of wild cats: calibration, prediction sets, and photos unlike any class, each judged by photos that neither
/// the trainer nor the decision learned from.
/// </summary>
internal static class DecisionFigures
{
    private const int Folds = 5,
        Repeats = 2;

    /// <param name="known">A folder of photos of classes.</param>
    /// <param name="strange">Folders of photos of other things.</param>
    /// <param name="backbone">The network: a file, or a name.</param>
    public static void Run(string known, IReadOnlyList<string> strange, string backbone)
    {
        var ml = new MLContext(seed: 1);
        Backbone network = Backbone.FromNameOrFile(backbone);
        using ConvFeaturesTransformer stage = ml
            .Transforms.ConvFeatures("Features", "ImagePath", network)
            .Fit(ml.Data.LoadImageFolder(known));
        IDataView rows = ml.Data.LoadImageFolder(known);
        rows = ml.Transforms.Conversion.MapValueToKey("Label").Fit(rows).Transform(rows);
        rows = ml.Data.Cache(stage.Transform(rows), "Label", "Features");
        IDataView[] others = [.. strange.Select(s => ml.Data.Cache(stage.Transform(ml.Data.LoadImageFolder(s)), "Features"))];
        Console.WriteLine($"{network}: calibration and sets by {Repeats} times {Folds} folds");
        Calibration(ml, rows);
        foreach (NeighborDistance distance in Enum.GetValues<NeighborDistance>())
            Unknown(ml, rows, others, distance, strange);
    }

    private static IEstimator<ITransformer> Trainer(MLContext ml) =>
        ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy(l1Regularization: 0, l2Regularization: 0.1f);

    /// <summary>Three folds to train, one to decide, one to judge.</summary>
    private static void Calibration(MLContext ml, IDataView rows)
    {
        string[] variants = ["as it is", "temperature", "isotonic"];
        var photos = variants.ToDictionary(v => v, _ => new List<JudgedPhoto>());
        var covered = variants.ToDictionary(v => v, _ => new List<(bool Least, bool Adaptive, int Size)>());
        string[] classes = [];
        for (int repeat = 0; repeat < Repeats; repeat++)
        {
            IDataView shuffled = ml.Data.ShuffleRows(rows, seed: repeat + 1);
            DataOperationsCatalog.TrainTestData[] folds = [.. ml.Data.CrossValidationSplit(ml.Data.Cache(shuffled), Folds, seed: repeat)];
            foreach (DataOperationsCatalog.TrainTestData fold in folds)
            {
                DataOperationsCatalog.TrainTestData inner = ml.Data.TrainTestSplit(fold.TrainSet, 0.25, seed: repeat);
                ITransformer model = Trainer(ml).Fit(inner.TrainSet);
                IDataView decide = ml.Data.Cache(model.Transform(inner.TestSet), "Label", "Score", "PredictedLabel"),
                    judge = ml.Data.Cache(model.Transform(fold.TestSet), "Label", "Score", "PredictedLabel");
                classes = Classes(decide);
                foreach (string variant in variants)
                {
                    using DecisionTransformer? calibrator = variant switch
                    {
                        "temperature" => ml.MulticlassClassification.Calibrators().Temperature().Fit(decide),
                        "isotonic" => ml.MulticlassClassification.Calibrators().Isotonic().Fit(decide),
                        _ => null,
                    };
                    Judge(ml, calibrator, decide, judge, classes, photos[variant], covered[variant]);
                }
            }
        }

        foreach (string variant in variants)
        {
            ClassificationJudgement judged = ClassificationJudgement.Of(classes, photos[variant]);
            List<(bool Least, bool Adaptive, int Size)> sets = covered[variant];
            Print($"{variant}: accuracy {judged.Accuracy.Value:0.000}, log loss {judged.LogLoss:0.000}");
            Print($"  ECE {judged.Calibration.ExpectedCalibrationError:0.0000}");
            Print($"  coverage of 0.9: {Mean(sets, s => s.Least):0.000}, classes in a set {sets.Average(s => s.Size):0.00}");
            Print($"  coverage of 0.9 by adaptive sets: {Mean(sets, s => s.Adaptive):0.000}");
        }
    }

    private static void Judge(
        MLContext ml,
        DecisionTransformer? calibrator,
        IDataView decide,
        IDataView judge,
        string[] classes,
        List<JudgedPhoto> photos,
        List<(bool Least, bool Adaptive, int Size)> covered
    )
    {
        if (calibrator is not null)
            (decide, judge) = (ml.Data.Cache(calibrator.Transform(decide)), ml.Data.Cache(calibrator.Transform(judge)));
        uint[] labels = [.. judge.GetColumn<uint>("Label")];
        photos.AddRange(
            judge.GetColumn<float[]>("Score").Select((s, i) => JudgedPhoto.Of(ImagePrediction.FromScores(classes, s), (int)labels[i] - 1))
        );
        using PredictionSetTransformer least = ml.MulticlassClassification.Decisions().PredictionSet().Fit(decide),
            adaptive = ml.MulticlassClassification.Decisions().PredictionSet(0.9, PredictionSetMethod.Adaptive).Fit(decide);
        covered.AddRange(
            Sets(least)
                .Zip(Sets(adaptive))
                .Select((s, i) => (s.First[labels[i] - 1], s.Second[labels[i] - 1], s.First.Count(inside => inside)))
        );

        IEnumerable<bool[]> Sets(ITransformer stage) => stage.Transform(judge).GetColumn<bool[]>("PredictionSet");
    }

    /// <summary>Learned from half of the photos, and judged by the other half against photos of other things.</summary>
    private static void Unknown(MLContext ml, IDataView rows, IDataView[] others, NeighborDistance distance, IReadOnlyList<string> names)
    {
        DataOperationsCatalog.TrainTestData halves = ml.Data.TrainTestSplit(rows, 0.5, seed: 1);
        ITransformer model = Trainer(ml).Fit(halves.TrainSet);
        using UnknownTransformer stage = ml
            .MulticlassClassification.Decisions()
            .UnknownByNeighbors(new UnknownOptions { Distance = distance })
            .Fit(model.Transform(halves.TrainSet));
        float[] known = Scores(halves.TestSet);
        double accepted = known.Average(k => k <= stage.Threshold ? 1.0 : 0);
        for (int i = 0; i < others.Length; i++)
        {
            float[] other = Scores(others[i]);
            double area = other.Average(o =>
                    known.Average(k =>
                        o > k ? 1.0
                        : o == k ? 0.5
                        : 0
                    )
                ),
                refused = other.Average(o => o > stage.Threshold ? 1.0 : 0);
            Print($"unknown by {distance} against {Path.GetFileName(names[i])}: AUROC {area:0.0000}");
            Print($"  known photos accepted {accepted:0.000}, strange ones told {refused:0.000}");
        }

        float[] Scores(IDataView data) => [.. stage.Transform(model.Transform(data)).GetColumn<float>("UnknownScore")];
    }

    private static string[] Classes(IDataView scored)
    {
        VBuffer<ReadOnlyMemory<char>> names = default;
        scored.Schema["PredictedLabel"].GetKeyValues(ref names);
        return [.. names.DenseValues().Select(n => n.ToString())];
    }

    private static double Mean<T>(IEnumerable<T> rows, Func<T, bool> of) => rows.Average(r => of(r) ? 1.0 : 0);

    private static void Print(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}

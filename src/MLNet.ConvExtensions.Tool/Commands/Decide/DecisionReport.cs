using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.ConvExtensions.Tool.Commands.Decide;

/// <summary>
/// What decisions are worth on images that they weren't learned from: learned from all folds but one, and judged by that one, in turn.
/// </summary>
internal sealed class DecisionReport(MLContext ml, DecisionPlan plan, IReadOnlyList<string> classes, TextWriter output)
{
    private const int Folds = 5;

    private readonly List<JudgedPhoto> _before = [],
        _after = [];

    private int _rows,
        _covered,
        _inSets,
        _accepted,
        _targets,
        _found,
        _said,
        _right;

    /// <param name="scored">The model's predictions.</param>
    /// <param name="groupColumn">What belongs together; null for nothing.</param>
    public void Write(IDataView scored, string? groupColumn)
    {
        try
        {
            foreach (DataOperationsCatalog.TrainTestData fold in ml.Data.CrossValidationSplit(scored, Folds, groupColumn))
            {
                IReadOnlyList<DecisionTransformer> stages = plan.Fit(ml, fold.TrainSet, groupColumn);
                Judge(fold.TestSet, stages.Aggregate(fold.TestSet, (data, stage) => stage.Transform(data)));
                foreach (DecisionTransformer stage in stages)
                    stage.Dispose();
            }
        }
        catch (InvalidOperationException e)
        {
            output.WriteLine($"Too few images to judge by {Folds} folds what is decided: {e.Message}");
            return;
        }

        output.WriteLine(Text($"Judged by {Folds} folds of {_rows} images, each by what was learned from the others:"));
        WriteFigures();
    }

    private void WriteFigures()
    {
        if (plan.Calibrator is not null || (plan.Possible is not null && plan.Taxonomy is null))
        {
            ClassificationJudgement before = ClassificationJudgement.Of(classes, _before),
                after = ClassificationJudgement.Of(classes, _after);
            Line("log loss", before.LogLoss, after.LogLoss);
            Line("calibration error (ECE)", before.Calibration.ExpectedCalibrationError, after.Calibration.ExpectedCalibrationError);
            Line("accuracy", before.Accuracy.Value, after.Accuracy.Value);
        }

        if (plan.Threshold is { TargetClass: { } target })
        {
            Share($"recall of '{target}'", _found, _targets);
            Share($"precision of '{target}'", _found, _said);
        }
        else if (plan.Threshold is not null)
        {
            Share("images whose class is said", _said, _rows);
            Share("right where it is said", _right, _said);
        }

        if (plan.Coverage is not null)
        {
            Share($"sets that hold the right class", _covered, _rows);
            output.WriteLine(Text($"  {"classes in a set", -32} {(double)_inSets / _rows:0.00}"));
        }

        if (plan.AcceptedShare is not null)
            Share("images accepted as known", _accepted, _rows);
    }

    private void Judge(IDataView before, IDataView after)
    {
        int[] labels = [.. before.GetColumn<uint>("Label").Select(l => (int)l - 1)];
        float[][] old = [.. before.GetColumn<float[]>("Score")],
            scores = [.. after.GetColumn<float[]>("Score")];
        int[] said = [.. after.GetColumn<uint>("PredictedLabel").Select(l => (int)l - 1)];
        bool[][]? sets = plan.Coverage is null ? null : [.. after.GetColumn<bool[]>("PredictionSet")];
        bool[]? unknown = plan.AcceptedShare is null ? null : [.. after.GetColumn<bool>("Unknown")];
        int target = plan.Threshold?.TargetClass is { } name ? classes.ToList().IndexOf(name) : -1;
        for (int i = 0; i < labels.Length; i++)
        {
            if (labels[i] < 0)
                continue;
            _rows++;
            _before.Add(JudgedPhoto.Of(ImagePrediction.FromScores(classes, old[i]), labels[i]));
            if (!Array.Exists(scores[i], float.IsNaN))
                _after.Add(JudgedPhoto.Of(ImagePrediction.FromScores(classes, scores[i]), labels[i]));
            _covered += sets?[i][labels[i]] == true ? 1 : 0;
            _inSets += sets?[i].Count(inside => inside) ?? 0;
            _accepted += unknown?[i] == false ? 1 : 0;
            bool isSaid = target < 0 ? said[i] >= 0 : said[i] == target;
            _said += isSaid ? 1 : 0;
            _right += isSaid && said[i] == labels[i] ? 1 : 0;
            _targets += labels[i] == target ? 1 : 0;
            _found += isSaid && labels[i] == target ? 1 : 0;
        }
    }

    private void Line(string what, double before, double after) =>
        output.WriteLine(Text($"  {what, -32} {before:0.0000} before, {after:0.0000} after"));

    private void Share(string what, int hits, int count)
    {
        MetricInterval share = MetricInterval.OfShareExact(hits, count);
        output.WriteLine(
            count == 0
                ? Text($"  {what, -32} not defined")
                : Text($"  {what, -32} {share.Value:0.0000} ({share.Low:0.0000} to {share.High:0.0000} with 95 % confidence)")
        );
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

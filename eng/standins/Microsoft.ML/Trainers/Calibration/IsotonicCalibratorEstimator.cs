using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers;

namespace Microsoft.ML.Calibrators;

public sealed class IsotonicCalibratorEstimator : CalibratorEstimatorBase<IsotonicCalibrator>
{
    internal IsotonicCalibratorEstimator(IHostEnvironment env, string labelColumnName, string scoreColumnName, string? exampleWeightColumnName)
        : base(env, labelColumnName, scoreColumnName, exampleWeightColumnName)
    {
    }

    private protected override IsotonicCalibrator Train(IDataView input) => Fit([.. Examples(input).OrderBy(e => e.Score)]);

    private protected override CalibratorTransformer<IsotonicCalibrator> Create(IsotonicCalibrator calibrator, string scoreColumnName) =>
        new IsotonicCalibratorTransformer(Host, calibrator, scoreColumnName);

    /// <summary>Pools neighbours of which the left one isn't lower (Ayer et al., An empirical distribution function for sampling with incomplete information, 1955).</summary>
    private static IsotonicCalibrator Fit((float Score, float Target, float Weight)[] examples)
    {
        var steps = new Stack<(float Min, float Max, float Value, float Weight)>();
        foreach ((float score, float target, float weight) in examples)
        {
            (float Min, float Max, float Value, float Weight) step = (score, score, target, weight);
            while (steps.TryPeek(out var left) && (left.Max >= step.Min || left.Value >= step.Value))
            {
                steps.Pop();
                float both = left.Weight + step.Weight;
                step = (left.Min, step.Max, (left.Value * left.Weight + step.Value * step.Weight) / both, both);
            }

            steps.Push(step);
        }

        var rising = steps.Reverse().ToArray();
        return new IsotonicCalibrator(rising.Select(s => s.Min), rising.Select(s => s.Max), rising.Select(s => s.Value));
    }

    private List<(float Score, float Target, float Weight)> Examples(IDataView input)
    {
        DataViewSchema.Column label = Column(input, LabelColumn.Name), score = Column(input, ScoreColumn.Name);
        DataViewSchema.Column? weight = WeightColumn.IsValid ? Column(input, WeightColumn.Name) : null;
        var examples = new List<(float, float, float)>();
        using DataViewRowCursor cursor = input.GetRowCursor(weight is { } column ? [label, score, column] : [label, score]);
        ValueGetter<float> getLabel = LabelReader.Create(cursor, label);
        ValueGetter<float> getScore = cursor.GetGetter<float>(score);
        ValueGetter<float>? getWeight = weight is { } weightColumn ? cursor.GetGetter<float>(weightColumn) : null;
        while (cursor.MoveNext())
        {
            float labelValue = 0, scoreValue = 0, weightValue = 1;
            getLabel(ref labelValue);
            getScore(ref scoreValue);
            getWeight?.Invoke(ref weightValue);
            if (float.IsFinite(labelValue) && float.IsFinite(scoreValue) && float.IsFinite(weightValue) && weightValue != 0)
                examples.Add((scoreValue, labelValue > 0 ? 1 : 0, weightValue));
        }

        return examples;
    }

    private DataViewSchema.Column Column(IDataView input, string name) =>
        input.Schema.GetColumnOrNull(name) ?? throw Host.ExceptSchemaMismatch(nameof(input), "column", name);
}

using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers;

namespace Microsoft.ML.Calibrators;

/// <summary>
/// Fits the sigmoid that turns scores into probabilities, by Newton steps that are damped while they don't help
/// (Platt, Probabilistic outputs for support vector machines, 1999, with the pseudo-code of its appendix).
/// </summary>
internal sealed class PlattFit
{
    private const int MaximumNumberOfIterations = 100;
    private const double TinyGradient = 1e-9;
    private const double LargestDamping = 1e6;
    private const double WorstLogProbability = -200;

    private readonly IReadOnlyList<(float Score, bool Label, float Weight)> _examples;
    private readonly float[] _probabilities;
    private readonly double _positiveTarget;
    private readonly double _negativeTarget;

    private PlattFit(IReadOnlyList<(float Score, bool Label, float Weight)> examples)
    {
        _examples = examples;
        double positives = examples.Where(e => e.Label).Sum(e => (double)e.Weight);
        double negatives = examples.Where(e => !e.Label).Sum(e => (double)e.Weight);

        // Targets short of 0 and 1 keep the sigmoid finite on separable scores.
        _positiveTarget = (positives + 1) / (positives + 2);
        _negativeTarget = 1 / (negatives + 2);
        Offset = Math.Log((negatives + 1) / (positives + 1));
        _probabilities = new float[examples.Count];
        Array.Fill(_probabilities, (float)((positives + 1) / (negatives + positives + 2)));
    }

    private double Slope { get; set; }

    private double Offset { get; set; }

    /// <summary>Fits to the scores of a view, without those that are missing.</summary>
    public static PlattCalibrator Fit(
        IDataView scored, DataViewSchema.Column label, DataViewSchema.Column score, DataViewSchema.Column? weight = null, int maximumExampleCount = int.MaxValue)
    {
        var examples = new List<(float Score, bool Label, float Weight)>();
        using DataViewRowCursor cursor = scored.GetRowCursor(weight is { } column ? [label, score, column] : [label, score]);
        ValueGetter<float> getLabel = LabelReader.Create(cursor, label);
        ValueGetter<float> getScore = cursor.GetGetter<float>(score);
        ValueGetter<float>? getWeight = weight is { } weightColumn ? cursor.GetGetter<float>(weightColumn) : null;
        while (examples.Count < maximumExampleCount && cursor.MoveNext())
        {
            float labelValue = 0;
            float scoreValue = 0;
            float weightValue = 1;
            getLabel(ref labelValue);
            getScore(ref scoreValue);
            getWeight?.Invoke(ref weightValue);
            if (float.IsFinite(labelValue) && float.IsFinite(scoreValue) && float.IsFinite(weightValue) && weightValue != 0)
                examples.Add((scoreValue, labelValue > 0, weightValue));
        }

        Contracts.Check(examples.Count > 0, "Calibrator trained on zero instances.");
        var fit = new PlattFit(examples);
        fit.Run();
        return new PlattCalibrator(fit.Slope, fit.Offset);
    }

    private void Run()
    {
        double damping = 0.001;
        double lastError = double.MaxValue / 2;
        int quietIterations = 0;
        for (int iteration = 0; iteration < MaximumNumberOfIterations; iteration++)
        {
            (double a, double b, double c, double d, double e) = Derivatives();
            if (Math.Abs(d) < TinyGradient && Math.Abs(e) < TinyGradient)
                return;

            double slope = Slope;
            double offset = Offset;
            double error;
            while (true)
            {
                double determinant = (a + damping) * (b + damping) - c * c;
                if (determinant == 0)
                {
                    damping *= 10;
                    continue;
                }

                Slope = slope + ((b + damping) * d - c * e) / determinant;
                Offset = offset + ((a + damping) * e - c * d) / determinant;
                error = UpdateProbabilities();
                if (error < lastError * (1 + 1e-7))
                {
                    damping *= 0.1;
                    break;
                }

                damping *= 10;
                if (damping >= LargestDamping)
                    break;
            }

            double change = error - lastError;
            double scale = 0.5 * (error + lastError + 1);
            quietIterations = change > -1e-3 * scale && change < 1e-7 * scale ? quietIterations + 1 : 0;
            lastError = error;
            if (quietIterations == 3)
                return;
        }
    }

    /// <summary>The Hessian [a c; c b] and the gradient [d e] of the cross-entropy.</summary>
    private (double A, double B, double C, double D, double E) Derivatives()
    {
        double a = 0, b = 0, c = 0, d = 0, e = 0;
        for (int i = 0; i < _probabilities.Length; i++)
        {
            (float score, bool label, float weight) = _examples[i];
            double p = _probabilities[i];
            double curvature = p * (1 - p) * weight;
            double slope = (p - (label ? _positiveTarget : _negativeTarget)) * weight;
            a += score * score * curvature;
            b += curvature;
            c += score * curvature;
            d += score * slope;
            e += slope;
        }

        return (a, b, c, d, e);
    }

    /// <returns>The cross-entropy at the new slope and offset.</returns>
    private double UpdateProbabilities()
    {
        double error = 0;
        for (int i = 0; i < _probabilities.Length; i++)
        {
            (float score, bool label, float weight) = _examples[i];
            float p = PlattCalibrator.PredictProbability(score, Slope, Offset);
            _probabilities[i] = p;
            double target = label ? _positiveTarget : _negativeTarget;
            double logP = p > 0 ? Math.Log(p) : WorstLogProbability;
            double logRest = p < 1 ? Math.Log(1 - p) : WorstLogProbability;
            error -= (target * logP + (1 - target) * logRest) * weight;
        }

        return error;
    }
}

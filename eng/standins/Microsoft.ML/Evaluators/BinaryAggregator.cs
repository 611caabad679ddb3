namespace Microsoft.ML.Data;

/// <summary>Sums up scored examples of two classes; logarithms are to base 2.</summary>
internal sealed class BinaryAggregator
{
    private double _truePositives;
    private double _trueNegatives;
    private double _falsePositives;
    private double _falseNegatives;
    private double _logLossPositives;
    private double _logLossNegatives;
    private double _totalLogLoss;

    public BinaryAggregator(Random random) => PrecisionRecall = new PrecisionRecallCurve(random);

    public RocCurve Roc { get; } = new();

    public PrecisionRecallCurve PrecisionRecall { get; }

    public double Accuracy => (_trueNegatives + _truePositives) / Examples;

    public double PositiveRecall => Share(_truePositives, _falseNegatives);

    public double PositivePrecision => Share(_truePositives, _falsePositives);

    public double NegativeRecall => Share(_trueNegatives, _falsePositives);

    public double NegativePrecision => Share(_trueNegatives, _falseNegatives);

    public double F1Score
    {
        get
        {
            double sum = PositivePrecision + PositiveRecall;
            return sum == 0 ? 0 : 2 * PositivePrecision * PositiveRecall / sum;
        }
    }

    public double Entropy => EntropyOf((_truePositives + _falseNegatives) / Examples);

    public double LogLoss
    {
        get
        {
            if (double.IsNaN(_totalLogLoss))
                return double.NaN;
            double examples = _logLossPositives + _logLossNegatives;
            return examples > 0 ? _totalLogLoss / examples : 0;
        }
    }

    public double LogLossReduction
    {
        get
        {
            double examples = _logLossPositives + _logLossNegatives;
            if (examples == 0)
                return 0;
            double prior = EntropyOf(_logLossPositives / examples);
            return (prior - _totalLogLoss / examples) / prior;
        }
    }

    private double Examples => _truePositives + _trueNegatives + _falseNegatives + _falsePositives;

    public double[][] ConfusionCounts()
        => [[_truePositives, _falseNegatives], [_falsePositives, _trueNegatives]];

    /// <summary>Counts one example. One without a label, or with a score that is no finite number, is left out.</summary>
    public void Add(float label, float score, float probability)
    {
        if (!float.IsFinite(score) || float.IsNaN(label))
            return;
        bool isPositive = label > 0;
        bool isPredictedPositive = score > 0;
        if (isPositive && isPredictedPositive)
            _truePositives++;
        else if (isPositive)
            _falseNegatives++;
        else if (isPredictedPositive)
            _falsePositives++;
        else
            _trueNegatives++;

        if (!float.IsNaN(probability))
        {
            if (isPositive)
                _logLossPositives++;
            else
                _logLossNegatives++;
        }
        _totalLogLoss += -Math.Log(isPositive ? probability : 1.0 - probability, 2);

        Roc.Add(isPositive, score);
        PrecisionRecall.Add(isPositive, score);
    }

    private static double Share(double part, double rest) => part + rest > 0 ? part / (part + rest) : 0;

    private static double EntropyOf(double probability) => probability switch
    {
        0 or 1 => 0,
        > 0 and < 1 => -probability * Math.Log(probability, 2) - (1 - probability) * Math.Log(1 - probability, 2),
        _ => double.NaN,
    };
}

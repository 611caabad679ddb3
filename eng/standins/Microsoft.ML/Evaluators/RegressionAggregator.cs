namespace Microsoft.ML.Data;

/// <summary>Sums up the errors of predicted numbers.</summary>
internal sealed class RegressionAggregator
{
    private double _examples;
    private double _absoluteError;
    private double _squaredError;
    private double _loss;
    private double _labels;
    private double _squaredLabels;

    public double MeanAbsoluteError => Mean(_absoluteError);

    public double MeanSquaredError => Mean(_squaredError);

    public double RootMeanSquaredError => Math.Sqrt(Mean(_squaredError));

    public double MeanLoss => Mean(_loss);

    /// <summary>The share of the labels' variance that is explained; not a number if they don't vary.</summary>
    public double RSquared
    {
        get
        {
            if (_examples == 0)
                return 0;
            double variation = _squaredLabels - _labels * _labels / _examples;
            return variation == 0 ? double.NaN : 1 - _squaredError / variation;
        }
    }

    /// <summary>Counts one example. One without a label or without a score is left out.</summary>
    public void Add(float label, float score)
    {
        if (float.IsNaN(label) || float.IsNaN(score))
            return;
        double error = Math.Abs((double)label - score);

        // The loss function and the labels' squares are calculated in single precision by the real evaluator too.
        float difference = score - label;
        _examples++;
        _absoluteError += error;
        _squaredError += error * error;
        _loss += difference * difference;
        _labels += label;
        _squaredLabels += label * label;
    }

    private double Mean(double sum) => _examples > 0 ? sum / _examples : 0;
}

namespace Microsoft.ML.Data;

/// <summary>Sums up examples that have one score a class; logarithms are natural.</summary>
internal sealed class MulticlassAggregator
{
    // The least probability that enters a logarithm, also the one of a class that the model doesn't know.
    private const float LeastProbability = 1e-15f;

    private readonly int _classes;
    private readonly double[] _examplesOfClass;
    private readonly double[] _logLossOfClass;

    // How often the true class came out at each rank; the last one is for classes that the model doesn't know.
    private readonly double[] _ranks;
    private double _examples;
    private double _correct;
    private double _totalLogLoss;

    public MulticlassAggregator(int classes)
    {
        _classes = classes;
        _examplesOfClass = new double[classes];
        _logLossOfClass = new double[classes];
        _ranks = new double[classes + 1];
        ConfusionCounts = Enumerable.Range(0, classes).Select(_ => new double[classes]).ToArray();
    }

    public double[][] ConfusionCounts { get; }

    public double MicroAccuracy => _examples > 0 ? _correct / _examples : 0;

    public double MacroAccuracy
    {
        get
        {
            double sum = 0;
            int present = 0;
            for (int i = 0; i < _classes; i++)
            {
                if (_examplesOfClass[i] == 0)
                    continue;
                present++;
                sum += ConfusionCounts[i][i] / _examplesOfClass[i];
            }
            return present > 0 ? sum / present : 0;
        }
    }

    public double LogLoss => _examples > 0 ? _totalLogLoss / _examples : 0;

    public double LogLossReduction
    {
        get
        {
            double entropy = 0;
            foreach (var count in _examplesOfClass)
            {
                if (count != 0)
                    entropy += count * Math.Log(count / _examples);
            }
            entropy /= -_examples;
            return (entropy - LogLoss) / entropy;
        }
    }

    public double[] PerClassLogLoss()
        => _logLossOfClass.Select((loss, i) => _examplesOfClass[i] > 0 ? loss / _examplesOfClass[i] : 0).ToArray();

    /// <summary>The share of examples whose true class is among the best 1, 2, ... k scores.</summary>
    public double[] TopKAccuracies(int k)
    {
        if (k > _ranks.Length)
            throw new IndexOutOfRangeException($"The top {k} accuracy was asked for, but there are {_classes} classes.");
        var accuracies = new double[k];
        double sum = 0;
        for (int i = 0; i < k; i++)
            accuracies[i] = sum += _ranks[i] / _examples;
        return accuracies;
    }

    /// <summary>Counts one example. One without a usable label, or with a score that is no finite number, is left out.</summary>
    public void Add(float label, ReadOnlySpan<float> scores)
    {
        if (float.IsNaN(label) || label < 0 || label != (int)label)
            return;
        foreach (var score in scores)
        {
            if (!float.IsFinite(score))
                return;
        }

        int trueClass = (int)label;
        bool isKnown = trueClass < _classes;
        float scoreOfTrueClass = isKnown ? scores[trueClass] : 0;
        double logLoss = -Math.Log(isKnown ? Math.Min(1, Math.Max(LeastProbability, scoreOfTrueClass)) : LeastProbability);

        // Among equal scores the first class wins.
        int rank = 0;
        int predicted = 0;
        for (int i = 0; i < scores.Length; i++)
        {
            if (scores[i] > scoreOfTrueClass || (scores[i] == scoreOfTrueClass && i < trueClass))
                rank++;
            if (scores[predicted] < scores[i])
                predicted = i;
        }

        _examples++;
        _totalLogLoss += logLoss;
        _ranks[rank]++;
        if (rank == 0)
            _correct++;
        if (!isKnown)
            return;
        _examplesOfClass[trueClass]++;
        _logLossOfClass[trueClass] += logLoss;
        ConfusionCounts[trueClass][predicted]++;
    }
}

namespace MLNet.ConvExtensions.Insight.Inspection.Labels;

/// <summary>
/// Confident learning: counts photos that are confidently of another class than their label says. A photo counts for a class if its
/// probability reaches the class's threshold, the mean probability of that class among photos labelled so; of several such classes for the
/// most probable one.
/// </summary>
internal sealed class ConfidentLearning
{
    private readonly float[][] _probabilities;
    private readonly int[] _labels;
    private readonly int _classes;

    /// <param name="probabilities">For each photo the probability of each class, by a classifier that hasn't seen it.</param>
    /// <param name="labels">The photos' classes as labelled, from 0; each class has a photo.</param>
    public ConfidentLearning(float[][] probabilities, int[] labels)
    {
        _probabilities = probabilities;
        _labels = labels;
        _classes = probabilities[0].Length;
        Thresholds = [.. Enumerable.Range(0, _classes).Select(Threshold)];
        Confident = [.. probabilities.Select(MostConfident)];
        Joint = CalibratedJoint();
    }

    /// <summary>The threshold of each class.</summary>
    public double[] Thresholds { get; }

    /// <summary>The class that each photo confidently has; -1 where it reaches no threshold.</summary>
    public int[] Confident { get; }

    /// <summary>
    /// The estimated number of photos by their label (rows) and their class (columns): counts, scaled so that rows sum to the labels'
    /// numbers.
    /// </summary>
    public double[][] Joint { get; }

    /// <summary>Whether a photo is confidently of another class than its label says.</summary>
    public bool IsDoubtful(int photo) => Confident[photo] >= 0 && Confident[photo] != _labels[photo];

    /// <summary>
    /// The photos whose labels are most likely wrong, the least margin first: as many as there are wrong labels by the joint, of those with
    /// another class more probable than their own.
    /// </summary>
    public IEnumerable<int> MostDoubtful()
    {
        double errors = Joint.Select((row, i) => row.Sum() - row[i]).Sum();
        return Enumerable
            .Range(0, _labels.Length)
            .Select(i => (Photo: i, Margin: Margin(i)))
            .Where(p => p.Margin < 0)
            .OrderBy(p => p.Margin)
            .Take((int)Math.Round(errors))
            .Select(p => p.Photo);
    }

    /// <summary>The probability of the label less that of the most probable other class.</summary>
    public double Margin(int photo)
    {
        float[] row = _probabilities[photo];
        double other = 0;
        for (int i = 0; i < row.Length; i++)
        {
            if (i != _labels[photo])
                other = Math.Max(other, row[i]);
        }

        return row[_labels[photo]] - other;
    }

    private double Threshold(int label)
    {
        double sum = 0;
        int count = 0;
        for (int i = 0; i < _labels.Length; i++)
        {
            if (_labels[i] != label)
                continue;
            sum += _probabilities[i][label];
            count++;
        }

        return sum / count;
    }

    private int MostConfident(float[] row)
    {
        int best = -1;
        for (int i = 0; i < row.Length; i++)
        {
            if (row[i] >= Thresholds[i] && (best < 0 || row[i] > row[best]))
                best = i;
        }

        return best;
    }

    private double[][] CalibratedJoint()
    {
        var counts = new double[_classes][];
        var labelled = new int[_classes];
        for (int i = 0; i < _classes; i++)
            counts[i] = new double[_classes];
        for (int photo = 0; photo < _labels.Length; photo++)
        {
            labelled[_labels[photo]]++;
            if (Confident[photo] >= 0)
                counts[_labels[photo]][Confident[photo]]++;
        }

        for (int i = 0; i < _classes; i++)
        {
            // At least one photo of each class is labelled rightly.
            counts[i][i] = Math.Max(1, counts[i][i]);
            double sum = counts[i].Sum();
            for (int j = 0; j < _classes; j++)
                counts[i][j] *= labelled[i] / sum;
        }

        return counts;
    }
}

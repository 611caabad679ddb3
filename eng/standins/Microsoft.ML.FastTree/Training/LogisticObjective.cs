namespace Microsoft.ML.Trainers.FastTree;

/// <summary>
/// The logistic loss log(1 + exp(-label * sigmoid * score)) for labels of plus and minus one; a leaf's step is a Newton step,
/// the mean gradient over the mean second derivative.
/// </summary>
internal sealed class LogisticObjective : BoostingObjective
{
    private const double Epsilon = 1.4e-45;

    private readonly BoostedTreeOptions _options;
    private readonly double _sigmoid;
    private readonly double _positiveScale = 1;
    private readonly double _negativeScale = 1;
    private readonly double[] _curvature;

    public LogisticObjective(BinnedDataset data, BoostedTreeOptions options, double sigmoid, bool unbalancedSets)
        : base(data)
    {
        _options = options;
        _sigmoid = sigmoid;
        _curvature = new double[data.RowCount];
        if (!unbalancedSets)
            return;
        int positives = data.Labels.Count(IsPositive);
        Runtime.Contracts.Check(positives > 0 && positives < data.RowCount, "Only one class in training set.");
        _positiveScale = 1.0 / positives;
        _negativeScale = 1.0 / (data.RowCount - positives);
    }

    public static bool IsPositive(float label) => label >= 1;

    public override void Update(double[] scores)
    {
        for (int i = 0; i < scores.Length; i++)
        {
            bool positive = IsPositive(Data.Labels[i]);
            int sign = positive ? 1 : -1;
            double scale = positive ? _positiveScale : _negativeScale;
            double response = sign * _sigmoid / (1.0 + Math.Exp(sign * _sigmoid * scores[i]));
            double size = Math.Abs(response);
            Gradient[i] = response * scale;
            _curvature[i] = size * (_sigmoid - size) * scale;
        }
    }

    public override void SetStep(GrownTree tree, LeafPartition partition)
    {
        double step = _options.LearningRate * _options.Shrinkage;
        for (int leaf = 0; leaf < tree.LeafCount; leaf++)
        {
            double output = step * (tree.LeafValues[leaf] + Epsilon) / (partition.MeanOf(leaf, _curvature, Data.Weights) + Epsilon);
            tree.LeafValues[leaf] = Math.Clamp(output, -_options.MaximumTreeOutput, _options.MaximumTreeOutput);
        }
    }
}

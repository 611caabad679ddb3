using static TorchSharp.torch;

namespace MLNet.ConvExtensions.Training.Trainers.FineTuning;

/// <summary>Means and variances of channels over all that is added (Chan et al., Updating Formulae, 1979).</summary>
internal sealed class ChannelMoments
{
    private double[] _means = [];
    private double[] _squares = [];
    private double _count;

    public float[] Means => Array.ConvertAll(_means, m => (float)m);

    public float[] Variances => Array.ConvertAll(_squares, s => (float)(s / _count));

    /// <param name="values">[N, C, ...].</param>
    public void Add(Tensor values)
    {
        long[] others = [.. Enumerable.Range(0, (int)values.dim()).Where(d => d != 1).Select(d => (long)d)];
        Tensor mean = values.mean(others, keepdim: true),
            distance = values - mean;
        float[] means = Read(mean),
            spreads = Read((distance * distance).mean(others, keepdim: true));
        double added = (double)values.NumberOfElements / means.Length,
            total = _count + added;
        if (_count == 0)
            (_means, _squares) = (new double[means.Length], new double[means.Length]);
        for (int c = 0; c < means.Length; c++)
        {
            double step = means[c] - _means[c];
            _means[c] += step * added / total;
            _squares[c] += (spreads[c] * added) + (step * step * _count * added / total);
        }

        _count = total;
    }

    private static float[] Read(Tensor tensor) => tensor.cpu().contiguous().data<float>().ToArray();
}

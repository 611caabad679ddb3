namespace MLNet.ConvExtensions.Insight.Explanations;

/// <summary>What each position adds to a logit, where that is linear in averages over the positions.</summary>
internal sealed class ClassActivation : INetworkMethod
{
    private readonly PooledHead _head;
    private readonly NetworkRun _run;
    private readonly long[] _shape;

    public ClassActivation(ExplainedNetwork explained, PooledHead head, int? threads)
    {
        _head = head;
        _shape = explained.InputShape;
        _run = new NetworkRun(explained.Network.CutAt(head.Maps), threads);
    }

    public ExplanationMethod Method => ExplanationMethod.ClassActivation;

    public string Layer => _head.Maps;

    public ScoreMap Explain(float[] planes, Func<float[], ExplainedScore> choose)
    {
        (float[] maps, long[] shape) = _run.Run(planes, _shape)[0];
        float[] scores = Scores(maps, (int)shape[1]);
        ExplainedScore score = choose(scores);
        int channels = (int)shape[1],
            size = maps.Length / channels;
        var sums = new double[size];
        for (int c = 0; c < channels; c++)
        {
            double weight = score.Sign * (double)_head.Weights[(score.Output * channels) + c] / size;
            ReadOnlySpan<float> map = maps.AsSpan(c * size, size);
            for (int i = 0; i < size; i++)
                sums[i] += weight * map[i];
        }

        var found = new ExplanationMap((int)shape[2], (int)shape[3], Array.ConvertAll(sums, s => (float)s));
        return new ScoreMap(found, scores, score.Sign * _head.Biases[score.Output]);
    }

    private float[] Scores(float[] maps, int channels)
    {
        int size = maps.Length / channels;
        var averages = new double[channels];
        for (int c = 0; c < channels; c++)
        {
            foreach (float value in maps.AsSpan(c * size, size))
                averages[c] += (double)value / size;
        }

        var scores = new float[_head.Biases.Length];
        for (int o = 0; o < scores.Length; o++)
        {
            double sum = _head.Biases[o];
            for (int c = 0; c < channels; c++)
                sum += averages[c] * _head.Weights[(o * channels) + c];
            scores[o] = (float)sum;
        }

        return scores;
    }

    public void Dispose() => _run.Dispose();
}

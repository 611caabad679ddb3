namespace MLNet.ConvExtensions.Insight.Maps;

/// <summary>
/// Moves points until their affinities on the map are like those of the rows (van der Maaten, 2014), with momentum and a gain for each
/// coordinate, as scikit-learn does it.
/// </summary>
internal sealed class Descent
{
    private const int Exploration = 250,
        CheckEvery = 50,
        Patience = 300,
        PointsInChunk = 256;

    private const double LeastGradient = 1e-7,
        LeastGain = 0.01;

    private readonly Affinities _affinities;
    private readonly TSneOptions _options;
    private readonly ParallelOptions _parallel;
    private readonly Repulsion _repulsion;
    private readonly double _rate;
    private readonly double[] _divergences;
    private readonly float[] _x;
    private readonly float[] _y;
    private readonly float[] _gradientX;
    private readonly float[] _gradientY;

    /// <param name="affinities">Those of the rows.</param>
    /// <param name="x">Where the points begin; they are moved.</param>
    /// <param name="y">Where the points begin; they are moved.</param>
    /// <param name="options">How they are moved.</param>
    /// <param name="parallel">Threads.</param>
    public Descent(Affinities affinities, float[] x, float[] y, TSneOptions options, ParallelOptions parallel)
    {
        (_affinities, _x, _y, _options, _parallel) = (affinities, x, y, options, parallel);
        int count = x.Length;
        _repulsion = new Repulsion(count);
        _rate = options.LearningRate ?? Math.Max(count / options.EarlyExaggeration / 4, 50);
        _divergences = new double[(count + PointsInChunk - 1) / PointsInChunk];
        (_gradientX, _gradientY) = (new float[count], new float[count]);
    }

    /// <returns>The Kullback-Leibler divergence of the map from the rows, at the end, and how many iterations were done.</returns>
    public (double Divergence, int Iterations) Run()
    {
        int done = Move(0, Exploration, 0.5, _options.EarlyExaggeration, Exploration);
        if (_options.NumberOfIterations > Exploration)
            done = Move(done, _options.NumberOfIterations, 0.8, 1, Patience);
        return (Gradient(1, withDivergence: true), done);
    }

    private int Move(int from, int to, double momentum, double exaggeration, int patience)
    {
        var stepX = new Steps(_x, _gradientX);
        var stepY = new Steps(_y, _gradientY);
        double best = double.PositiveInfinity;
        int bestAt = from;
        for (int i = from; i < to; i++)
        {
            _parallel.CancellationToken.ThrowIfCancellationRequested();
            bool isCheck = (i + 1) % CheckEvery == 0;
            double divergence = Gradient(exaggeration, isCheck);
            double norm = isCheck ? Math.Sqrt(SumOfSquares(_gradientX) + SumOfSquares(_gradientY)) : double.PositiveInfinity;
            stepX.Take(momentum, _rate);
            stepY.Take(momentum, _rate);
            _options.Progress?.Report(i + 1);
            if (!isCheck)
                continue;
            if (divergence < best)
                (best, bestAt) = (divergence, i);
            else if (i - bestAt > patience)
                return i + 1;
            if (norm <= LeastGradient)
                return i + 1;
        }

        return to;
    }

    /// <returns>The divergence, if it is asked for.</returns>
    private double Gradient(double exaggeration, bool withDivergence)
    {
        double sum = _repulsion.Compute(_x, _y, _options.Angle, _parallel);
        Parallel.For(
            0,
            _divergences.Length,
            _parallel,
            chunk => _divergences[chunk] = Pull(chunk * PointsInChunk, exaggeration, sum, withDivergence)
        );
        return _divergences.Sum();
    }

    private double Pull(int first, double exaggeration, double sum, bool withDivergence)
    {
        int[] starts = _affinities.Starts,
            rows = _affinities.Rows;
        float[] values = _affinities.Values;
        double divergence = 0;
        int end = Math.Min(_x.Length, first + PointsInChunk);
        for (int i = first; i < end; i++)
        {
            float x = _x[i],
                y = _y[i],
                pullX = 0,
                pullY = 0;
            for (int pair = starts[i]; pair < starts[i + 1]; pair++)
            {
                float dx = x - _x[rows[pair]],
                    dy = y - _y[rows[pair]],
                    near = 1 / (1 + (dx * dx) + (dy * dy)),
                    force = values[pair] * near;
                pullX += force * dx;
                pullY += force * dy;
                if (withDivergence && values[pair] > 0)
                {
                    double p = exaggeration * values[pair];
                    divergence += p * Math.Log(p / Math.Max(near / sum, 1e-30));
                }
            }

            _gradientX[i] = (float)(4 * ((exaggeration * pullX) - (_repulsion.X[i] / sum)));
            _gradientY[i] = (float)(4 * ((exaggeration * pullY) - (_repulsion.Y[i] / sum)));
        }

        return divergence;
    }

    private static double SumOfSquares(float[] values) => values.Sum(v => (double)v * v);

    /// <summary>The last steps along one axis, and the gains, which grow where the direction stays.</summary>
    private sealed class Steps(float[] places, float[] gradient)
    {
        private readonly float[] _last = new float[places.Length];
        private readonly float[] _gains = [.. Enumerable.Repeat(1f, places.Length)];

        public void Take(double momentum, double rate)
        {
            for (int i = 0; i < places.Length; i++)
            {
                double gain = _last[i] * gradient[i] < 0 ? _gains[i] + 0.2 : _gains[i] * 0.8;
                _gains[i] = (float)Math.Max(gain, LeastGain);
                _last[i] = (float)((momentum * _last[i]) - (rate * _gains[i] * gradient[i]));
                places[i] += _last[i];
            }
        }
    }
}

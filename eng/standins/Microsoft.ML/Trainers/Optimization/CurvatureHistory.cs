using System.Numerics.Tensors;

namespace Microsoft.ML.Trainers;

/// <summary>
/// The last steps and the changes of the gradient along them: what L-BFGS knows about the curvature
/// (Nocedal and Wright, Numerical Optimization, algorithm 7.4).
/// </summary>
internal sealed class CurvatureHistory(int capacity)
{
    private readonly List<Pair> _pairs = [];

    private sealed record Pair(float[] Step, float[] Change)
    {
        public float Product { get; set; }
    }

    public void Clear() => _pairs.Clear();

    /// <returns>False if the gradient did not change along the step, so that nothing can be learned from it.</returns>
    public bool TryAdd(float[] from, float[] to, float[] gradientFrom, float[] gradientTo)
    {
        Pair pair = _pairs.Count < capacity ? new Pair(new float[from.Length], new float[from.Length]) : _pairs[0];
        TensorPrimitives.Subtract(to, from, pair.Step);
        TensorPrimitives.Subtract(gradientTo, gradientFrom, pair.Change);
        pair.Product = TensorPrimitives.Dot<float>(pair.Step, pair.Change);
        if (pair.Product == 0)
            return false;

        if (_pairs.Count == capacity)
            _pairs.RemoveAt(0);
        _pairs.Add(pair);
        return true;
    }

    /// <summary>Multiplies the direction by the approximation of the inverse Hessian.</summary>
    public void Apply(float[] direction)
    {
        // A step along which the curvature was not positive would turn the direction uphill.
        Pair[] usable = _pairs.Where(p => p.Product > 0).ToArray();
        if (usable.Length == 0)
            return;

        var alphas = new float[usable.Length];
        for (int i = usable.Length - 1; i >= 0; i--)
        {
            alphas[i] = TensorPrimitives.Dot<float>(usable[i].Step, direction) / usable[i].Product;
            TensorPrimitives.MultiplyAdd(usable[i].Change, -alphas[i], direction, direction);
        }

        Pair last = usable[^1];
        TensorPrimitives.Multiply(direction, last.Product / TensorPrimitives.Dot<float>(last.Change, last.Change), direction);
        for (int i = 0; i < usable.Length; i++)
        {
            float beta = TensorPrimitives.Dot<float>(usable[i].Change, direction) / usable[i].Product;
            TensorPrimitives.MultiplyAdd(usable[i].Step, alphas[i] - beta, direction, direction);
        }
    }
}

using System.Numerics.Tensors;

namespace Microsoft.ML.Trainers;

/// <summary>Gives the value of a function at a point and writes its gradient there.</summary>
internal delegate float Objective(float[] point, float[] gradient);

/// <summary>What a <see cref="QuasiNewtonMinimizer"/> needs to know besides the function.</summary>
internal sealed record MinimizerSettings(int HistorySize, float Tolerance, int MaximumNumberOfIterations, bool EnforceNonNegativity);

/// <summary>The part of L-BFGS that the smooth and the L1-regularised problem share.</summary>
/// <remarks>
/// Everything is kept in single precision and summed in ML.NET's order: its stopping rule compares improvements as
/// small as the rounding of the values, so that other roundings would stop it elsewhere, far from where ML.NET stops.
/// </remarks>
internal abstract class QuasiNewtonMinimizer
{
    // The weight that an iteration's improvement keeps in the mean of the next one.
    private const float ImprovementDecay = 0.25f;

    private readonly Objective _objective;
    private readonly CurvatureHistory _history;
    private readonly MinimizerSettings _settings;

    protected QuasiNewtonMinimizer(Objective objective, float[] start, MinimizerSettings settings)
    {
        _objective = objective;
        _settings = settings;
        _history = new CurvatureHistory(settings.HistorySize);
        Point = start;
        Gradient = new float[start.Length];
        NextPoint = new float[start.Length];
        NextGradient = new float[start.Length];
        Descent = new float[start.Length];
        Direction = new float[start.Length];
    }

    protected float[] Point { get; private set; }

    protected float[] Gradient { get; private set; }

    protected float Value { get; private set; }

    protected float[] NextPoint { get; private set; }

    protected float[] NextGradient { get; private set; }

    protected float NextValue { get; private set; }

    /// <summary>The direction of steepest descent at <see cref="Point"/>.</summary>
    protected float[] Descent { get; }

    /// <summary>The direction of the search, <see cref="Descent"/> bent by the curvature.</summary>
    protected float[] Direction { get; }

    protected bool EnforceNonNegativity => _settings.EnforceNonNegativity;

    /// <summary>Whether a parameter that steepest descent leaves alone is held by a constraint, and stays where it is.</summary>
    protected abstract bool HoldsParameters { get; }

    /// <summary>Before anything is known of the curvature, the first step has length one.</summary>
    protected float FirstStep => Iteration == 1 ? 1 / TensorPrimitives.Norm<float>(Direction) : 1;

    private int Iteration { get; set; } = 1;

    /// <returns>Where the search ended, and the value there.</returns>
    public (float[] Point, float Value) Minimize()
    {
        Value = CheckFinite(Evaluate(_objective, Point, Gradient));
        float meanImprovement = 0;
        if (!UpdateDirection())
            return (Point, Value);

        while (true)
        {
            LineSearchResult result = Search(force: false);
            if (result == LineSearchResult.Failed)
            {
                // What was learned of the curvature may mislead: forget it and try the steepest descent.
                _history.Clear();
                if (!UpdateDirection())
                    return (Point, Value);
                result = Search(force: true);
            }

            if (result == LineSearchResult.Stuck)
                return (NextPoint, NextValue);

            meanImprovement = Value - NextValue + ImprovementDecay * meanImprovement;
            float criterion = meanImprovement * (1 - ImprovementDecay) / (1 - MathF.Pow(ImprovementDecay, Iteration));
            if (criterion < _settings.Tolerance || Iteration >= _settings.MaximumNumberOfIterations)
                return (NextPoint, NextValue);

            if (!_history.TryAdd(Point, NextPoint, Gradient, NextGradient))
                return (NextPoint, NextValue);
            (Point, NextPoint) = (NextPoint, Point);
            (Gradient, NextGradient) = (NextGradient, Gradient);
            (Value, NextValue) = (NextValue, Value);
            Iteration++;

            // Where there is no way down any more, ML.NET takes the point before.
            if (!UpdateDirection())
                return (NextPoint, NextValue);
        }
    }

    protected enum LineSearchResult
    {
        Found,
        Failed,
        Stuck,
    }

    protected virtual float Evaluate(Objective objective, float[] point, float[] gradient) => objective(point, gradient);

    protected abstract void WriteDescent(float[] descent);

    /// <summary>Looks for a better <see cref="NextPoint"/> along <see cref="Direction"/>.</summary>
    /// <param name="force">Go on until a point is found or the step is numerically zero.</param>
    protected abstract LineSearchResult Search(bool force);

    protected float EvaluateNext() => NextValue = Evaluate(_objective, NextPoint, NextGradient);

    protected static float CheckFinite(float value) => float.IsFinite(value)
        ? value
        : throw new InvalidOperationException($"Optimizer unable to proceed: the loss function gave {value}.");

    /// <returns>False at an optimum: there is no way down.</returns>
    private bool UpdateDirection()
    {
        WriteDescent(Descent);
        Descent.AsSpan().CopyTo(Direction);
        _history.Apply(Direction);
        for (int i = 0; HoldsParameters && i < Direction.Length; i++)
        {
            if (Descent[i] == 0)
                Direction[i] = 0;
        }

        float slope = TensorPrimitives.Dot<float>(Direction, Descent);
        if (slope < 0)
            throw new InvalidOperationException("L-BFGS chose a direction that doesn't descend.");
        return slope != 0;
    }
}

using System.Numerics.Tensors;

namespace Microsoft.ML.Trainers;

/// <summary>
/// OWL-QN: L-BFGS for a smooth function plus a multiple of the L1 norm, which stays in one orthant for a step
/// (Andrew and Gao, Scalable training of L1-regularized log-linear models, ICML 2007).
/// </summary>
internal sealed class OrthantWiseMinimizer : QuasiNewtonMinimizer
{
    private const float SufficientDecrease = 1e-4f;
    private const float Backoff = 0.25f;
    private const int MaximumNumberOfTrials = 8;

    private readonly int _biasCount;
    private readonly float _l1;

    /// <param name="biasCount">So many parameters at the start are free of the L1 norm.</param>
    public OrthantWiseMinimizer(Objective objective, float[] start, MinimizerSettings settings, int biasCount, float l1)
        : base(objective, start, settings)
    {
        _biasCount = biasCount;
        _l1 = l1;
        if (EnforceNonNegativity)
            TensorPrimitives.Max(start.AsSpan(biasCount), 0, start.AsSpan(biasCount));
    }

    protected override bool HoldsParameters => true;

    protected override float Evaluate(Objective objective, float[] point, float[] gradient)
    {
        float norm = 0;
        foreach (float weight in point.AsSpan(_biasCount))
            norm += MathF.Abs(weight);
        return _l1 * norm + objective(point, gradient);
    }

    protected override void WriteDescent(float[] descent)
    {
        TensorPrimitives.Negate<float>(Gradient.AsSpan(0, _biasCount), descent);
        for (int i = _biasCount; i < descent.Length; i++)
            descent[i] = EnforceNonNegativity ? NonNegativeDescent(Point[i], Gradient[i]) : Descend(Point[i], Gradient[i]);
    }

    protected override LineSearchResult Search(bool force)
    {
        float step = FirstStep;
        float decrease = StepTo(step);
        if (decrease < 0)
        {
            // Leaving the orthant turned the step uphill; go only where the steepest descent goes as well.
            for (int i = _biasCount; i < Direction.Length; i++)
            {
                if (Descent[i] * Direction[i] < 0)
                    Direction[i] = 0;
            }

            decrease = StepTo(step);
        }

        for (int trial = 1; ; trial++)
        {
            if (EvaluateNext() <= Value - SufficientDecrease * decrease)
                return LineSearchResult.Found;
            if (!force && trial == MaximumNumberOfTrials)
                return LineSearchResult.Failed;
            step *= Backoff;
            if (step == 0)
                return LineSearchResult.Stuck;
            decrease = StepTo(step);
        }
    }

    private float Descend(float x, float gradient) => x switch
    {
        < 0 => -gradient + _l1,
        > 0 => -gradient - _l1,
        _ when gradient < -_l1 => -gradient - _l1,
        _ when gradient > _l1 => -gradient + _l1,
        _ => 0,
    };

    private float NonNegativeDescent(float x, float gradient) =>
        x > 0 ? -gradient - _l1 : -MathF.Min(gradient + _l1, 0);

    /// <summary>Sets the next point, clipped to the orthant of the current one.</summary>
    /// <returns>The decrease that the slope promises for the step.</returns>
    private float StepTo(float step)
    {
        TensorPrimitives.MultiplyAdd(Direction, step, Point, NextPoint);
        for (int i = _biasCount; i < NextPoint.Length; i++)
        {
            if (EnforceNonNegativity ? NextPoint[i] < 0 : Point[i] * NextPoint[i] < 0)
                NextPoint[i] = 0;
        }

        return TensorPrimitives.Dot<float>(Descent, NextPoint) - TensorPrimitives.Dot<float>(Descent, Point);
    }
}

using System.Numerics.Tensors;

namespace Microsoft.ML.Trainers;

/// <summary>
/// L-BFGS for a smooth function, with a line search to the strong Wolfe conditions
/// (Nocedal and Wright, Numerical Optimization, algorithms 3.5 and 3.6).
/// </summary>
internal sealed class SmoothMinimizer(Objective objective, float[] start, MinimizerSettings settings)
    : QuasiNewtonMinimizer(objective, start, settings)
{
    private const float SufficientDecrease = 1e-4f;
    private const float CurvatureCondition = 0.9f;
    private const int MaximumNumberOfZooms = 10;

    // A trial step stays this part of the interval away from its ends.
    private const float Margin = 0.01f;

    private readonly record struct Trial(float Step, float Value, float Slope);

    protected override bool HoldsParameters => EnforceNonNegativity;

    protected override void WriteDescent(float[] descent)
    {
        TensorPrimitives.Negate<float>(Gradient, descent);
        if (!EnforceNonNegativity)
            return;
        for (int i = 0; i < descent.Length; i++)
        {
            if (Point[i] <= 0)
                descent[i] = MathF.Max(descent[i], 0);
        }
    }

    protected override LineSearchResult Search(bool force)
    {
        float slope = TensorPrimitives.Dot<float>(Direction, Gradient);
        var start = new Trial(0, Value, slope);
        Trial last = start;
        float step = FirstStep;
        while (true)
        {
            Trial current = Try(step);
            if (float.IsPositiveInfinity(current.Value))
            {
                step /= 2;
                continue;
            }

            CheckFinite(current.Value);
            if (!DecreasesEnough(start, current) || (last.Step > 0 && current.Value >= last.Value))
                return Zoom(start, last, current, force);
            if (IsFlatEnough(start, current))
                return LineSearchResult.Found;
            if (current.Slope >= 0)
                return Zoom(start, current, last, force);
            last = current;
            step = step == 0 ? float.Epsilon : step * 2;
        }
    }

    private static bool DecreasesEnough(Trial start, Trial trial) =>
        trial.Value <= start.Value + SufficientDecrease * start.Slope * trial.Step;

    private static bool IsFlatEnough(Trial start, Trial trial) =>
        MathF.Abs(trial.Slope) <= -CurvatureCondition * start.Slope;

    private LineSearchResult Zoom(Trial start, Trial best, Trial other, bool force)
    {
        for (int zoom = 0; force || zoom < MaximumNumberOfZooms; zoom++)
        {
            Trial trial = Try(StepBetween(best, other));
            CheckFinite(trial.Value);
            if (!DecreasesEnough(start, trial) || trial.Value >= best.Value)
            {
                if (other.Step == trial.Step)
                    return force ? LineSearchResult.Stuck : LineSearchResult.Failed;
                other = trial;
                continue;
            }

            if (IsFlatEnough(start, trial))
                return LineSearchResult.Found;
            if (trial.Slope * (other.Step - best.Step) >= 0)
                other = best;
            if (best.Step == trial.Step)
                return force ? LineSearchResult.Stuck : LineSearchResult.Failed;
            best = trial;
        }

        return LineSearchResult.Failed;
    }

    private static float StepBetween(Trial best, Trial other)
    {
        (Trial left, Trial right) = best.Step < other.Step ? (best, other) : (other, best);
        float step;
        if (left.Slope > 0 && right.Slope < 0)
            step = best.Value < other.Value ? best.Step : other.Step;
        else
            step = MinimumOfCubic(best, other);
        if (!float.IsFinite(step))
            step = (best.Step + other.Step) / 2;
        float lowest = Margin * right.Step + (1 - Margin) * left.Step;
        float highest = Margin * left.Step + (1 - Margin) * right.Step;
        return MathF.Max(MathF.Min(step, highest), lowest);
    }

    private static float MinimumOfCubic(Trial first, Trial second)
    {
        double d1 = first.Slope + second.Slope - 3 * (first.Value - second.Value) / (first.Step - second.Step);
        double d2 = Math.Sign(second.Step - first.Step) * Math.Sqrt(d1 * d1 - first.Slope * second.Slope);
        double numerator = second.Slope + d2 - d1;
        double denominator = second.Slope - first.Slope + 2 * d2;
        return (float)(second.Step - (second.Step - first.Step) * numerator / denominator);
    }

    private Trial Try(float step)
    {
        TensorPrimitives.MultiplyAdd(Direction, step, Point, NextPoint);
        if (EnforceNonNegativity)
            TensorPrimitives.Max(NextPoint, 0, NextPoint);
        float value = EvaluateNext();
        return new Trial(step, value, TensorPrimitives.Dot<float>(Direction, NextGradient));
    }
}

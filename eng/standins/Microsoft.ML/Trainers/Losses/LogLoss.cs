namespace Microsoft.ML.Trainers;

public sealed class LogLoss : ISupportSdcaClassificationLoss
{
    private const double SmallestProbability = 1e-8;

    public double Loss(float output, float label)
    {
        float probability = VectorMath.Sigmoid(output);
        return -Math.Log(Math.Max(label > 0 ? probability : 1 - probability, SmallestProbability));
    }

    public float Derivative(float output, float label) => VectorMath.Sigmoid(output) - (label > 0 ? 1 : 0);

    // A quarter is the largest second derivative of the loss.
    public float ComputeDualUpdateInvariant(float scaledFeaturesNormSquared) => 1 / Math.Max(1, 0.25f + scaledFeaturesNormSquared);

    public float DualUpdate(float output, float label, float dual, float invariant, int maxNumThreads)
    {
        float sign = label > 0 ? 1 : -1;
        return SdcaStep.Damp((VectorMath.Sigmoid(-sign * output) * sign - dual) * invariant, maxNumThreads);
    }

    public double DualLoss(float label, float dual)
    {
        double d = label > 0 ? dual : -dual;
        if (d is < 0 or > 1)
            return double.NegativeInfinity;
        return -XLogX(d) - XLogX(1 - d);
    }

    private static double XLogX(double x) => x == 0 ? 0 : x * Math.Log(x);
}

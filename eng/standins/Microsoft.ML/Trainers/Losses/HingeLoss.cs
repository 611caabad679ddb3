namespace Microsoft.ML.Trainers;

public sealed class HingeLoss(float margin = 1) : ISupportSdcaClassificationLoss
{
    public double Loss(float output, float label) => Math.Max(0, margin - Sign(label) * output);

    public float Derivative(float output, float label) => margin > Sign(label) * output ? -Sign(label) : 0;

    public float ComputeDualUpdateInvariant(float scaledFeaturesNormSquared) => 1 / scaledFeaturesNormSquared;

    public float DualUpdate(float output, float label, float alpha, float invariant, int maxNumThreads)
    {
        float sign = Sign(label);
        float target = Math.Clamp((margin - output * sign) * invariant + alpha * sign, 0, 1);
        return SdcaStep.Damp(sign * target - alpha, maxNumThreads);
    }

    public double DualLoss(float label, float dual)
    {
        float d = dual * Sign(label);
        return d is < 0 or > 1 ? double.NegativeInfinity : margin * d;
    }

    private static float Sign(float label) => label > 0 ? 1 : -1;
}

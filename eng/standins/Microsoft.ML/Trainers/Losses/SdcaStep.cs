namespace Microsoft.ML.Trainers;

/// <summary>How far a dual variable may move while other threads move others.</summary>
internal static class SdcaStep
{
    private const float LargeStep = 0.5f;

    public static float Damp(float step, int threads) => threads >= 2 && Math.Abs(step) > LargeStep ? step / threads : step;
}

namespace MLNet.ConvExtensions.Layers;

/// <summary>
/// The inverse of the standard normal distribution: makes a normal number of a uniform one. Acklam's rational approximation (2003),
/// whose relative error is below 1.2e-9, finer than the 32-bit numbers that are made of it.
/// </summary>
internal static class NormalQuantile
{
    private const double Tail = 0.02425;

    private static ReadOnlySpan<double> MiddleNumerator =>
        [-39.69683028665376, 220.9460984245205, -275.9285104469687, 138.3577518672690, -30.66479806614716, 2.506628277459239];

    private static ReadOnlySpan<double> MiddleDenominator =>
        [-54.47609879822406, 161.5858368580409, -155.6989798598866, 66.80131188771972, -13.28068155288572, 1];

    private static ReadOnlySpan<double> TailNumerator =>
        [-0.007784894002430293, -0.3223964580411365, -2.400758277161838, -2.549732539343734, 4.374664141464968, 2.938163982698783];

    private static ReadOnlySpan<double> TailDenominator => [0.007784695709041462, 0.3224671290700398, 2.445134137142996, 3.754408661907416, 1];

    /// <summary>The number that a normal one is below with the probability p, 0 to 1 exclusive.</summary>
    public static double Of(double p)
    {
        if (p < Tail)
            return InTail(p);
        if (p > 1 - Tail)
            return -InTail(1 - p);
        double q = p - 0.5;
        return q * Polynomial(MiddleNumerator, q * q) / Polynomial(MiddleDenominator, q * q);
    }

    private static double InTail(double p)
    {
        double q = Math.Sqrt(-2 * Math.Log(p));
        return Polynomial(TailNumerator, q) / Polynomial(TailDenominator, q);
    }

    private static double Polynomial(ReadOnlySpan<double> coefficients, double x)
    {
        double sum = 0;
        foreach (double coefficient in coefficients)
            sum = (sum * x) + coefficient;
        return sum;
    }
}

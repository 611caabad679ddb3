namespace MLNet.ConvExtensions;

/// <summary>How the range of numbers that a byte stands for is found, from what a layer gives for the photos.</summary>
public enum CalibrationMethod
{
    /// <summary>From the least to the largest number.</summary>
    MinMax,

    /// <summary>
    /// The range that loses the least information, by the Kullback-Leibler divergence of what is left from what was there (Migacz,
    /// 8-bit Inference with TensorRT, 2017).
    /// </summary>
    Entropy,

    /// <summary>All but the largest of numbers: see <see cref="QuantizationOptions.Percentile"/>.</summary>
    Percentile,
}

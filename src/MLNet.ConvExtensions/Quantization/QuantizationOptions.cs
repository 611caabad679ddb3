using MLNet.ConvExtensions.Options;

namespace MLNet.ConvExtensions;

/// <summary>How a network is made smaller, and what that may cost.</summary>
public sealed record QuantizationOptions
{
    internal const int FewestPhotos = 8;

    /// <summary>What the network computes with afterwards.</summary>
    public NetworkPrecision Precision { get; init; } = NetworkPrecision.Int8;

    /// <summary>How the ranges between layers are found.</summary>
    public CalibrationMethod Method { get; init; } = CalibrationMethod.Percentile;

    /// <summary>
    /// With <see cref="CalibrationMethod.Percentile"/>, the part of the numbers that a range holds, in percent: 50 to 100.
    /// </summary>
    public double Percentile { get; init; } = 99.99;

    /// <summary>The most photos that ranges are found from, 8 or more, evenly spread over those that are given.</summary>
    public int CalibrationPhotos { get; init; } = 64;

    /// <summary>
    /// The most that may be lost, in points, 0 or more: of accuracy where the photos have classes, else of agreement with the network as it
    /// was, or of the cosine of its features. Where all layers in 8 bits lose more, the most sensitive ones stay in 32. Null for 0.5 with
    /// classes and 2 without.
    /// </summary>
    public double? MaxLoss { get; init; }

    /// <summary>
    /// How many times faster it must become on this machine; 0 to allow any. Null for 1 with <see cref="NetworkPrecision.Int8"/> and 0 with
    /// <see cref="NetworkPrecision.Half"/>.
    /// </summary>
    public double? MinSpeedup { get; init; }

    /// <summary>
    /// Weights of 7 bits, for x86 processors without VNNI: sums of products of 8 bits overflow there, and ONNX Runtime cuts them off
    /// without a word.
    /// </summary>
    public bool ReducedWeights { get; init; }

    /// <summary>How many threads read photos and compute; null for the number of processors.</summary>
    public int? NumberOfThreads { get; init; }

    /// <summary>What folds of photos with classes are drawn from.</summary>
    public int Seed { get; init; } = 1;

    internal double MaxLossFor(bool hasClasses) => MaxLoss ?? (hasClasses ? 0.5 : 2);

    internal double LeastSpeedup => MinSpeedup ?? (Precision == NetworkPrecision.Int8 ? 1 : 0);

    internal int Threads => NumberOfThreads ?? Environment.ProcessorCount;

    internal void Validate()
    {
        this.Require(Enum.IsDefined(Precision), nameof(Precision), Precision, string.Join(", ", Enum.GetNames<NetworkPrecision>()));
        this.Require(Enum.IsDefined(Method), nameof(Method), Method, string.Join(", ", Enum.GetNames<CalibrationMethod>()));
        this.Require(Percentile is >= 50 and <= 100, nameof(Percentile), Percentile, "50 to 100");
        this.Require(CalibrationPhotos >= FewestPhotos, nameof(CalibrationPhotos), CalibrationPhotos, $"{FewestPhotos} or more");
        this.Require(MaxLoss is null or >= 0, nameof(MaxLoss), MaxLoss, "0 or more");
        this.Require(MinSpeedup is null or >= 0, nameof(MinSpeedup), MinSpeedup, "0 or more");
        this.Require(NumberOfThreads is null or >= 1, nameof(NumberOfThreads), NumberOfThreads, "1 or more");
    }
}

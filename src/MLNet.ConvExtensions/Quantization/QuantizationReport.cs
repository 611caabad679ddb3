using System.Text;

namespace MLNet.ConvExtensions;

/// <summary>What making a network smaller has cost and brought, measured on this machine.</summary>
public sealed record QuantizationReport
{
    /// <summary>What the network computes with.</summary>
    public required NetworkPrecision Precision { get; init; }

    /// <summary>How many photos the ranges were found from; 0 for half floats, which need none.</summary>
    public required int CalibrationPhotos { get; init; }

    /// <summary>How many photos both networks were compared on.</summary>
    public required int MeasuredPhotos { get; init; }

    /// <summary>What <see cref="Before"/> and <see cref="After"/> are.</summary>
    public required QuantizationMeasure Measure { get; init; }

    /// <summary>The measure of the network as it was, 0 to 1: 1 where the measure is how alike both are.</summary>
    public required double Before { get; init; }

    /// <summary>The measure of the smaller network, 0 to 1.</summary>
    public required double After { get; init; }

    /// <summary>The least cosine between what both give for a photo, -1 to 1.</summary>
    public required double LeastCosine { get; init; }

    /// <summary>What is lost, in points: a hundredth of the measure each. Below 0 where the smaller network is better.</summary>
    public double Loss => 100 * (Before - After);

    /// <summary>
    /// Images a second of the network as it was, in ONNX Runtime on one thread, by processor time, without reading photos.
    /// </summary>
    public required double ImagesPerSecondBefore { get; init; }

    /// <summary>The same of the smaller network.</summary>
    public required double ImagesPerSecondAfter { get; init; }

    /// <summary>How many times faster it has become.</summary>
    public double Speedup => ImagesPerSecondAfter / ImagesPerSecondBefore;

    /// <summary>The bytes of its file before.</summary>
    public required long BytesBefore { get; init; }

    /// <summary>The bytes of its file now.</summary>
    public required long BytesAfter { get; init; }

    /// <summary>How many convolutions and dense layers are computed in 8 bits; 0 with half floats.</summary>
    public required int QuantizedLayers { get; init; }

    /// <summary>The convolutions and dense layers that lost too much and stay in 32 bits, the most sensitive first.</summary>
    public required IReadOnlyList<string> LayersIn32Bits { get; init; }

    /// <summary>The report in a few lines.</summary>
    public string ToText()
    {
        var text = new StringBuilder();
        string measure = Measure switch
        {
            QuantizationMeasure.Accuracy => "accuracy",
            QuantizationMeasure.AccuracyOfLinearModel => "accuracy of logistic regression on the features, five folds",
            QuantizationMeasure.Agreement => "same class as before",
            _ => "cosine of the features with those before",
        };
        bool isAccuracy = Measure is QuantizationMeasure.Accuracy or QuantizationMeasure.AccuracyOfLinearModel;
        if (isAccuracy)
            Line($"{measure}: {100 * Before:0.00} % before, {100 * After:0.00} % now, {Loss:0.00} points lost on {MeasuredPhotos} photos");
        else
            Line($"{measure}: {After:0.0000} on {MeasuredPhotos} photos, {Loss:0.00} points lost");
        Line($"least cosine of a photo: {LeastCosine:0.0000}");
        Line(
            $"images a second on one core: {ImagesPerSecondBefore:0.#} before, {ImagesPerSecondAfter:0.#} now, {Speedup:0.00} times as many"
        );
        Line($"bytes: {BytesBefore:N0} before, {BytesAfter:N0} now");
        if (Precision == NetworkPrecision.Half)
            return text.ToString();
        Line($"layers in 8 bits: {QuantizedLayers}, with ranges from {CalibrationPhotos} photos");
        if (LayersIn32Bits.Count > 0)
            Line($"left in 32 bits, the most sensitive first: {string.Join(", ", LayersIn32Bits)}");
        return text.ToString();

        void Line(FormattableString line) => text.Append(FormattableString.Invariant(line)).Append('\n');
    }
}

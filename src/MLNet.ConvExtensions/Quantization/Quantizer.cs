using MLNet.ConvExtensions.Networks.Edits.Quantization;

namespace MLNet.ConvExtensions.Quantization;

/// <summary>Makes a backbone's network smaller, and measures what that costs and brings.</summary>
internal sealed class Quantizer(Backbone backbone, QuantizationOptions options, CancellationToken stop)
{
    /// <summary>Photos on which each layer is tried alone.</summary>
    private const int TrialPhotos = 16;

    public QuantizationResult Run(IReadOnlyList<string> photos, IReadOnlyList<string>? labels, IReadOnlyList<string>? groups)
    {
        OnnxNetwork prepared = QuantizationEdit.Prepare(backbone.Network);
        var comparison = new Comparison(backbone, photos, labels, groups, options, stop);
        if (options.Precision == NetworkPrecision.Int8)
            return ToBytes(prepared, comparison, photos);
        OnnxNetwork halved = HalfEdit.Apply(prepared);
        PhotoNetwork tried = comparison.Of(Like(halved));
        return Finish(comparison, halved, tried, comparison.Compare(tried), photos.Count, [], quantizedLayers: 0, calibrationPhotos: 0);
    }

    private QuantizationResult ToBytes(OnnxNetwork prepared, Comparison comparison, IReadOnlyList<string> photos)
    {
        PhotoNetwork seen = PhotoNetwork.Of(Like(prepared), prepared.Outputs[0].Name, FeaturePooling.None);

        // What doesn't lead to the first output, nobody has seen.
        HashSet<string> unseen =
        [
            .. prepared.Nodes.SelectMany(n => n.Outputs).Where(o => o.Length > 0 && !seen.Network.TryGetTensor(o, out _)),
        ];
        var whole = QuantizationPlan.Of(prepared, unseen);
        if (whole.Layers.Count == 0)
        {
            throw new OnnxNetworkException(
                $"The network '{backbone}' has no convolution (Conv) or dense layer (Gemm) of 32-bit weights that are stored in its file, "
                    + "so there is nothing to quantise."
            );
        }

        string[] calibrating = [.. Spread(photos.Count, options.CalibrationPhotos).Select(i => photos[i])];
        IReadOnlyDictionary<string, ActivationStatistics> statistics = new Calibration(seen, whole.Tensors).Run(
            calibrating,
            options.Method,
            options.Threads,
            stop
        );
        string[] layers = [.. whole.LayerOutputs];
        string[] ranked = [];
        for (int inBits = 0; ; inBits = Math.Min(Math.Max(1, inBits * 2), layers.Length - 1))
        {
            OnnxNetwork quantized = Without(ranked[..inBits]);
            PhotoNetwork tried = comparison.Of(Like(quantized));
            (double After, double LeastCosine) found = comparison.Compare(tried);
            bool isGood = 100 * (comparison.Before - found.After) <= options.MaxLossFor(comparison.IsOfClasses);
            if (isGood || inBits >= layers.Length / 2)
                return Finish(
                    comparison,
                    quantized,
                    tried,
                    found,
                    photos.Count,
                    ranked[..inBits],
                    layers.Length - inBits,
                    calibrating.Length
                );
            if (ranked.Length == 0)
                ranked = Rank();
        }

        OnnxNetwork Without(IReadOnlyList<string> leftOut)
        {
            var plan = QuantizationPlan.Of(prepared, unseen.Union(leftOut).ToHashSet());
            return QuantizationEdit.Apply(
                prepared,
                plan,
                Calibration.Scales(plan, statistics, prepared.Inputs[0].Name, options),
                options.ReducedWeights
            );
        }

        // Each layer alone in bytes: what errs most by that comes first.
        string[] Rank()
        {
            int[] some = [.. Spread(photos.Count, TrialPhotos)];
            return
            [
                .. layers
                    .Select(layer =>
                        (layer, Error: comparison.Error(comparison.Of(Like(Without([.. layers.Where(l => l != layer)]))), some))
                    )
                    .OrderByDescending(l => l.Error)
                    .Select(l => l.layer),
            ];
        }
    }

    private QuantizationResult Finish(
        Comparison comparison,
        OnnxNetwork smaller,
        PhotoNetwork tried,
        (double After, double LeastCosine) found,
        int measuredPhotos,
        IReadOnlyList<string> in32Bits,
        int quantizedLayers,
        int calibrationPhotos
    )
    {
        OnnxNetwork noted = Noted(smaller);
        (double speedBefore, double speedAfter) = SpeedTrial.Run(comparison.Photos, tried, stop);
        var report = new QuantizationReport
        {
            Precision = options.Precision,
            CalibrationPhotos = calibrationPhotos,
            MeasuredPhotos = measuredPhotos,
            Measure = comparison.Measure,
            Before = comparison.Before,
            After = found.After,
            LeastCosine = found.LeastCosine,
            ImagesPerSecondBefore = speedBefore,
            ImagesPerSecondAfter = speedAfter,
            BytesBefore = backbone.Network.ToBytes().LongLength,
            BytesAfter = noted.ToBytes().LongLength,
            QuantizedLayers = quantizedLayers,
            LayersIn32Bits = in32Bits,
        };
        double mostLoss = options.MaxLossFor(comparison.IsOfClasses);
        string start = $"The network '{backbone}' with {(options.Precision == NetworkPrecision.Int8 ? "8 bits" : "half floats")} ";
        if (!(report.Loss <= mostLoss))
        {
            string kept = in32Bits.Count > 0 ? $", though {in32Bits.Count} of its layers have stayed in 32 bits" : "";
            throw new QuantizationException(
                FormattableString.Invariant(
                    $"{start}loses {report.Loss:0.00} points on {measuredPhotos} photos{kept}; allowed: {mostLoss}. "
                ) + $"{report.ToText().TrimEnd().ReplaceLineEndings("; ")}",
                report
            );
        }

        if (!(report.Speedup >= options.LeastSpeedup))
        {
            throw new QuantizationException(
                FormattableString.Invariant(
                    $"{start}computes {report.Speedup:0.00} times as many images a second on this machine; needed: {options.LeastSpeedup}. "
                ) + $"{report.ToText().TrimEnd().ReplaceLineEndings("; ")}",
                report
            );
        }

        return new QuantizationResult(noted, report);
    }

    /// <summary>
    /// The network with what its file must say, now that it may be all that is left: what is done to images, and its classes.
    /// </summary>
    private OnnxNetwork Noted(OnnxNetwork smaller)
    {
        if (NetworkExport.Of(backbone.Network) is not null)
            return smaller;
        bool tells = Comparison.EndsInClassifier(backbone);
        return new NetworkExport
        {
            Task = tells ? "Multiclass" : "Features",
            Preprocessing = backbone.GetPreprocessing(out _),
            Classes = tells ? backbone.ClassNames : null,
            Activation = tells ? backbone.Network.FindFinalActivation().Operator : null,
        }.Write(smaller);
    }

    private Backbone Like(OnnxNetwork network) =>
        Backbone.FromNetwork(backbone.Name, network, backbone.GetPreprocessing(out _), backbone.FeatureLayer);

    /// <summary>Some places of many, evenly spread.</summary>
    private static IEnumerable<int> Spread(int count, int most) =>
        count <= most ? Enumerable.Range(0, count) : Enumerable.Range(0, most).Select(i => (int)((long)i * count / most));
}

using MLNet.ConvExtensions.Networks.Edits.Quantization;

namespace MLNet.ConvExtensions.Quantization;

/// <summary>Finds the ranges of what lies between a network's layers, by running it on photos with all of that as outputs.</summary>
internal sealed class Calibration
{
    private readonly PhotoNetwork _photos;
    private readonly OnnxNetwork _network;
    private readonly string[] _tensors;
    private readonly string? _input;

    /// <param name="photos">The network, prepared for quantisation, as it sees photos, up to its first output.</param>
    /// <param name="tensors">The tensors whose ranges are wanted, of those that it has.</param>
    public Calibration(PhotoNetwork photos, IReadOnlyList<string> tensors)
    {
        (_photos, _tensors) = (photos, [.. tensors]);
        OnnxNetwork network = photos.Network;
        _input = tensors.FirstOrDefault(t => t == network.Inputs[0].Name);
        _network = QuantizationEdit.WithTensors(network, tensors.Where(t => t != _input));
    }

    /// <summary>Looks at photos.</summary>
    /// <returns>What each tensor holds.</returns>
    /// <exception cref="ImageInputException">A photo can't be read; the message names it.</exception>
    /// <exception cref="OnnxNetworkException">A layer gives something that is no finite number.</exception>
    public IReadOnlyDictionary<string, ActivationStatistics> Run(
        IReadOnlyList<string> photos,
        CalibrationMethod method,
        int threads,
        CancellationToken stop
    )
    {
        using var session = new TensorSession(_network);
        ActivationStatistics[] all = Create();
        Pass(
            (own, tensor, values, photo) =>
            {
                if (own[tensor].Extend(values) is { } bad)
                {
                    throw new OnnxNetworkException(
                        FormattableString.Invariant(
                            $"The layer '{_tensors[tensor]}' of the network '{_network.Name}' gives {bad} for '{photos[photo]}'; "
                        ) + "needed to quantise it: finite numbers."
                    );
                }
            }
        );
        if (method != CalibrationMethod.MinMax)
        {
            float[] magnitudes = [.. all.Select(s => s.Magnitude)];
            Pass((own, tensor, values, _) => own[tensor].Count(values, magnitudes[tensor]));
        }

        return _tensors.Zip(all).ToDictionary(p => p.First, p => p.Second);

        ActivationStatistics[] Create() => [.. _tensors.Select(_ => new ActivationStatistics())];

        void Pass(Look look) =>
            _photos.Read(
                photos,
                threads,
                Create,
                (own, photo, planes) =>
                {
                    int input = Array.IndexOf(_tensors, _input);
                    if (input >= 0)
                        look(own, input, planes, photo);
                    session.Run(
                        planes,
                        _photos.Shape(1),
                        (output, values) => look(own, input >= 0 && output >= input ? output + 1 : output, values, photo)
                    );
                },
                own =>
                {
                    for (int i = 0; i < all.Length; i++)
                        all[i].Add(own[i]);
                },
                stop
            );
    }

    /// <summary>The scales of tensors, equal where an operator copies bytes from one to the other.</summary>
    /// <param name="plan">What becomes bytes.</param>
    /// <param name="seen">What the tensors hold.</param>
    /// <param name="input">The network's input, whose range is never cut.</param>
    /// <param name="options">How ranges are found.</param>
    public static Dictionary<string, ActivationScale> Scales(
        QuantizationPlan plan,
        IReadOnlyDictionary<string, ActivationStatistics> seen,
        string input,
        QuantizationOptions options
    )
    {
        var scales = new Dictionary<string, ActivationScale>();
        foreach (IReadOnlyList<string> group in plan.Groups)
        {
            (float Least, float Largest)[] ranges =
            [
                .. group.Select(t => seen[t].Range(t == input ? CalibrationMethod.MinMax : options.Method, options.Percentile)),
            ];
            var scale = ActivationScale.Of(ranges.Min(r => r.Least), ranges.Max(r => r.Largest));
            foreach (string tensor in group)
                scales.Add(tensor, scale);
        }

        return scales;
    }

    private delegate void Look(ActivationStatistics[] own, int tensor, ReadOnlySpan<float> values, int photo);
}

namespace MLNet.ConvExtensions.Sounds;

/// <summary>Triangles over frequencies that are equally wide in mel, as torchaudio and librosa have them.</summary>
internal static class MelFilters
{
    private const double LinearStep = 200.0 / 3,
        LogarithmicFrom = 1000;

    private static readonly double LogarithmicStep = Math.Log(6.4) / 27;

    /// <summary>The weights of each frequency (row) in each band (column).</summary>
    public static double[,] Create(SpectrogramOptions options, int sampleRate)
    {
        int bins = (options.TransformLength / 2) + 1;
        double lowest = ToMel(options.LowestFrequency, options.MelScale),
            highest = ToMel(options.HighestFrequency ?? sampleRate / 2.0, options.MelScale);
        double[] edges =
        [
            .. Enumerable
                .Range(0, options.MelBands + 2)
                .Select(i => ToHertz(lowest + ((highest - lowest) * i / (options.MelBands + 1)), options.MelScale)),
        ];
        var weights = new double[bins, options.MelBands];
        for (int band = 0; band < options.MelBands; band++)
        {
            (double from, double peak, double to) = (edges[band], edges[band + 1], edges[band + 2]);
            double factor = options.NormalizeBands ? 2 / (to - from) : 1;
            for (int bin = 0; bin < bins; bin++)
            {
                double frequency = (double)bin * sampleRate / options.TransformLength;
                double weight = Math.Min((frequency - from) / (peak - from), (to - frequency) / (to - peak));
                weights[bin, band] = factor * Math.Max(0, weight);
            }
        }

        return weights;
    }

    /// <summary>The bands that no frequency lies in: always silent.</summary>
    public static IReadOnlyList<int> FindEmpty(double[,] weights) =>
        [
            .. Enumerable
                .Range(0, weights.GetLength(1))
                .Where(band => Enumerable.Range(0, weights.GetLength(0)).All(bin => weights[bin, band] == 0)),
        ];

    private static double ToMel(double hertz, MelScale scale) =>
        scale == MelScale.Htk ? 2595 * Math.Log10(1 + (hertz / 700))
        : hertz < LogarithmicFrom ? hertz / LinearStep
        : (LogarithmicFrom / LinearStep) + (Math.Log(hertz / LogarithmicFrom) / LogarithmicStep);

    private static double ToHertz(double mel, MelScale scale) =>
        scale == MelScale.Htk ? 700 * (Math.Pow(10, mel / 2595) - 1)
        : mel < LogarithmicFrom / LinearStep ? mel * LinearStep
        : LogarithmicFrom * Math.Exp(LogarithmicStep * (mel - (LogarithmicFrom / LinearStep)));
}

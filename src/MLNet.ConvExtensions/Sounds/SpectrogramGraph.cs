using MLNet.ConvExtensions.Networks.Edits;
using MLNet.ConvExtensions.Networks.Shapes;
using static MLNet.ConvExtensions.Networks.Edits.GraphEdits;

namespace MLNet.ConvExtensions.Sounds;

/// <summary>
/// Spectrograms as graphs: what makes one of samples is an ONNX network like any other, which stock stages and other languages run. All but
/// its input and output is of 64 bits, since silent bands lie 100 decibels below loud ones.
/// </summary>
internal static class SpectrogramGraph
{
    /// <summary>What the graph's input is called: rows of samples.</summary>
    public const string Input = "samples";

    /// <summary>What the graph's output is called: rows of values, band after band, each frame after frame.</summary>
    public const string Result = "values";

    private const int Opset = 13;
    private const double LeastPower = 1e-10;

    /// <summary>A graph from [N, samples] to [N, samples]: the sound itself.</summary>
    public static OnnxNetwork OfSamples(int samples)
    {
        var graph = new OperatorGraph("Samples", Opset);
        graph.Input(Input, OnnxElementType.Float, Dim.Named(BatchEdit.Symbol), Dim.Of(samples));
        graph.Output(Result, Input, Dim.Named(BatchEdit.Symbol), Dim.Of(samples));
        return graph.ToNetwork();
    }

    /// <summary>A graph from [N, samples] to [N, bands x frames].</summary>
    /// <param name="options">How the spectrogram is made.</param>
    /// <param name="samples">The samples of a sound.</param>
    /// <param name="coefficients">How many mel-frequency cepstral coefficients take the place of the bands; null for the bands.</param>
    /// <param name="filters">The weights of frequencies in bands.</param>
    /// <exception cref="ArgumentException">The sound is too short.</exception>
    public static OnnxNetwork Create(SpectrogramOptions options, int samples, double[,] filters, int? coefficients)
    {
        int frames = options.GetFrames(samples),
            rows = coefficients ?? options.MelBands;
        var graph = new OperatorGraph("Spectrogram", Opset);
        graph.Input(Input, OnnxElementType.Float, Dim.Named(BatchEdit.Symbol), Dim.Of(samples));
        string power = Power(graph, Frames(graph, graph.Cast(Input, OnnxElementType.Double), options, frames), options);
        (int bins, int bands) = (filters.GetLength(0), filters.GetLength(1));
        string mel = graph.Op("MatMul", [power, graph.Doubles([.. filters.Cast<double>()], bins, bands)]);
        string values = Decibels(graph, mel, options.TopDecibels);
        if (coefficients is { } count)
            values = graph.Op("MatMul", [values, graph.Doubles(Cosines(bands, count), bands, count)]);
        string turned = graph.Op("Transpose", [values], Attribute("perm", [0L, 2L, 1L]));
        string flat = graph.Op("Reshape", [turned, graph.Integers(0, rows * frames)]);
        graph.Output(Result, graph.Cast(flat, OnnxElementType.Float), Dim.Named(BatchEdit.Symbol), Dim.Of(rows * frames));
        return graph.ToNetwork();
    }

    /// <summary>[N, frames, window].</summary>
    private static string Frames(OperatorGraph graph, string samples, SpectrogramOptions options, int frames)
    {
        int half = options.TransformLength / 2,
            // A window shorter than the transform stands in its middle.
            before = (options.TransformLength - options.WindowLength) / 2;
        string padded = options.Padding switch
        {
            SpectrogramPadding.None => samples,
            SpectrogramPadding.Reflect => graph.Op("Pad", [samples, graph.Integers(0, half, 0, half)], Attribute("mode", "reflect")),
            _ => graph.Op("Pad", [samples, graph.Integers(0, half, 0, half)]),
        };
        string starts = graph.Op("Mul", [Count(graph, 0, frames), graph.Integer(options.HopLength)]);
        string places = graph.Op("Add", [Column(graph, starts), Count(graph, before, before + options.WindowLength)]);
        return graph.Op("Gather", [padded, places], Attribute("axis", 1));
    }

    /// <summary>[N, frames, frequencies].</summary>
    private static string Power(OperatorGraph graph, string frames, SpectrogramOptions options)
    {
        (int window, int transform) = (options.WindowLength, options.TransformLength);
        double[] hann = [.. Enumerable.Range(0, window).Select(i => 0.5 - (0.5 * Math.Cos(2 * Math.PI * i / window)))];
        // The place on the circle at which each sample meets each frequency: the transform's matrix, out of a table of one turn.
        string products = graph.Op("Mul", [Column(graph, Count(graph, 0, window)), Count(graph, 0, (transform / 2) + 1)]);
        string angles = graph.Op("Mod", [products, graph.Integer(transform)]);
        string weights = graph.Doubles(hann, window, 1);
        return graph.Op("Add", [Square(Math.Cos), Square(Math.Sin)]);

        string Square(Func<double, double> wave)
        {
            double[] turn = [.. Enumerable.Range(0, transform).Select(i => wave(2 * Math.PI * i / transform))];
            string matrix = graph.Op("Gather", [graph.Doubles(turn, transform), angles]);
            string part = graph.Op("MatMul", [frames, graph.Op("Mul", [matrix, weights])]);
            return graph.Op("Mul", [part, part]);
        }
    }

    private static string Decibels(OperatorGraph graph, string power, double? top)
    {
        string logarithm = graph.Op("Log", [graph.Op("Max", [power, graph.Doubles([LeastPower])])]);
        string decibels = graph.Op("Mul", [logarithm, graph.Doubles([10 / Math.Log(10)])]);
        if (top is not { } most)
            return decibels;
        string loudest = graph.Op("ReduceMax", [decibels], Attribute("axes", [1L, 2L]));
        return graph.Op("Max", [decibels, graph.Op("Sub", [loudest, graph.Doubles([most])])]);
    }

    /// <summary>The orthonormal discrete cosine transform (type II), a coefficient a column.</summary>
    private static double[] Cosines(int bands, int count)
    {
        var values = new double[bands * count];
        for (int band = 0; band < bands; band++)
        {
            for (int k = 0; k < count; k++)
            {
                double scale = Math.Sqrt((k == 0 ? 1.0 : 2.0) / bands);
                values[(band * count) + k] = scale * Math.Cos(Math.PI * k * (band + 0.5) / bands);
            }
        }

        return values;
    }

    private static string Count(OperatorGraph graph, long from, long to) =>
        graph.Op("Range", [graph.Integer(from), graph.Integer(to), graph.Integer(1)]);

    private static string Column(OperatorGraph graph, string vector) => graph.Op("Reshape", [vector, graph.Integers(-1, 1)]);
}

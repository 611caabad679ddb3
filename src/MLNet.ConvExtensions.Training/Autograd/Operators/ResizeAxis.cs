namespace MLNet.ConvExtensions.Training.Autograd.Operators;

/// <summary>How one axis is resampled: which elements each new one is made of.</summary>
/// <param name="Axis">The axis.</param>
/// <param name="In">Its size before.</param>
/// <param name="Out">Its size after.</param>
/// <param name="Scale">The factor between, which need not be their ratio.</param>
/// <param name="Start">Where the region of tf_crop_and_resize starts, 0 to 1.</param>
/// <param name="End">Where it ends.</param>
internal sealed record ResizeAxis(int Axis, long In, long Out, double Scale, double Start, double End)
{
    /// <summary>Whether the factor is the ratio of the sizes.</summary>
    public bool IsExact => Math.Abs((Scale * In) - Out) < 1e-6 * Out;

    public static ResizeAxis[] Of(long[] shape, double[]? scales, long[]? sizes, double[] region, long[]? axes, ResizeOptions options)
    {
        int rank = shape.Length;
        int[] resized = axes is null ? Enumerable.Range(0, rank).ToArray() : Array.ConvertAll(axes, a => (int)(a < 0 ? a + rank : a));
        if (sizes is not null && options.KeepAspect != "stretch")
        {
            IEnumerable<double> ratios = resized.Select((a, i) => (double)sizes[i] / shape[a]);
            double common = options.KeepAspect == "not_larger" ? ratios.Min() : ratios.Max();
            sizes = resized.Select(a => (long)Math.Floor((common * shape[a]) + 0.5)).ToArray();
            scales = Enumerable.Repeat(common, resized.Length).ToArray();
        }

        var all = new ResizeAxis[rank];
        for (int axis = 0; axis < rank; axis++)
        {
            int i = Array.IndexOf(resized, axis);
            if (i < 0)
            {
                all[axis] = new(axis, shape[axis], shape[axis], 1, 0, 1);
                continue;
            }

            (double start, double end) = region.Length == 2 * resized.Length ? (region[i], region[i + resized.Length]) : (0, 1);
            double scale = scales?[i] ?? (double)sizes![i] / shape[axis];
            double span = options.Coordinates == "tf_crop_and_resize" ? end - start : 1;
            all[axis] = new(axis, shape[axis], sizes?[i] ?? (long)MathF.Floor(shape[axis] * (float)span * (float)scale), scale, start, end);
        }

        return all;
    }

    public bool IsUnchanged(ResizeOptions options) =>
        In == Out && Scale == 1 && (options.Coordinates != "tf_crop_and_resize" || (Start == 0 && End == 1));

    /// <summary>The place of the element that each new one repeats.</summary>
    public long[] Nearest(ResizeOptions options)
    {
        var places = new long[Out];
        for (int i = 0; i < Out; i++)
        {
            double at = Source(i, options);
            double rounded = options.Rounding switch
            {
                "floor" => Math.Floor(at),
                "ceil" => Math.Ceiling(at),
                "round_prefer_ceil" => Math.Floor(at + 0.5),
                _ => Math.Ceiling(at - 0.5),
            };
            places[i] = (long)Math.Clamp(rounded, 0, In - 1);
        }

        return places;
    }

    /// <summary>The weight of every element in each new one, row by row, and which new ones lie outside the region.</summary>
    public (double[] Weights, bool[] Outside) Weights(ResizeOptions options)
    {
        var weights = new double[Out * In];
        var outside = new bool[Out];
        bool cubic = options.Mode == "cubic";

        // A smaller output averages over as many elements as it replaces.
        double widening = options.Antialias ? Math.Max(1, 1 / Scale) : 1;
        double reach = (cubic ? 2 : 1) * widening;
        for (int row = 0; row < Out; row++)
        {
            double at = Source(row, options);
            outside[row] = options.Coordinates == "tf_crop_and_resize" && (at < 0 || at > In - 1);
            double total = 0;
            for (long k = (long)Math.Floor(at - reach) + 1; k < at + reach; k++)
            {
                double weight = Kernel((k - at) / widening, cubic, options.CubicA);
                if (options.ExcludeOutside && (k < 0 || k >= In))
                    continue;
                weights[(row * In) + Math.Clamp(k, 0, In - 1)] += weight;
                total += weight;
            }

            for (long k = row * In; total != 0 && k < (row + 1) * In; k++)
                weights[k] /= total;
        }

        return (weights, outside);
    }

    private static double Kernel(double distance, bool cubic, double a)
    {
        double d = Math.Abs(distance);
        if (!cubic)
            return Math.Max(0, 1 - d);
        return d switch
        {
            <= 1 => ((a + 2) * d * d * d) - ((a + 3) * d * d) + 1,
            < 2 => (a * d * d * d) - (5 * a * d * d) + (8 * a * d) - (4 * a),
            _ => 0,
        };
    }

    private double Source(int place, ResizeOptions options)
    {
        // Region and factor count with the size that they ask for, which has been rounded down.
        double length = Scale * In;
        return options.Coordinates switch
        {
            "asymmetric" => place / Scale,
            "align_corners" => Out == 1 ? 0 : place * (In - 1.0) / (Math.Abs(length - Out) < 1 && !IsExact ? length - 1 : Out - 1),
            "pytorch_half_pixel" => length <= 1 ? 0 : ((place + 0.5) / Scale) - 0.5,
            "tf_half_pixel_for_nn" => (place + 0.5) / Scale,
            "tf_crop_and_resize" => Out > 1
                ? (Start * (In - 1)) + (place * (End - Start) * (In - 1) / (Out - 1))
                : 0.5 * (Start + End) * (In - 1),
            "half_pixel_symmetric" => (In / 2.0 * (1 - (Out / length))) + ((place + 0.5) / Scale) - 0.5,
            _ => ((place + 0.5) / Scale) - 0.5,
        };
    }
}

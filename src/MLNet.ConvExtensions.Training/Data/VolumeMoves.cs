namespace MLNet.ConvExtensions.Training.Data;

/// <summary>Moves and resizes volumes: each slice as an image, and the slices along the depth.</summary>
internal static class VolumeMoves
{
    /// <summary>Moves by whole positions, then mirrors each slice: values stay as they are.</summary>
    public static void Shift(
        ReadOnlySpan<float> source,
        Span<float> volume,
        SampleShape shape,
        (int Right, int Down, int Deep) by,
        (bool Horizontal, bool Vertical) mirror,
        BorderFill border,
        float fill
    )
    {
        var slice = new SampleShape(1, shape.Height, shape.Width);
        for (int channel = 0; channel < shape.Channels; channel++)
        {
            for (int z = 0; z < shape.Depth; z++)
            {
                Span<float> to = volume.Slice(((channel * shape.Depth) + z) * slice.Length, slice.Length);
                int from = PlaneMoves.Inside(z - by.Deep, shape.Depth, border);
                if (from < 0)
                {
                    to.Fill(fill);
                    continue;
                }

                ReadOnlySpan<float> plane = source.Slice(((channel * shape.Depth) + from) * slice.Length, slice.Length);
                PlaneMoves.Shift(plane, to, slice, (by.Right, by.Down), mirror, border, fill);
            }
        }
    }

    /// <summary>
    /// Moves, turns within the slices, and resizes, with values between positions taken from the eight around (trilinear).
    /// </summary>
    /// <param name="source">The volume.</param>
    /// <param name="volume">Where the new one goes.</param>
    /// <param name="shape">Of both.</param>
    /// <param name="map">Where in a slice of the source a place of the result's slice is.</param>
    /// <param name="depth">Where along the depth of the source a place of the result is: at Z0, plus Zz for each slice from the middle.</param>
    /// <param name="border">How gaps are filled.</param>
    /// <param name="fill">With what, where that is a number.</param>
    /// <param name="spare">Room for a volume.</param>
    public static void Warp(
        ReadOnlySpan<float> source,
        Span<float> volume,
        SampleShape shape,
        PlaneMap map,
        (double Zz, double Z0) depth,
        BorderFill border,
        float fill,
        Span<float> spare
    )
    {
        var slices = new SampleShape(shape.Channels * shape.Depth, shape.Height, shape.Width);
        Span<float> turned = spare[..shape.Length];
        PlaneWarp.Apply(source, slices, turned, slices, map, border, fill);
        int size = shape.Height * shape.Width;
        for (int z = 0; z < shape.Depth; z++)
        {
            double at = (depth.Zz * (z + 0.5 - (shape.Depth / 2.0))) + depth.Z0 - 0.5;
            int first = (int)Math.Floor(at);
            float share = (float)(at - first);
            int z0 = PlaneMoves.Inside(first, shape.Depth, border),
                z1 = PlaneMoves.Inside(first + 1, shape.Depth, border);
            for (int channel = 0; channel < shape.Channels; channel++)
            {
                int start = channel * shape.Depth * size;
                Span<float> to = volume.Slice(start + (z * size), size);
                for (int i = 0; i < size; i++)
                {
                    float before = z0 < 0 ? fill : turned[start + (z0 * size) + i],
                        behind = z1 < 0 ? fill : turned[start + (z1 * size) + i];
                    to[i] = before + ((behind - before) * share);
                }
            }
        }
    }
}

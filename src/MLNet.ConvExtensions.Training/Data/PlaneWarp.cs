using System.Buffers;
using System.Numerics;

namespace MLNet.ConvExtensions.Training.Data;

/// <summary>
/// Moves and turns planes, and brings them to another size, with values between pixels taken from the four around (bilinear): first of the
/// two beside each other, then of the two results above each other.
/// </summary>
internal static unsafe class PlaneWarp
{
    /// <summary>Stands for a pixel outside that is filled.</summary>
    private const int Outside = -1;

    public static void Apply(
        ReadOnlySpan<float> source,
        SampleShape kept,
        Span<float> planes,
        SampleShape shape,
        PlaneMap map,
        BorderFill border,
        float fill
    )
    {
        if (source.Length < kept.Length || planes.Length < shape.Length)
            throw new ArgumentException($"There are {source.Length} values of {kept}, and room for {planes.Length} of {shape}.");
        int[] places = ArrayPool<int>.Shared.Rent(4 * shape.Width);
        float[] shares = ArrayPool<float>.Shared.Rent(4 * shape.Width);
        try
        {
            // What isn't turned has the same columns in each row, and the same rows in each column.
            if (map is { Xy: 0, Yx: 0 })
                Scale(source, kept, planes, shape, map, border, fill, places, shares);
            else
                Turn(source, kept, planes, shape, map, border, fill, places, shares);
        }
        finally
        {
            ArrayPool<int>.Shared.Return(places);
            ArrayPool<float>.Shared.Return(shares);
        }
    }

    private static void Scale(
        ReadOnlySpan<float> source,
        SampleShape kept,
        Span<float> planes,
        SampleShape shape,
        PlaneMap map,
        BorderFill border,
        float fill,
        int[] places,
        float[] shares
    )
    {
        int width = shape.Width;
        Span<int> lefts = places.AsSpan(0, width),
            rights = places.AsSpan(width, width);
        Span<float> across = shares.AsSpan(0, width),
            above = shares.AsSpan(width, width),
            below = shares.AsSpan(2 * width, width);
        bool inside = true;
        for (int x = 0; x < width; x++)
        {
            double at = (map.Xx * (x + 0.5 - (width / 2.0))) + map.X0 - 0.5;
            int left = (int)Math.Floor(at);
            across[x] = (float)(at - left);
            lefts[x] = PlaneMoves.Inside(left, kept.Width, border);
            rights[x] = PlaneMoves.Inside(left + 1, kept.Width, border);
            inside &= (lefts[x] | rights[x]) >= 0;
        }

        for (int channel = 0; channel < shape.Channels; channel++)
        {
            ReadOnlySpan<float> plane = source.Slice(channel * kept.Size, kept.Size);
            Span<float> result = planes.Slice(channel * shape.Size, shape.Size);
            (int rowAbove, int rowBelow) = (int.MinValue, int.MinValue);
            for (int y = 0; y < shape.Height; y++)
            {
                double at = (map.Yy * (y + 0.5 - (shape.Height / 2.0))) + map.Y0 - 0.5;
                int top = (int)Math.Floor(at),
                    wantedAbove = PlaneMoves.Inside(top, kept.Height, border),
                    wantedBelow = PlaneMoves.Inside(top + 1, kept.Height, border);
                // The last row below is often the next above, or the other way round where the picture stands on its head.
                if (wantedAbove == rowBelow || wantedBelow == rowAbove)
                {
                    Span<float> free = above;
                    above = below;
                    below = free;
                    (rowAbove, rowBelow) = (rowBelow, rowAbove);
                }

                if (rowAbove != wantedAbove)
                    MixAcross(plane, wantedAbove, kept.Width, lefts, rights, across, inside, fill, above);
                if (rowBelow != wantedBelow)
                    MixAcross(plane, wantedBelow, kept.Width, lefts, rights, across, inside, fill, below);
                (rowAbove, rowBelow) = (wantedAbove, wantedBelow);
                MixDown(above, below, (float)(at - top), result.Slice(y * width, width));
            }
        }
    }

    private static void MixAcross(
        ReadOnlySpan<float> plane,
        int row,
        int rowLength,
        ReadOnlySpan<int> lefts,
        ReadOnlySpan<int> rights,
        ReadOnlySpan<float> across,
        bool inside,
        float fill,
        Span<float> line
    )
    {
        if (row < 0)
        {
            line.Fill(fill);
            return;
        }

        ReadOnlySpan<float> pixels = plane.Slice(row * rowLength, rowLength);
        if (!inside)
        {
            for (int x = 0; x < line.Length; x++)
                line[x] = Mix(lefts[x] < 0 ? fill : pixels[lefts[x]], rights[x] < 0 ? fill : pixels[rights[x]], across[x]);
            return;
        }

        fixed (
            float* pixel = pixels,
                share = across,
                to = line
        )
        fixed (
            int* left = lefts,
                right = rights
        )
        {
            for (int x = 0; x < line.Length; x++)
                to[x] = Mix(pixel[left[x]], pixel[right[x]], share[x]);
        }
    }

    private static void MixDown(ReadOnlySpan<float> above, ReadOnlySpan<float> below, float share, Span<float> result)
    {
        int x = 0;
        var shares = new Vector<float>(share);
        for (; x <= result.Length - Vector<float>.Count; x += Vector<float>.Count)
        {
            var first = new Vector<float>(above[x..]);
            (first + ((new Vector<float>(below[x..]) - first) * shares)).CopyTo(result[x..]);
        }

        for (; x < result.Length; x++)
            result[x] = Mix(above[x], below[x], share);
    }

    private static void Turn(
        ReadOnlySpan<float> source,
        SampleShape kept,
        Span<float> planes,
        SampleShape shape,
        PlaneMap map,
        BorderFill border,
        float fill,
        int[] places,
        float[] shares
    )
    {
        int width = shape.Width;
        Span<float> across = shares.AsSpan(0, width),
            down = shares.AsSpan(width, width);
        for (int y = 0; y < shape.Height; y++)
        {
            bool inside = Locate(y, kept, shape, map, border, places.AsSpan(0, 4 * width), across, down);
            for (int channel = 0; channel < shape.Channels; channel++)
            {
                ReadOnlySpan<float> plane = source.Slice(channel * kept.Size, kept.Size);
                Span<float> line = planes.Slice((channel * shape.Size) + (y * width), width);
                if (inside)
                {
                    MixFour(plane, places, across, down, line);
                    continue;
                }

                for (int x = 0; x < width; x++)
                {
                    float above = Mix(Value(plane, places[4 * x], fill), Value(plane, places[(4 * x) + 1], fill), across[x]);
                    float below = Mix(Value(plane, places[(4 * x) + 2], fill), Value(plane, places[(4 * x) + 3], fill), across[x]);
                    line[x] = Mix(above, below, down[x]);
                }
            }
        }
    }

    /// <summary>Finds the four pixels of each place of a row, and the shares of the right and the lower ones.</summary>
    /// <returns>Whether all are inside.</returns>
    private static bool Locate(
        int y,
        SampleShape kept,
        SampleShape shape,
        PlaneMap map,
        BorderFill border,
        Span<int> places,
        Span<float> across,
        Span<float> down
    )
    {
        bool inside = true;
        double v = y + 0.5 - (shape.Height / 2.0);
        for (int x = 0; x < shape.Width; x++)
        {
            double u = x + 0.5 - (shape.Width / 2.0);
            double sx = (map.Xx * u) + (map.Xy * v) + map.X0 - 0.5,
                sy = (map.Yx * u) + (map.Yy * v) + map.Y0 - 0.5;
            int left = (int)Math.Floor(sx),
                top = (int)Math.Floor(sy);
            (across[x], down[x]) = ((float)(sx - left), (float)(sy - top));
            Span<int> four = places.Slice(4 * x, 4);
            if ((uint)left < (uint)(kept.Width - 1) && (uint)top < (uint)(kept.Height - 1))
            {
                int first = (top * kept.Width) + left;
                (four[0], four[1], four[2], four[3]) = (first, first + 1, first + kept.Width, first + kept.Width + 1);
                continue;
            }

            int x0 = PlaneMoves.Inside(left, kept.Width, border),
                x1 = PlaneMoves.Inside(left + 1, kept.Width, border),
                y0 = PlaneMoves.Inside(top, kept.Height, border),
                y1 = PlaneMoves.Inside(top + 1, kept.Height, border);
            (four[0], four[1], four[2], four[3]) = (Place(x0, y0), Place(x1, y0), Place(x0, y1), Place(x1, y1));
            inside &= (x0 | x1 | y0 | y1) >= 0;
        }

        return inside;

        int Place(int column, int row) => (column | row) < 0 ? Outside : (row * kept.Width) + column;
    }

    private static void MixFour(
        ReadOnlySpan<float> plane,
        int[] places,
        ReadOnlySpan<float> across,
        ReadOnlySpan<float> down,
        Span<float> line
    )
    {
        fixed (
            float* pixel = plane,
                shareAcross = across,
                shareDown = down,
                to = line
        )
        fixed (int* four = places)
        {
            for (int x = 0; x < line.Length; x++)
            {
                int* at = four + (4 * x);
                float above = Mix(pixel[at[0]], pixel[at[1]], shareAcross[x]),
                    below = Mix(pixel[at[2]], pixel[at[3]], shareAcross[x]);
                to[x] = Mix(above, below, shareDown[x]);
            }
        }
    }

    private static float Value(ReadOnlySpan<float> plane, int place, float fill) => place < 0 ? fill : plane[place];

    private static float Mix(float a, float b, float share) => a + ((b - a) * share);
}

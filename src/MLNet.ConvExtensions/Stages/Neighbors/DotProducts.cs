using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace MLNet.ConvExtensions.Stages.Neighbors;

/// <summary>
/// Products of all rows of one block with all rows of another, twelve at a time, so that a number that was read is used three or four
/// times. Which products are computed together changes nothing about their values.
/// </summary>
internal static class DotProducts
{
    private const int Lanes = 8;

    /// <summary>Rounding of a product, as a part of the product of the lengths: no sum is longer than this many additions.</summary>
    /// <param name="dimension">The numbers of a row.</param>
    public static double RelativeError(int dimension) => ((dimension / Lanes) + Lanes + 4) * 1.2e-7;

    /// <param name="a">Rows one after another.</param>
    /// <param name="b">Rows one after another.</param>
    /// <param name="dimension">The numbers of a row.</param>
    /// <param name="products">
    /// Receives the products: for each row of <paramref name="a"/> those with all rows of <paramref name="b"/>.
    /// </param>
    public static void Compute(ReadOnlySpan<float> a, ReadOnlySpan<float> b, int dimension, Span<float> products)
    {
        int rows = a.Length / dimension,
            columns = b.Length / dimension;
        if (products.Length < rows * columns)
            throw new ArgumentException($"There is room for {products.Length} products; needed: {rows * columns}.", nameof(products));
        ref float x = ref MemoryMarshal.GetReference(a);
        ref float y = ref MemoryMarshal.GetReference(b);
        int column = 0;
        for (; column + 4 <= columns; column += 4)
        {
            ref float at = ref Unsafe.Add(ref y, column * dimension);
            int row = 0;
            for (; row + 3 <= rows; row += 3)
                ThreeByFour(ref Unsafe.Add(ref x, row * dimension), ref at, dimension, products[((row * columns) + column)..], columns);
            for (; row < rows; row++)
                OneByFour(ref Unsafe.Add(ref x, row * dimension), ref at, dimension, products[((row * columns) + column)..]);
        }

        for (; column < columns; column++)
        {
            for (int row = 0; row < rows; row++)
                products[(row * columns) + column] = One(
                    ref Unsafe.Add(ref x, row * dimension),
                    ref Unsafe.Add(ref y, column * dimension),
                    dimension
                );
        }
    }

    private static void ThreeByFour(ref float x, ref float y, int dimension, Span<float> products, int columns)
    {
        ref float x1 = ref Unsafe.Add(ref x, dimension);
        ref float x2 = ref Unsafe.Add(ref x, 2 * dimension);
        ref float y1 = ref Unsafe.Add(ref y, dimension);
        ref float y2 = ref Unsafe.Add(ref y, 2 * dimension);
        ref float y3 = ref Unsafe.Add(ref y, 3 * dimension);
        Vector256<float> s00 = default,
            s01 = default,
            s02 = default,
            s03 = default,
            s10 = default,
            s11 = default,
            s12 = default,
            s13 = default,
            s20 = default,
            s21 = default,
            s22 = default,
            s23 = default;
        nuint i = 0,
            whole = (nuint)(dimension - (dimension % Lanes));
        for (; i < whole; i += Lanes)
        {
            Vector256<float> a0 = Vector256.LoadUnsafe(ref x, i),
                a1 = Vector256.LoadUnsafe(ref x1, i),
                a2 = Vector256.LoadUnsafe(ref x2, i),
                b = Vector256.LoadUnsafe(ref y, i);
            s00 = Vector256.FusedMultiplyAdd(a0, b, s00);
            s10 = Vector256.FusedMultiplyAdd(a1, b, s10);
            s20 = Vector256.FusedMultiplyAdd(a2, b, s20);
            b = Vector256.LoadUnsafe(ref y1, i);
            s01 = Vector256.FusedMultiplyAdd(a0, b, s01);
            s11 = Vector256.FusedMultiplyAdd(a1, b, s11);
            s21 = Vector256.FusedMultiplyAdd(a2, b, s21);
            b = Vector256.LoadUnsafe(ref y2, i);
            s02 = Vector256.FusedMultiplyAdd(a0, b, s02);
            s12 = Vector256.FusedMultiplyAdd(a1, b, s12);
            s22 = Vector256.FusedMultiplyAdd(a2, b, s22);
            b = Vector256.LoadUnsafe(ref y3, i);
            s03 = Vector256.FusedMultiplyAdd(a0, b, s03);
            s13 = Vector256.FusedMultiplyAdd(a1, b, s13);
            s23 = Vector256.FusedMultiplyAdd(a2, b, s23);
        }

        int rest = dimension - (int)whole;
        ref float xr = ref Unsafe.Add(ref x, (int)whole);
        ref float yr = ref Unsafe.Add(ref y, (int)whole);
        products[0] = Sum(s00, ref xr, ref yr, rest);
        products[1] = Sum(s01, ref xr, ref Unsafe.Add(ref yr, dimension), rest);
        products[2] = Sum(s02, ref xr, ref Unsafe.Add(ref yr, 2 * dimension), rest);
        products[3] = Sum(s03, ref xr, ref Unsafe.Add(ref yr, 3 * dimension), rest);
        xr = ref Unsafe.Add(ref xr, dimension);
        products[columns] = Sum(s10, ref xr, ref yr, rest);
        products[columns + 1] = Sum(s11, ref xr, ref Unsafe.Add(ref yr, dimension), rest);
        products[columns + 2] = Sum(s12, ref xr, ref Unsafe.Add(ref yr, 2 * dimension), rest);
        products[columns + 3] = Sum(s13, ref xr, ref Unsafe.Add(ref yr, 3 * dimension), rest);
        xr = ref Unsafe.Add(ref xr, dimension);
        products[2 * columns] = Sum(s20, ref xr, ref yr, rest);
        products[(2 * columns) + 1] = Sum(s21, ref xr, ref Unsafe.Add(ref yr, dimension), rest);
        products[(2 * columns) + 2] = Sum(s22, ref xr, ref Unsafe.Add(ref yr, 2 * dimension), rest);
        products[(2 * columns) + 3] = Sum(s23, ref xr, ref Unsafe.Add(ref yr, 3 * dimension), rest);
    }

    private static void OneByFour(ref float x, ref float y, int dimension, Span<float> products)
    {
        ref float y1 = ref Unsafe.Add(ref y, dimension);
        ref float y2 = ref Unsafe.Add(ref y, 2 * dimension);
        ref float y3 = ref Unsafe.Add(ref y, 3 * dimension);
        Vector256<float> s0 = default,
            s1 = default,
            s2 = default,
            s3 = default;
        nuint i = 0,
            whole = (nuint)(dimension - (dimension % Lanes));
        for (; i < whole; i += Lanes)
        {
            Vector256<float> a = Vector256.LoadUnsafe(ref x, i);
            s0 = Vector256.FusedMultiplyAdd(a, Vector256.LoadUnsafe(ref y, i), s0);
            s1 = Vector256.FusedMultiplyAdd(a, Vector256.LoadUnsafe(ref y1, i), s1);
            s2 = Vector256.FusedMultiplyAdd(a, Vector256.LoadUnsafe(ref y2, i), s2);
            s3 = Vector256.FusedMultiplyAdd(a, Vector256.LoadUnsafe(ref y3, i), s3);
        }

        int rest = dimension - (int)whole;
        ref float xr = ref Unsafe.Add(ref x, (int)whole);
        ref float yr = ref Unsafe.Add(ref y, (int)whole);
        products[0] = Sum(s0, ref xr, ref yr, rest);
        products[1] = Sum(s1, ref xr, ref Unsafe.Add(ref yr, dimension), rest);
        products[2] = Sum(s2, ref xr, ref Unsafe.Add(ref yr, 2 * dimension), rest);
        products[3] = Sum(s3, ref xr, ref Unsafe.Add(ref yr, 3 * dimension), rest);
    }

    private static float One(ref float x, ref float y, int dimension)
    {
        Vector256<float> sum = default;
        nuint i = 0,
            whole = (nuint)(dimension - (dimension % Lanes));
        for (; i < whole; i += Lanes)
            sum = Vector256.FusedMultiplyAdd(Vector256.LoadUnsafe(ref x, i), Vector256.LoadUnsafe(ref y, i), sum);
        return Sum(sum, ref Unsafe.Add(ref x, (int)whole), ref Unsafe.Add(ref y, (int)whole), dimension - (int)whole);
    }

    private static float Sum(Vector256<float> lanes, ref float x, ref float y, int rest)
    {
        float sum = Vector256.Sum(lanes);
        for (int i = 0; i < rest; i++)
            sum += Unsafe.Add(ref x, i) * Unsafe.Add(ref y, i);
        return sum;
    }
}

using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace MLNet.ConvExtensions.Imaging;

/// <summary>
/// Resizes an image with an antialiasing filter and cuts out a window of the result, without computing the rest. Memory is used again
/// for the next image. Not for several threads at once.
/// </summary>
/// <remarks>
/// The arithmetic is that of Pillow for 8-bit images, so that networks see what they saw in training: columns first, rounded to
/// bytes, then rows; weights as integers with 22 bits behind the point; no pass along a side that keeps its length. Integer sums
/// don't depend on their order, so vectors of any width give the same result.
/// </remarks>
internal sealed class ImageResizer
{
    private const int Channels = 3;
    private const int BytesPerPixel = 4;
    private const int Half = 1 << (FilterWeights.Precision - 1);

    private readonly FilterWeights _horizontal = new(copies: BytesPerPixel);
    private readonly FilterWeights _vertical = new(copies: 1);
    private byte[] _columns = [];

    /// <summary>Resizes to <paramref name="width"/> x <paramref name="height"/> and writes the given window of it.</summary>
    /// <param name="source">The image.</param>
    /// <param name="width">Width of the whole resized image.</param>
    /// <param name="height">Height of the whole resized image.</param>
    /// <param name="window">The part of the resized image to compute.</param>
    /// <param name="interpolation">The filter.</param>
    /// <param name="normalisation">What is done to the resized values, which are whole numbers from 0 to 255.</param>
    /// <param name="planes">Receives the window as planes of channels.</param>
    public unsafe void Resize(
        PixelBuffer source,
        int width,
        int height,
        Window window,
        Interpolation interpolation,
        PixelNormalisation normalisation,
        Span<float> planes
    )
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(planes.Length, Channels * window.Width * window.Height, nameof(planes));
        _horizontal.Prepare(
            new FilterWeights.Line(source.Width, source.FullWidth * source.Scale, width, window.Left, window.Width, interpolation)
        );
        _vertical.Prepare(
            new FilterWeights.Line(source.Height, source.FullHeight * source.Scale, height, window.Top, window.Height, interpolation)
        );

        int firstRow = _vertical.First[0];
        int rows = _vertical.First[^1] + _vertical.Count[^1] - firstRow;
        int stride = (window.Width + Vector256<int>.Count - 1) & -Vector256<int>.Count;
        int length = checked(rows * Channels * stride);
        if (_columns.Length < length)
            _columns = GC.AllocateUninitializedArray<byte>(length);
        fixed (
            byte* pixels = source.Bytes,
                columns = _columns
        )
        fixed (float* output = planes)
        {
            for (int y = 0; y < rows; y++)
                ResampleColumns(
                    pixels + (long)(firstRow + y) * source.Width * BytesPerPixel,
                    columns + (long)y * Channels * stride,
                    stride
                );
            for (int y = 0; y < window.Height; y++)
            {
                byte* from = columns + (long)(_vertical.First[y] - firstRow) * Channels * stride;
                for (int channel = 0; channel < Channels; channel++)
                {
                    float* to = output + ((long)normalisation.Plane(channel) * window.Height + y) * window.Width;
                    ResampleRow(
                        y,
                        from + channel * stride,
                        stride,
                        to,
                        window.Width,
                        normalisation.Factor(channel),
                        normalisation.Offset(channel)
                    );
                }
            }
        }
    }

    /// <summary>Resizes one row of pixels along its length, and takes its channels apart.</summary>
    private unsafe void ResampleColumns(byte* row, byte* output, int stride)
    {
        ReadOnlySpan<int> first = _horizontal.First,
            count = _horizontal.Count;
        int x = 0;
        for (; x + 3 < first.Length; x += 4)
        {
            // The four pixels' sums have red, green, blue in their elements 0, 1, 2; shifted together, an element holds one channel of all
            // four.
            Vector128<int> channels =
                SumPixel(row, first[x], count[x], x)
                | SumPixel(row, first[x + 1], count[x + 1], x + 1) << 8
                | SumPixel(row, first[x + 2], count[x + 2], x + 2) << 16
                | SumPixel(row, first[x + 3], count[x + 3], x + 3) << 24;
            Unsafe.WriteUnaligned(output + x, channels[0]);
            Unsafe.WriteUnaligned(output + stride + x, channels[1]);
            Unsafe.WriteUnaligned(output + 2 * stride + x, channels[2]);
        }

        for (; x < first.Length; x++)
        {
            Vector128<int> pixel = SumPixel(row, first[x], count[x], x);
            for (int channel = 0; channel < Channels; channel++)
                output[channel * stride + x] = (byte)pixel[channel];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private unsafe Vector128<int> SumPixel(byte* row, int first, int count, int x)
    {
        ref int weights = ref _horizontal.WeightsOf(x);
        byte* pixel = row + (long)first * BytesPerPixel;
        Vector256<int> pairs = Vector256<int>.Zero;
        nuint i = 0,
            pairsEnd = (nuint)(count & ~1);
        for (; i < pairsEnd; i += 2)
            pairs += Widen(pixel + i * BytesPerPixel) * Vector256.LoadUnsafe(ref weights, i * BytesPerPixel);
        Vector128<int> sum = Vector128.Create(Half) + pairs.GetLower() + pairs.GetUpper();
        if ((count & 1) != 0)
        {
            Vector128<byte> last = Vector128.CreateScalarUnsafe(Unsafe.ReadUnaligned<int>(pixel + i * BytesPerPixel)).AsByte();
            sum += Vector128.WidenLower(Vector128.WidenLower(last)).AsInt32() * Vector128.LoadUnsafe(ref weights, i * BytesPerPixel);
        }

        return Vector128.Clamp(sum >> FilterWeights.Precision, Vector128<int>.Zero, Vector128.Create(255));
    }

    /// <summary>Computes one row of one channel from the rows above each other in the source.</summary>
    private unsafe void ResampleRow(int y, byte* source, int stride, float* output, int width, float factor, float offset)
    {
        int count = _vertical.Count[y];
        ref int weights = ref _vertical.WeightsOf(y);
        for (int x = 0; x < width; x += Vector256<int>.Count)
        {
            Vector256<int> sum = Vector256.Create(Half);
            byte* at = source + x;
            for (int i = 0; i < count; i++, at += Channels * stride)
                sum += Widen(at) * Vector256.Create(Unsafe.Add(ref weights, i));
            Vector256<float> bytes = Vector256.ConvertToSingle(
                Vector256.Clamp(sum >> FilterWeights.Precision, Vector256<int>.Zero, Vector256.Create(255))
            );
            Vector256<float> values = (bytes * factor) + Vector256.Create(offset);
            if (x + Vector256<int>.Count <= width)
                values.Store(output + x);
            else
                MemoryMarshal
                    .CreateReadOnlySpan(in Unsafe.As<Vector256<float>, float>(ref values), width - x)
                    .CopyTo(new Span<float>(output + x, width - x));
        }
    }

    /// <summary>Eight bytes as integers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe Vector256<int> Widen(byte* bytes)
    {
        if (Avx2.IsSupported)
            return Avx2.ConvertToVector256Int32(bytes);
        Vector128<ushort> words = Vector128.WidenLower(Vector128.CreateScalarUnsafe(Unsafe.ReadUnaligned<long>(bytes)).AsByte());
        return Vector256.Create(Vector128.WidenLower(words), Vector128.WidenUpper(words)).AsInt32();
    }

    /// <summary>A rectangle within an image.</summary>
    internal readonly record struct Window(int Left, int Top, int Width, int Height);
}

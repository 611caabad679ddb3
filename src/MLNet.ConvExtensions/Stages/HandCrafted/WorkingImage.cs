using System.Numerics;
using System.Runtime.InteropServices;

namespace MLNet.ConvExtensions.Stages.HandCrafted;

/// <summary>
/// An image at the size at which features are computed: its planes as they came, and as bytes, and its grey values. The memory is used
/// again for every image.
/// </summary>
internal sealed class WorkingImage(int width, int height)
{
    private readonly float[] _planes = new float[3 * width * height];
    private readonly byte[] _bytes = new byte[3 * width * height];
    private readonly byte[] _grey = new byte[width * height];

    public int Width => width;

    public int Height => height;

    public int PixelCount => width * height;

    /// <summary>Planes of red, green and blue, 0 to 255.</summary>
    public Span<float> Planes => _planes;

    /// <summary>Planes of red, green and blue as bytes. Values of pixel vectors are rounded.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>The grey values by the weights of Rec. 601, rounded as OpenCV rounds them.</summary>
    public ReadOnlySpan<byte> Grey => _grey;

    public ReadOnlySpan<float> Plane(int channel) => _planes.AsSpan(channel * PixelCount, PixelCount);

    /// <summary>A row of grey values.</summary>
    public ReadOnlySpan<byte> GreyRow(int y) => _grey.AsSpan(y * width, width);

    /// <summary>Makes bytes and grey values of what was written to <see cref="Planes"/>.</summary>
    public void Update()
    {
        Narrow(_planes, _bytes);
        ReadOnlySpan<byte> red = _bytes.AsSpan(0, PixelCount),
            green = _bytes.AsSpan(PixelCount, PixelCount),
            blue = _bytes.AsSpan(2 * PixelCount, PixelCount);
        for (int i = 0; i < _grey.Length; i++)
            _grey[i] = (byte)((red[i] * 9798 + green[i] * 19235 + blue[i] * 3735 + (1 << 14)) >> 15);
    }

    private static void Narrow(ReadOnlySpan<float> values, Span<byte> bytes)
    {
        ReadOnlySpan<Vector<float>> vectors = MemoryMarshal.Cast<float, Vector<float>>(values);
        Span<Vector<byte>> results = MemoryMarshal.Cast<byte, Vector<byte>>(bytes);
        for (int i = 0; i < results.Length; i++)
        {
            Vector<ushort> low = Vector.Narrow(Round(vectors[4 * i]), Round(vectors[4 * i + 1]));
            Vector<ushort> high = Vector.Narrow(Round(vectors[4 * i + 2]), Round(vectors[4 * i + 3]));
            results[i] = Vector.Narrow(low, high);
        }

        for (int i = results.Length * Vector<byte>.Count; i < bytes.Length; i++)
            bytes[i] = (byte)(Math.Clamp(values[i], 0f, 255f) + 0.5f);
    }

    private static Vector<uint> Round(Vector<float> values) =>
        Vector
            .ConvertToInt32(Vector.Min(Vector.Max(values, Vector<float>.Zero), new Vector<float>(255f)) + new Vector<float>(0.5f))
            .As<int, uint>();
}

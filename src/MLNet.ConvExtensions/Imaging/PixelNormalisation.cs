using System.Numerics;
using System.Runtime.InteropServices;

namespace MLNet.ConvExtensions.Imaging;

/// <summary>
/// What is done to the values of pixels before a network sees them: a factor and an offset for each channel, and the order of the channels.
/// The same arithmetic as that of the nodes which stand for it in a saved graph, so the same bits; but done where the values are at hand.
/// </summary>
internal sealed class PixelNormalisation
{
    private const int Channels = 3;

    private readonly float[] _factors;
    private readonly float[] _offsets;
    private readonly bool _blueFirst;

    public PixelNormalisation(BackbonePreprocessing preprocessing)
    {
        _factors = [.. Enumerable.Range(0, Channels).Select(preprocessing.Factor)];
        _offsets = [.. Enumerable.Range(0, Channels).Select(preprocessing.Offset)];
        _blueFirst = preprocessing.BlueFirst;
    }

    /// <summary>Leaves values as they are, 0 to 255, red first.</summary>
    public static PixelNormalisation None { get; } =
        new(
            new BackbonePreprocessing
            {
                Scale = 1,
                Mean = [0, 0, 0],
                StandardDeviation = [1, 1, 1],
            }
        );

    /// <summary>What the values of a channel (0 for red) are multiplied with.</summary>
    public float Factor(int channel) => _factors[channel];

    /// <summary>What is added to the values of a channel (0 for red) then.</summary>
    public float Offset(int channel) => _offsets[channel];

    /// <summary>The plane that a channel (0 for red) is written to.</summary>
    public int Plane(int channel) => _blueFirst ? Channels - 1 - channel : channel;

    /// <summary>Normalises planes of red, green and blue.</summary>
    public void Apply(ReadOnlySpan<float> pixels, Span<float> planes)
    {
        if (this == None)
        {
            // Also for rows of other lengths, which are no planes of colours.
            pixels.CopyTo(planes);
            return;
        }

        int size = pixels.Length / Channels;
        for (int channel = 0; channel < Channels; channel++)
        {
            ReadOnlySpan<float> from = pixels.Slice(channel * size, size);
            Span<float> to = planes.Slice(Plane(channel) * size, size);
            float factor = Factor(channel),
                offset = Offset(channel);
            ReadOnlySpan<Vector<float>> vectors = MemoryMarshal.Cast<float, Vector<float>>(from);
            Span<Vector<float>> results = MemoryMarshal.Cast<float, Vector<float>>(to);
            for (int i = 0; i < vectors.Length; i++)
                results[i] = (vectors[i] * factor) + new Vector<float>(offset);
            for (int i = vectors.Length * Vector<float>.Count; i < size; i++)
                to[i] = (from[i] * factor) + offset;
        }
    }
}

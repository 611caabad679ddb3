using System.Numerics;

namespace MLNet.ConvExtensions.Stages.HandCrafted;

/// <summary>Histograms of the channels of colour spaces, as shares of the pixels. Each value of a pixel counts for one bin.</summary>
/// <remarks>The spaces are those of scikit-image's <c>rgb2hsv</c> and <c>rgb2lab</c> (sRGB, D65).</remarks>
internal sealed class ColorDescriptor : Descriptor
{
    private readonly HandCraftedColors _colors;
    private readonly int _bins;
    private readonly int[] _counts;
    private readonly int[] _hue = new int[Vector<int>.Count];
    private readonly int[] _saturation = new int[Vector<int>.Count];
    private readonly int[] _value = new int[Vector<int>.Count];
    private readonly LabColors _lab = new();

    public ColorDescriptor(HandCraftedFeaturesOptions options)
    {
        (_colors, _bins) = (options.Colors, options.ColorBins);
        _counts = new int[3 * _bins];
    }

    public override IReadOnlyList<string> Names =>
        [
            .. from space in Spaces()
            from channel in space.Channels
            from bin in Enumerable.Range(0, _bins)
            select $"Color.{space.Space}.{channel}{bin}",
        ];

    public override void Compute(WorkingImage image, Span<float> features)
    {
        foreach (
            HandCraftedColors space in (ReadOnlySpan<HandCraftedColors>)
                [HandCraftedColors.Rgb, HandCraftedColors.Hsv, HandCraftedColors.Lab]
        )
        {
            if (!_colors.HasFlag(space))
                continue;
            Array.Clear(_counts);
            if (space == HandCraftedColors.Rgb)
                CountRgb(image);
            else if (space == HandCraftedColors.Hsv)
                CountHsv(image);
            else
                CountLab(image);
            for (int i = 0; i < _counts.Length; i++)
                features[i] = (float)_counts[i] / image.PixelCount;
            features = features[_counts.Length..];
        }
    }

    private IEnumerable<(HandCraftedColors Space, string[] Channels)> Spaces()
    {
        if (_colors.HasFlag(HandCraftedColors.Rgb))
            yield return (HandCraftedColors.Rgb, ["Red", "Green", "Blue"]);
        if (_colors.HasFlag(HandCraftedColors.Hsv))
            yield return (HandCraftedColors.Hsv, ["Hue", "Saturation", "Value"]);
        if (_colors.HasFlag(HandCraftedColors.Lab))
            yield return (HandCraftedColors.Lab, ["L", "A", "B"]);
    }

    private void CountRgb(WorkingImage image)
    {
        for (int channel = 0; channel < 3; channel++)
        {
            Span<int> counts = _counts.AsSpan(channel * _bins, _bins);
            foreach (byte value in image.Bytes.Slice(channel * image.PixelCount, image.PixelCount))
                counts[value * _bins >> 8]++;
        }
    }

    // Of whole numbers up to 255 a quotient of floats rounds to a bin's border only where it is one: the bins are exact.
    private void CountHsv(WorkingImage image)
    {
        int pixels = image.PixelCount,
            step = Vector<float>.Count;
        Span<float> rest = stackalloc float[3 * step];
        for (int i = 0; i < pixels; i += step)
        {
            int count = Math.Min(step, pixels - i);
            if (count == step)
            {
                FindHsv(Load(image.Bytes[i..]), Load(image.Bytes[(pixels + i)..]), Load(image.Bytes[(2 * pixels + i)..]));
            }
            else
            {
                for (int channel = 0; channel < 3; channel++)
                {
                    for (int j = 0; j < count; j++)
                        rest[channel * step + j] = image.Bytes[channel * pixels + i + j];
                }

                FindHsv(new(rest), new(rest[step..]), new(rest[(2 * step)..]));
            }

            for (int j = 0; j < count; j++)
            {
                _counts[_hue[j]]++;
                _counts[_bins + _saturation[j]]++;
                _counts[2 * _bins + _value[j]]++;
            }
        }
    }

    private void FindHsv(Vector<float> red, Vector<float> green, Vector<float> blue)
    {
        Vector<float> largest = Vector.Max(Vector.Max(red, green), blue),
            range = largest - Vector.Min(Vector.Min(red, green), blue);
        Vector<float> bins = new(_bins),
            most = new(_bins - 1),
            six = new(6f);
        // A pixel without colour has no hue: 0 divided by 1.
        Vector<float> divisor = Vector.Max(range, Vector<float>.One);

        // Six parts of the circle, each from one primary colour to the next; where two are largest, blue goes before green before red.
        Vector<float> hue = green - blue;
        hue = Vector.ConditionalSelect(Vector.Equals(largest, green), blue - red + (divisor * 2), hue);
        hue = Vector.ConditionalSelect(Vector.Equals(largest, blue), red - green + (divisor * 4), hue);
        hue = Vector.ConditionalSelect(Vector.LessThan(hue, Vector<float>.Zero), hue + (divisor * six), hue);
        hue = Vector.ConditionalSelect(Vector.Equals(range, Vector<float>.Zero), Vector<float>.Zero, hue);

        ToBin(hue * bins / (divisor * six), most).CopyTo(_hue);
        ToBin(range * bins / Vector.Max(largest, Vector<float>.One), most).CopyTo(_saturation);
        ToBin(largest * bins / new Vector<float>(256), most).CopyTo(_value);
    }

    private static Vector<int> ToBin(Vector<float> bin, Vector<float> most) => Vector.ConvertToInt32(Vector.Min(Vector.Floor(bin), most));

    private static Vector<float> Load(ReadOnlySpan<byte> bytes)
    {
        Span<float> values = stackalloc float[Vector<float>.Count];
        for (int i = 0; i < values.Length; i++)
            values[i] = bytes[i];
        return new Vector<float>(values);
    }

    private void CountLab(WorkingImage image)
    {
        int pixels = image.PixelCount;
        ReadOnlySpan<byte> red = image.Bytes[..pixels],
            green = image.Bytes.Slice(pixels, pixels),
            blue = image.Bytes[(2 * pixels)..];
        for (int i = 0; i < pixels; i++)
        {
            (float l, float a, float b) = _lab.Of(red[i], green[i], blue[i]);
            _counts[Bin(l / 100)]++;
            _counts[_bins + Bin((a + 128) / 256)]++;
            _counts[2 * _bins + Bin((b + 128) / 256)]++;
        }
    }

    private int Bin(float share) => Math.Clamp((int)(share * _bins), 0, _bins - 1);
}

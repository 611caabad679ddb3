using System.Numerics.Tensors;

namespace MLNet.ConvExtensions.Training.Data;

/// <summary>Hides stretches of time and bands of frequencies (SpecAugment): they get the mean of their channel.</summary>
internal static class PlaneMasks
{
    public static void Apply(ImagePlanes image, AugmentationOptions options, ref SampleRandom random)
    {
        if (options.TimeMask <= 0 && options.FrequencyMask <= 0)
            return;
        Span<float> means = stackalloc float[Math.Min(image.Channels, 64)];
        if (image.Channels > means.Length)
            means = new float[image.Channels];
        for (int channel = 0; channel < image.Channels; channel++)
            means[channel] = TensorPrimitives.Sum<float>(image.Plane(channel)) / image.Size;
        for (int mask = 0; mask < options.NumberOfMasks; mask++)
        {
            if (options.TimeMask > 0)
            {
                (int start, int length) = Stretch(image.Width, options.TimeMask, ref random);
                for (int row = 0; row < image.Channels * image.Height; row++)
                    image.Values.Slice((row * image.Width) + start, length).Fill(means[row / image.Height]);
            }

            if (options.FrequencyMask > 0)
            {
                (int start, int length) = Stretch(image.Height, options.FrequencyMask, ref random);
                for (int channel = 0; channel < image.Channels; channel++)
                    image.Plane(channel).Slice(start * image.Width, length * image.Width).Fill(means[channel]);
            }
        }
    }

    /// <summary>A stretch of 0 up to the given part of an axis, anywhere on it.</summary>
    private static (int Start, int Length) Stretch(int size, double most, ref SampleRandom random)
    {
        int length = random.Next((int)(most * size) + 1);
        return (random.Next(size - length + 1), length);
    }
}

using System.Numerics.Tensors;
using Microsoft.Extensions.Logging;

namespace MLNet.ConvExtensions.Runtime;

/// <summary>
/// Warns once where the first images, different ones, all get the same features: those then say nothing. Safe for several threads.
/// </summary>
internal sealed class ConstantFeatures(string layer, ILogger? logger)
{
    /// <summary>So many different images with the same features are no chance.</summary>
    private const int Enough = 8;

    private const float Rounding = 1e-6f;

    private readonly Lock _lock = new();
    private readonly List<float[]> _images = [];
    private float[] _features = [];
    private volatile bool _decided = logger is null;

    /// <summary>Looks at an image and its features, until it is clear whether they differ.</summary>
    public void Look(ReadOnlySpan<float> pixels, ReadOnlySpan<float> features)
    {
        if (_decided)
            return;
        lock (_lock)
        {
            if (_decided || features.ContainsAnyExceptInRange(float.MinValue, float.MaxValue) || IsKnown(pixels))
                return;
            if (_images.Count == 0)
                _features = features.ToArray();
            _images.Add(pixels.ToArray());
            float tolerance = Rounding * Math.Max(1, Math.Abs(TensorPrimitives.MaxMagnitude<float>(_features)));
            bool differ = false;
            for (int i = 0; i < features.Length && !differ; i++)
                differ = Math.Abs(features[i] - _features[i]) > tolerance;
            if (!differ && _images.Count < Enough)
                return;
            _decided = true;
            _images.Clear();
            if (!differ)
            {
                logger!.LogWarning(
                    "The features of layer '{Layer}' are the same for the first {Count} images, which differ: they tell nothing about an "
                        + "image. Choose another layer or pooling.",
                    layer,
                    Enough
                );
            }
        }
    }

    private bool IsKnown(ReadOnlySpan<float> pixels)
    {
        foreach (float[] image in _images)
        {
            if (pixels.SequenceEqual(image))
                return true;
        }

        return false;
    }
}

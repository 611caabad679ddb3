using MLNet.ConvExtensions.Rows;

namespace MLNet.ConvExtensions.Stages.HandCrafted;

/// <summary>One image, which is computed as soon as its pixels are there.</summary>
internal sealed class HandCraftedBatch : IRowBatch
{
    private readonly WorkingImage _image;
    private readonly Descriptor[] _descriptors;
    private readonly int[] _lengths;
    private readonly float[] _features;

    public HandCraftedBatch(HandCraftedFeaturesOptions options)
    {
        _image = new WorkingImage(options.Width, options.Height);
        _descriptors = Descriptor.Create(options);
        _lengths = [.. _descriptors.Select(d => d.Names.Count)];
        _features = new float[_lengths.Sum()];
    }

    public Span<float> InputOf(int i) => _image.Planes;

    public void Run(int count)
    {
        _image.Update();
        Span<float> features = _features;
        for (int i = 0; i < _descriptors.Length; i++)
        {
            _descriptors[i].Compute(_image, features[.._lengths[i]]);
            features = features[_lengths[i]..];
        }
    }

    public ReadOnlySpan<float> Outputs(int count) => _features;

    public void Dispose()
    {
        // All of it is managed memory.
    }
}

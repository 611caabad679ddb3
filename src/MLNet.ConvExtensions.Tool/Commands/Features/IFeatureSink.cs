using MLNet.ConvExtensions.Tool.Images;

namespace MLNet.ConvExtensions.Tool.Commands.Features;

/// <summary>Takes rows of features, image by image.</summary>
internal interface IFeatureSink
{
    /// <summary>Images that were added or left out.</summary>
    long Done { get; }

    /// <summary>Whether what came so far is kept when the job is stopped.</summary>
    bool IsKept { get; }

    /// <summary>Adds a row.</summary>
    void Add(ImageFile image, ReadOnlySpan<float> features);

    /// <summary>Leaves an image out.</summary>
    void Skip(ImageFile image);

    /// <summary>Passes on what was added.</summary>
    void Flush();
}

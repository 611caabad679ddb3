using Microsoft.ML.Data;

namespace MLNet.ConvExtensions.Tool.Models;

/// <summary>What predicts for images in memory, on any thread.</summary>
/// <param name="predict">Predicts.</param>
/// <param name="owned">What is disposed with it, in this order.</param>
internal sealed class MemoryPredictor(Func<MLImage, ImagePrediction> predict, params IDisposable[] owned) : IDisposable
{
    /// <exception cref="ImageInputException">The image can't be used.</exception>
    public ImagePrediction Predict(MLImage image) => predict(image);

    public void Dispose()
    {
        foreach (IDisposable one in owned)
            one.Dispose();
    }
}

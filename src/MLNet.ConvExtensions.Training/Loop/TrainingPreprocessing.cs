using Microsoft.Extensions.Logging;
using MLNet.ConvExtensions.Training.Data;

namespace MLNet.ConvExtensions.Training.Loop;

/// <summary>What is done to images before a network learns from them.</summary>
internal static class TrainingPreprocessing
{
    /// <summary>What the options say; else what the network's file says of itself; else the whole image, from -1 to 1.</summary>
    /// <exception cref="OnnxNetworkException">The network doesn't take images.</exception>
    public static BackbonePreprocessing Of(OnnxNetwork network, SampleShape shape, TrainingRunOptions options)
    {
        bool images = network.Inputs[0].Shape!.Count == 4 && shape.Channels is 1 or 3 && network.GetImageInput().Layout == ImageLayout.Nchw;
        if (!images)
        {
            throw new OnnxNetworkException(
                $"The network '{network.Name}' takes {network.Inputs[0].Shape}, and column '{options.SourceColumn}' has images; allowed "
                    + "for images: [N, C, H, W] with 1 (grey) or 3 (red, green, blue) channels."
            );
        }

        BackbonePreprocessing wanted =
            options.Preprocessing
            ?? OfFile(network, options.Logger)
            ?? new BackbonePreprocessing
            {
                CropFraction = 1,
                Mean = [0.5f, 0.5f, 0.5f],
                StandardDeviation = [0.5f, 0.5f, 0.5f],
            };
        return wanted with { Width = shape.Width, Height = shape.Height, BlueFirst = wanted.BlueFirst && shape.Channels == 3 };
    }

    private static BackbonePreprocessing? OfFile(OnnxNetwork network, ILogger? logger)
    {
        if (Backbone.FindPreprocessing(network) is null)
            return null;
        string name = network.Name.Length == 0 ? "network" : network.Name;
        BackbonePreprocessing found = Backbone.FromNetwork(name, network).GetPreprocessing(out string? remark);
        if (remark is not null)
            logger?.LogWarning("{Remark}", remark);
        return found;
    }
}

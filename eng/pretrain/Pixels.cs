namespace MLNet.ConvExtensions.Pretrain;

/// <summary>What is done to images: mean and deviation of CIFAR-10's training images.</summary>
internal static class Pixels
{
    public static BackbonePreprocessing Of(int size) =>
        new()
        {
            Width = size,
            Height = size,
            CropFraction = 1,
            Mean = [0.4914f, 0.4822f, 0.4465f],
            StandardDeviation = [0.2470f, 0.2435f, 0.2616f],
        };
}

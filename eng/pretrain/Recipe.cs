namespace MLNet.ConvExtensions.Pretrain;

/// <summary>How the embedded backbone is trained. docs/embedded-backbone.md says why so.</summary>
internal static class Recipe
{
    public const string Network = "compact-32-1-2-2-1";
    public const int Epochs = 10;
    public const double LearningRate = 0.1;
    public const string Augmentation = "cifar";

    public static ConvNetOptions Options(string augmentation) =>
        new()
        {
            FeatureColumnName = "Image",
            Preprocessing = Pixels.Of(32),
            BatchSize = 128,
            Optimizer = new SgdOptimizer { Nesterov = true, WeightDecay = 5e-4 },
            Schedule = new OneCycleSchedule(),
            Augmentation = augmentation switch
            {
                "cifar" => AugmentationOptions.Cifar,
                "photo" => new AugmentationOptions
                {
                    HorizontalFlip = true,
                    CropArea = 0.4,
                    Border = BorderFill.Reflect,
                    Brightness = 0.3,
                    Contrast = 0.3,
                    Saturation = 0.3,
                    Hue = 0.05,
                    Grayscale = 0.1,
                },
                _ => throw new ArgumentException($"--augment is '{augmentation}'; allowed: cifar, photo."),
            },
            Seed = 1,
            Callbacks = [new StopOnNaN { Every = 20 }, new ProgressBar()],
        };
}

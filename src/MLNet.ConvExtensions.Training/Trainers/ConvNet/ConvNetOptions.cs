namespace MLNet.ConvExtensions;

/// <summary>Options of the trainers that take a network as it is and train all of it.</summary>
public sealed record ConvNetOptions : TrainingOptions
{
    /// <summary>
    /// A recipe for handwritten digits and other small drawings with LeNet-5: what it reaches on MNIST, and in which time, is in
    /// docs/training.md.
    /// </summary>
    public static ConvNetOptions Digits { get; } =
        new()
        {
            Epochs = 8,
            BatchSize = 128,
            Optimizer = new SgdOptimizer { Nesterov = true },
            LearningRate = 0.1,
            Schedule = new OneCycleSchedule { Rise = 0.2 },
            Augmentation = AugmentationOptions.Light,
            WeightAverage = new WeightAverage { Decay = 0.995 },
        };

    /// <summary>
    /// A recipe for small photos, 32 pixels or so, with networks that end in global pooling: what CIFAR ResNet-20 reaches with it on
    /// CIFAR-10, and in which time, is in docs/training.md.
    /// </summary>
    /// <remarks>
    /// Images begin at half their size and are full in the last quarter (<see cref="ProgressiveResizing"/>), so that 37 epochs take the time
    /// of 24; they are mirrored in every other epoch (<see cref="AugmentationOptions.AlternatingFlip"/>) and moved by up to 4 pixels with
    /// reflected borders. Nesterov's momentum, one cycle, and the average of the weights.
    /// </remarks>
    public static ConvNetOptions SmallPhotos { get; } =
        new()
        {
            Epochs = 37,
            BatchSize = 128,
            Optimizer = new SgdOptimizer { Nesterov = true, WeightDecay = 5e-4 },
            LearningRate = 0.1,
            Schedule = new OneCycleSchedule { Rise = 0.2 },
            Augmentation = AugmentationOptions.Cifar with { AlternatingFlip = true, Border = BorderFill.Reflect },
            ProgressiveResizing = new ProgressiveResizing { Delay = 0.3, FineTune = 0.25 },
            WeightAverage = new WeightAverage { Decay = 0.998 },
        };

    /// <summary>How images grow while the training goes on. If left out, they have the network's size from the first epoch on.</summary>
    public ProgressiveResizing? ProgressiveResizing { get; init; }

    internal override ProgressiveResizing? Resizing => ProgressiveResizing;

    internal override void Validate()
    {
        base.Validate();
        ProgressiveResizing?.Validate();
    }
}

namespace MLNet.ConvExtensions;

/// <summary>
/// Names of the values that a training reports; losses and metrics of the validation have <see cref="ValidationPrefix"/> before them.
/// </summary>
public static class TrainingLogs
{
    /// <summary>The mean loss over the samples of the epoch so far, before each batch changed the weights.</summary>
    public const string Loss = "loss";

    /// <summary>The fraction of the samples whose class was predicted right, 0 to 1.</summary>
    public const string Accuracy = "accuracy";

    /// <summary>The mean absolute error of a regression.</summary>
    public const string MeanAbsoluteError = "mae";

    /// <summary>The learning rate of the last batch.</summary>
    public const string LearningRate = "learning_rate";

    /// <summary>Samples trained on in a second, without validation.</summary>
    public const string ImagesPerSecond = "images_per_second";

    /// <summary>Seconds that an epoch took, validation included.</summary>
    public const string Seconds = "seconds";

    /// <summary>What stands before the names of values of the validation.</summary>
    public const string ValidationPrefix = "val_";

    /// <summary>The mean loss over the validation's samples.</summary>
    public const string ValidationLoss = ValidationPrefix + Loss;

    /// <summary>The accuracy on the validation's samples.</summary>
    public const string ValidationAccuracy = ValidationPrefix + Accuracy;
}

using MLNet.ConvExtensions.Columns;

namespace MLNet.ConvExtensions.Training.Trainers.FineTuning;

/// <summary>Where fine-tuning gets its network from: a backbone, or a fitted model.</summary>
internal interface INetworkSource
{
    /// <summary>The classes that the network predicts, in the order of its outputs.</summary>
    /// <param name="found">Those of the label column; null unless there are several.</param>
    /// <param name="options">The options, for messages.</param>
    /// <exception cref="ArgumentException">The network can't learn these classes.</exception>
    ClassList? ClassesFor(ClassList? found, FineTuneOptions options);

    /// <summary>The network to begin with.</summary>
    /// <param name="outputs">The values that it has to give for each image.</param>
    /// <param name="options">The head and the layer.</param>
    InitialNetwork Create(int outputs, FineTuneOptions options);
}

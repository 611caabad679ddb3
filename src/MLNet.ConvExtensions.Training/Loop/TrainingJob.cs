using MLNet.ConvExtensions.Columns;
using MLNet.ConvExtensions.Training.Data;
using MLNet.ConvExtensions.Training.Losses;
using static TorchSharp.torch;

namespace MLNet.ConvExtensions.Training.Loop;

/// <summary>All that a training is made of.</summary>
internal sealed record TrainingJob
{
    public required OnnxNetwork Network { get; init; }

    /// <summary>What the network predicts, which its final activation has to fit.</summary>
    public required ModelTask Task { get; init; }

    public required IBatchSource Source { get; init; }

    /// <summary>The data to validate with after each epoch.</summary>
    public IBatchSource? Validation { get; init; }

    public required TrainingRunOptions Options { get; init; }

    /// <summary>Which weights learn, and how fast; all alike if left out. Weights in no group are to be made not trainable.</summary>
    public Func<TrainableNetwork, IReadOnlyList<WeightGroup>>? Groups { get; init; }

    /// <summary>Called before each epoch (from 0) with the groups, to change their rates.</summary>
    public Action<int, IReadOnlyList<WeightGroup>>? BeforeEpoch { get; init; }

    /// <summary>Makes the network that callbacks see, and that comes out, of the one that is trained, where that is a part of it.</summary>
    public Func<OnnxNetwork, OnnxNetwork>? Whole { get; init; }

    /// <summary>Takes the part that is trained out of what <see cref="Whole"/> made.</summary>
    public Func<OnnxNetwork, OnnxNetwork>? Part { get; init; }

    /// <summary>The type of 16 bits that mixed precision computes in.</summary>
    public ScalarType Narrow { get; init; } = ScalarType.Float16;

    /// <summary>What a checkpoint must agree in, beyond the network and the options.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Identity { get; init; } = [];

    /// <summary>The loss on a device.</summary>
    public TrainingLoss CreateLoss(Device device) => Options.CreateLoss(Task, device);
}

using MLNet.ConvExtensions.Columns;
using MLNet.ConvExtensions.Training.Loop;

namespace MLNet.ConvExtensions.Training.Tests.Loop;

/// <summary>A small network, and its training on stripes of three directions.</summary>
internal static class StripesTraining
{
    public static OnnxNetwork Network(int classes = 3, int seed = 4) =>
        NetworkBuilder.Image(8, 8, 1, seed).Conv(8, 3).BatchNorm().Relu().MaxPool(2).Dropout(0.2).Flatten().Dense(classes).Build();

    public static TrainingJob Job(ConvNetOptions options, ModelTask task = ModelTask.Multiclass, Func<int, float>? target = null) =>
        new()
        {
            Network = Network(),
            Task = task,
            Source = new StripesSource(200, 25, seed: 3, target),
            Validation = new StripesSource(60, 25, seed: 5, target),
            Options = options,
        };
}

/// <summary>Does something once a step is reached; 0 is the start.</summary>
internal sealed class StopAt(long step, Action<TrainingContext> action) : TrainingCallback
{
    public StopAt(long step, Action action)
        : this(step, _ => action()) { }

    public override void OnTrainingStart(TrainingContext context)
    {
        if (step == 0)
            action(context);
    }

    public override void OnBatchEnd(TrainingContext context)
    {
        if (context.Step == step)
            action(context);
    }
}

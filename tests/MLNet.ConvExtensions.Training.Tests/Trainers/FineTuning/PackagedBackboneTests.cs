using Microsoft.ML;
using MLNet.ConvExtensions.Networks.Proto;
using TorchSharp;
using static TorchSharp.torch;

namespace MLNet.ConvExtensions.Training.Tests.Trainers.FineTuning;

/// <summary>The ResNet-18 of a package learns on: its padding is not the same on both sides, and its mean image is no weight.</summary>
public sealed class PackagedBackboneTests(WildCats cats) : IClassFixture<WildCats>
{
    [Fact]
    public void With_gradients_it_computes_what_ONNX_Runtime_does()
    {
        OnnxNetwork body = Backbones.Body("PackagedResNet18");
        float[] images = [.. Backbones.Images(body, 2).Select(v => (32 * v) + 120)];
        using DisposeScope scope = NewDisposeScope();
        using IDisposable _ = no_grad();
        using var trainable = new TrainableNetwork(body);
        Tensor features = trainable.Forward(tensor(images, [2, 3, 224, 224]), training: false).Single();

        Backbones.AssertClose(Backbones.Run(body, images, 2), features.data<float>().ToArray(), 1e-5);
    }

    [SkippableTheory]
    [InlineData(FineTuneStrategy.Head)]
    [InlineData(FineTuneStrategy.LastStages)]
    public void It_learns_real_photos_in_two_epochs_and_its_mean_image_stays(FineTuneStrategy strategy)
    {
        var ml = new MLContext(1);
        Backbone backbone = Backbone.PackagedResNet18;
        var options = new FineTuneOptions
        {
            FeatureColumnName = "Path",
            Strategy = strategy,
            Schedule = new ConstantSchedule(),
            Epochs = 2,
            BatchSize = 8,
            NumberOfThreads = 1,
            Seed = 0,
            ValidationSet = cats.Photos(ml, judge: true),
        };
        using ConvNetTransformer tuned = ml
            .MulticlassClassification.Trainers.FineTune(backbone, options)
            .Fit(cats.Photos(ml, judge: false));

        IReadOnlyList<double> loss = tuned.History[TrainingLogs.Loss];
        Assert.True(loss[1] < loss[0], $"The loss went from {loss[0]} to {loss[1]}.");
        Assert.InRange(tuned.History[TrainingLogs.ValidationAccuracy][1], 0.8, 1);
        Assert.Equal(4, tuned.Network.Outputs[0].Shape![1]);
        Assert.Equal(MeanImage(backbone.Network), MeanImage(tuned.Network));
    }

    private static TensorProto MeanImage(OnnxNetwork network) =>
        network.Graph.Node.Single(n => n.Output.Contains("image_mean")).Attribute.Single().T;
}

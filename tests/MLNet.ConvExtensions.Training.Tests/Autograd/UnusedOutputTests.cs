using MLNet.ConvExtensions.Networks;
using MLNet.ConvExtensions.Training.Autograd.Plan;
using static TorchSharp.torch;

namespace MLNet.ConvExtensions.Training.Tests.Autograd;

/// <summary>Outputs that nothing takes aren't computed, whether they have a name or not.</summary>
public sealed class UnusedOutputTests
{
    private static readonly float[] Values = [1, 7, 3, 4, 5, 6, 2, 8, 9, 0, 11, 12, 13, 14, 15, 10];

    [Theory]
    [InlineData("pooled,where")]
    [InlineData("pooled,")]
    [InlineData("pooled")]
    public void Places_of_maxima_that_nothing_takes_are_not_looked_for(string outputs)
    {
        using var scope = NewDisposeScope();
        // Of whole numbers the places can't be found, only the maxima.
        OnnxNetwork network = new SmallNetwork(13, OnnxElementType.Float, 1, 1, 4, 4)
            .Node("whole", "Cast", "x", ("to", (int)OnnxElementType.Int8))
            .Node(outputs, "MaxPool", "whole", ("kernel_shape", new[] { 2, 2 }), ("strides", new[] { 2, 2 }))
            .Node("y", "Cast", "pooled", ("to", (int)OnnxElementType.Float))
            .Build();
        using var trainable = new TrainableNetwork(network);

        Tensor y = trainable.Forward(tensor(Values, [1, 1, 4, 4]), training: false)[0];

        Assert.Equal([7, 8, 14, 15], HostTensor.Download(y).ToNumbers());
    }

    [Fact]
    public void An_output_without_a_name_leaves_the_others_right()
    {
        using var scope = NewDisposeScope();
        OnnxNetwork network = new SmallNetwork(13, OnnxElementType.Float, 1, 4)
            .Integers("sizes", 1, 3)
            .Node(",y", "Split", "x,sizes", ("axis", 1))
            .Build();
        using var trainable = new TrainableNetwork(network);

        Tensor y = trainable.Forward(tensor(Values[..4], [1, 4]), training: false)[0];

        Assert.Equal([7, 3, 4], HostTensor.Download(y).ToNumbers());
    }
}

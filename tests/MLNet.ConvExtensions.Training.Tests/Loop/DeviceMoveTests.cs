using System.Runtime.InteropServices;
using MLNet.ConvExtensions.Training.Loop;
using MLNet.ConvExtensions.Training.Losses;
using MLNet.ConvExtensions.Training.Tests.Autograd;
using static TorchSharp.torch;

namespace MLNet.ConvExtensions.Training.Tests.Loop;

/// <summary>
/// All that a training computes with goes to the device that was asked for. PyTorch's device 'meta' has shapes and no numbers. As on a GPU,
/// operations number by number refuse there what lies elsewhere; products don't, and libtorch lacks some, convolutions among them.
/// </summary>
public sealed class DeviceMoveTests
{
    private static readonly Device Meta = new("meta");

    public static TheoryData<string> Operators => new(OperatorNetworks.All.Keys);

    public static TheoryData<string> Optimizers => ["sgd", "adam", "adamw", "rmsprop"];

    [SkippableTheory]
    [MemberData(nameof(Operators))]
    public void The_constants_of_every_form_of_operator_are_where_the_network_is(string form)
    {
        using var scope = NewDisposeScope();
        using var network = new TrainableNetwork(OperatorNetworks.All[form](OnnxElementType.Float), Meta);

        foreach (bool training in (bool[])[true, false])
        {
            foreach (Tensor output in Forward(network, training))
                Assert.Equal(Meta.type, output.device.type);
        }
    }

    [Fact]
    public void A_constant_that_stayed_on_the_CPU_is_noticed()
    {
        using var scope = NewDisposeScope();

        Assert.Throws<ExternalException>(() => ones(2, 3, device: Meta).add(ones(2, 3)));
    }

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void A_step_from_batch_to_weights_stays_on_the_device(string optimizer)
    {
        using var scope = NewDisposeScope();
        using var network = new TrainableNetwork(NetworkBuilder.Image(8, 8, 3).Flatten().Dense(16).Tanh().Dense(4).Build(), Meta);
        using var update = new WeightUpdate(Rule(optimizer), [new WeightGroup([.. network.Weights.Select(w => w.Tensor)])]);
        Tensor input = BatchTensor.Of<float>(new float[2 * 3 * 8 * 8], [2, 3, 8, 8], ScalarType.Float32, Meta),
            labels = BatchTensor.Of<long>([1, 2], [2], ScalarType.Int64, Meta);

        nn.functional.cross_entropy(network.Forward(ChannelsLast.Of(input), training: true)[0], labels).backward();
        update.Step(0.1);

        Assert.Equal(Meta.type, input.device.type);
        Assert.All(network.Weights, w => Assert.Equal(Meta.type, w.Tensor.grad!.device.type));
        Assert.All(network.Weights, w => Assert.Equal(Meta.type, w.Tensor.device.type));
    }

    private static IReadOnlyList<Tensor> Forward(TrainableNetwork network, bool training)
    {
        Tensor input = ones([.. network.Network.Inputs[0].Shape!.Select(d => d ?? 2)], ScalarType.Float32, Meta);
        try
        {
            return network.Forward(input, training);
        }
        catch (OnnxNetworkException e) when (e.InnerException is ExternalException { Message: { } why } && IsAbsent(why))
        {
            throw new SkipException(why.Split('\n', ',')[0]);
        }
    }

    private static bool IsAbsent(string why) =>
        why.Contains("convolution_overrideable not implemented", StringComparison.Ordinal)
        || why.Contains("no fake impl or Meta kernel registered", StringComparison.Ordinal);

    private static OptimizerOptions Rule(string name) =>
        name switch
        {
            "sgd" => new SgdOptimizer { WeightDecay = 0.1, L1 = 0.1 },
            "adam" => new AdamOptimizer { WeightDecay = 0.1 },
            "adamw" => new AdamWOptimizer { WeightDecay = 0.1 },
            _ => new RmsPropOptimizer { Momentum = 0.5, Centered = true },
        };
}

using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MLNet.ConvExtensions.Conformance.Torch;

/// <summary>Four steps of each optimizer end where PyTorch's end (expected.py), also when they go on from a file after two.</summary>
public class OptimizerTests
{
    private static readonly Dictionary<string, (Func<Parameter, OptimizerHelper> Make, double[] Expected)> Cases = new()
    {
        ["sgd"] = (q => optim.SGD([q], learningRate: 0.1), [0.1282518, -1.329505, 1.855288, -0.8668123]),
        ["sgd mom"] = (q => optim.SGD([q], learningRate: 0.1, momentum: 0.9, weight_decay: 0.01), [-0.3379683, -1.720102, 1.65983, -2.094248]),
        ["sgd nest"] = (q => optim.SGD([q], learningRate: 0.1, momentum: 0.9, nesterov: true), [-0.6386555, -1.746747, 1.61662, -2.18122]),
        ["sgd damp"] = (q => optim.SGD([q], learningRate: 0.1, momentum: 0.9, dampening: 0.5, maximize: true), [1.019525, -0.2297705, 2.281341, 1.798001]),
        ["adam"] = (q => optim.Adam([q], lr: 0.1, weight_decay: 0.01), [0.09929909, -1.390611, 1.615591, -0.150258]),
        ["adam ams"] = (q => optim.Adam([q], lr: 0.1, amsgrad: true), [0.09928171, -1.39086, 1.616778, -0.1502648]),
        ["adamw"] = (q => optim.AdamW([q], lr: 0.1, weight_decay: 0.1), [0.08553047, -1.347269, 1.551678, -0.1541537]),
        ["rms"] = (q => optim.RMSProp([q], lr: 0.01), [0.2151064, -1.253714, 1.757901, -0.03126266]),
        ["rms all"] = (q => optim.RMSProp([q], lr: 0.01, momentum: 0.9, centered: true, weight_decay: 0.01), [-0.2159143, -1.615999, 1.417833, -0.456001]),
    };

    public static IEnumerable<object[]> Names() => Cases.Keys.Select(name => new object[] { name });

    [Theory]
    [MemberData(nameof(Names))]
    public void Four_steps_end_where_those_of_PyTorch_end(string name)
    {
        using DisposeScope scope = NewDisposeScope();
        Parameter parameter = Start();
        using OptimizerHelper optimizer = Cases[name].Make(parameter);
        Step(optimizer, parameter, 4);
        Check(Cases[name].Expected, parameter);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_run_that_goes_on_from_a_file_ends_the_same(string name)
    {
        using DisposeScope scope = NewDisposeScope();
        Parameter first = Start();
        using var stream = new MemoryStream();
        using (OptimizerHelper optimizer = Cases[name].Make(first))
        {
            Step(optimizer, first, 2);
            using var writer = new BinaryWriter(stream, System.Text.Encoding.UTF8, leaveOpen: true);
            optimizer.save_state_dict(writer);
        }

        stream.Position = 0;
        Parameter second = new(first.detach().clone());
        using OptimizerHelper resumed = Cases[name].Make(second);
        using var reader = new BinaryReader(stream);
        resumed.load_state_dict(reader);
        Step(resumed, second, 2);
        Check(Cases[name].Expected, second);
    }

    [Fact]
    public void The_learning_rate_is_set_by_group()
    {
        using DisposeScope scope = NewDisposeScope();
        Parameter slow = new(ones(1)), fast = new(ones(1));
        using SGD optimizer = optim.SGD([new SGD.ParamGroup([slow], lr: 0.1), new SGD.ParamGroup([fast], lr: 1)], learningRate: 0.5);
        (slow + fast).sum().backward();
        foreach (optim.ILearningRateController group in optimizer.ParamGroups) group.LearningRate *= 2;
        optimizer.step();
        Assert.Equal(0.8f, slow.item<float>(), 5);
        Assert.Equal(-1f, fast.item<float>(), 5);
    }

    [Fact]
    public void Gradients_are_clipped_by_their_joint_norm()
    {
        using DisposeScope scope = NewDisposeScope();
        Parameter first = new(zeros(2)), second = new(zeros(2));
        first.grad = tensor(new float[] { 3, 4 });
        second.grad = tensor(new float[] { 0, 12 });
        Assert.Equal(13, nn.utils.clip_grad_norm_([first, second], 1), 5);
        Assert.Equal([0.23077f, 0.30769f], first.grad!.data<float>().ToArray(), Close);
        Assert.Equal([0f, 0.92308f], second.grad!.data<float>().ToArray(), Close);
    }

    [Fact]
    public void A_negative_learning_rate_is_refused()
    {
        using Parameter parameter = Start();
        Assert.Throws<ArgumentException>(() => optim.SGD([parameter], learningRate: -1));
        Assert.Throws<ArgumentException>(() => optim.SGD([parameter], learningRate: 1, nesterov: true));
    }

    private static Parameter Start() => new(tensor(new float[] { 0.5f, -1f, 2f, 0.25f }));

    private static void Step(OptimizerHelper optimizer, Parameter parameter, int count)
    {
        using Tensor factors = tensor(new float[] { 1, 2, -1, 3 });
        for (int step = 0; step < count; step++)
        {
            using DisposeScope scope = NewDisposeScope();
            optimizer.zero_grad();
            parameter.sin().mul(factors).sum().backward();
            optimizer.step();
        }
    }

    private static void Check(double[] expected, Parameter parameter) =>
        Assert.Equal(expected.Select(value => (float)value), parameter.data<float>().ToArray(), Close);

    private static bool Close(float expected, float actual) => Math.Abs(expected - actual) <= 2e-5;
}

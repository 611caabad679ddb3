using System.Globalization;
using MLNet.ConvExtensions.Training.Loop;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MLNet.ConvExtensions.Training.Tests.Loop;

/// <summary>Steps of optimisers on a convolution and a dense layer, against PyTorch's (Data/make_optimizer_steps.py).</summary>
public sealed class WeightUpdateTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();

    public static TheoryData<string, OptimizerOptions, double, double> Cases =>
        new()
        {
            {
                "sgd",
                new SgdOptimizer { Momentum = 0 },
                0.1,
                1
            },
            {
                "momentum",
                new SgdOptimizer { WeightDecay = 0.01, DecayBiases = true },
                0.1,
                1
            },
            {
                "nesterov",
                new SgdOptimizer
                {
                    Nesterov = true,
                    WeightDecay = 0.01,
                    DecayBiases = true,
                },
                0.1,
                1
            },
            {
                "rmsprop",
                new RmsPropOptimizer
                {
                    Decay = 0.9,
                    Epsilon = 1e-6,
                    WeightDecay = 0.01,
                    DecayBiases = true,
                },
                0.01,
                1
            },
            {
                "rmsprop-centered",
                new RmsPropOptimizer
                {
                    Decay = 0.9,
                    Epsilon = 1e-6,
                    Momentum = 0.5,
                    Centered = true,
                },
                0.01,
                1
            },
            {
                "adam",
                new AdamOptimizer
                {
                    Beta1 = 0.8,
                    Beta2 = 0.99,
                    Epsilon = 1e-6,
                    WeightDecay = 0.01,
                    DecayBiases = true,
                },
                0.01,
                1
            },
            {
                "adamw",
                new AdamWOptimizer
                {
                    Beta1 = 0.8,
                    Beta2 = 0.99,
                    Epsilon = 1e-6,
                    WeightDecay = 0.05,
                    DecayBiases = true,
                },
                0.01,
                1
            },
            {
                "adamw-kernels",
                new AdamWOptimizer
                {
                    Beta1 = 0.8,
                    Beta2 = 0.99,
                    Epsilon = 1e-6,
                    WeightDecay = 0.05,
                },
                0.01,
                1
            },
            {
                "sgd-kernels",
                new SgdOptimizer { WeightDecay = 0.1 },
                0.1,
                1
            },
            {
                "sgd-l1",
                new SgdOptimizer { Momentum = 0, L1 = 0.05 },
                0.1,
                1
            },
            { "groups", new SgdOptimizer(), 0.1, 0.1 },
        };

    public void Dispose() => _scope.Dispose();

    [Theory]
    [MemberData(nameof(Cases))]
    public void Three_steps_give_the_weights_that_PyTorch_gets(string name, OptimizerOptions options, double rate, double firstFactor)
    {
        Parameter[] weights = Start();
        using WeightUpdate update = Create(options, weights, firstFactor);
        for (int i = 0; i < 3; i++)
            Step(update, weights, rate);

        float[] expected = Expected(name),
            actual = Values(weights);
        Assert.Equal(expected.Length, actual.Length);
        Assert.All(expected.Zip(actual), p => Assert.Equal(p.First, p.Second, tolerance: 1e-5f));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Saved_and_loaded_it_goes_on_to_the_bit(string name, OptimizerOptions options, double rate, double firstFactor)
    {
        _ = name;
        Parameter[] weights = Start(),
            copies = Start();
        using WeightUpdate update = Create(options, weights, firstFactor),
            resumed = Create(options, copies, firstFactor);
        Step(update, weights, rate);
        Step(update, weights, rate);
        using var state = new MemoryStream();
        update.Save(new BinaryWriter(state));
        for (int i = 0; i < weights.Length; i++)
        {
            using (no_grad())
                copies[i].copy_(weights[i]);
        }

        state.Position = 0;
        resumed.Load(new BinaryReader(state));
        Step(update, weights, rate);
        Step(resumed, copies, rate);

        Assert.Equal(Values(weights), Values(copies));
    }

    [Fact]
    public void Weights_that_were_frozen_for_a_while_go_on_with_steps_of_their_own()
    {
        Parameter[] together = Start(),
            apart = Start();
        using WeightUpdate one = new(new AdamOptimizer(), [new WeightGroup(together)]),
            each = new(new AdamOptimizer(), [.. apart.Select(w => new WeightGroup([w]))]);
        for (int i = 0; i < 7; i++)
        {
            // The first kernel learns late, the last biases pause.
            foreach (Parameter[] weights in new[] { together, apart })
                (weights[0].requires_grad, weights[3].requires_grad) = (i >= 2, i is < 3 or > 4);
            Step(one, together, 0.01);
            Step(each, apart, 0.01);
            if (i == 1)
                Assert.Equal(Values(Start()[..1]), Values(together[..1]));
        }

        Assert.NotEqual(Values(Start()[..1]), Values(together[..1]));
        Assert.All(Values(apart).Zip(Values(together)), p => Assert.Equal(p.First, p.Second, tolerance: 1e-6f));
    }

    [Fact]
    public void Weights_that_a_loss_does_not_depend_on_stay_as_they_are()
    {
        Parameter[] weights = [.. Start(), new(Numbers([4, 4], 7))];
        using WeightUpdate update = new(new SgdOptimizer { WeightDecay = 0.1 }, [new WeightGroup(weights)]);
        for (int i = 0; i < 3; i++)
            Step(update, weights, 0.1);

        Assert.Equal(Values([new(Numbers([4, 4], 7))]), Values(weights[4..]));
    }

    [Fact]
    public void Fifty_steps_leave_no_tensors_behind()
    {
        Parameter[] weights = Start();
        using WeightUpdate update = Create(new AdamOptimizer(), weights, 1);
        Step(update, weights, 0.01);
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        for (int i = 0; i < 50; i++)
            Step(update, weights, 0.01);

        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [Fact]
    public void Values_out_of_range_are_refused_by_name()
    {
        (OptimizerOptions Options, string Message)[] wrong =
        [
            (new SgdOptimizer { Momentum = 1 }, "SgdOptimizer.Momentum is 1; allowed: 0 or more, below 1."),
            (new SgdOptimizer { Momentum = 0, Nesterov = true }, "SgdOptimizer.Nesterov is True; allowed: false where Momentum is 0."),
            (new RmsPropOptimizer { Epsilon = 0 }, "RmsPropOptimizer.Epsilon is 0; allowed: above 0."),
            (new AdamOptimizer { Beta2 = -1 }, "AdamOptimizer.Beta2 is -1; allowed: 0 or more, below 1."),
            (new AdamWOptimizer { WeightDecay = double.NaN }, "AdamWOptimizer.WeightDecay is NaN; allowed: 0 or more."),
        ];

        Assert.All(
            wrong,
            w => Assert.StartsWith(w.Message, Assert.Throws<ArgumentException>(w.Options.Validate).Message, StringComparison.Ordinal)
        );
    }

    private static WeightUpdate Create(OptimizerOptions options, Parameter[] weights, double firstFactor) =>
        new(options, [new WeightGroup(weights[..2], firstFactor), new WeightGroup(weights[2..])]);

    private static void Step(WeightUpdate update, Parameter[] weights, double rate)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor inputs = 2 * Numbers([4, 1, 4, 4], 100),
            labels = tensor(new long[] { 0, 1, 2, 1 });
        Tensor features = nn.functional.relu(nn.functional.conv2d(inputs, weights[0], weights[1])).flatten(1);
        Tensor loss = nn.functional.cross_entropy(nn.functional.linear(features, weights[2], weights[3]), labels);
        update.ForgetGradients();
        loss.backward();
        update.Step(rate);
    }

    private static Parameter[] Start() =>
        [new(Numbers([2, 1, 3, 3], 1)), new(Numbers([2], 50)), new(Numbers([3, 8], 60)), new(Numbers([3], 90))];

    private static Tensor Numbers(long[] shape, int start)
    {
        int count = (int)shape.Aggregate(1L, (product, size) => product * size);
        return tensor([.. Enumerable.Range(start, count).Select(i => (float)(Math.Sin(i) / 2))]).reshape(shape);
    }

    private static float[] Values(Parameter[] weights) => [.. weights.SelectMany(w => w.detach().flatten().data<float>().ToArray())];

    private static float[] Expected(string name) =>
        [
            .. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Loop", "Data", "optimizer_steps.csv"))
                .Select(line => line.Split(','))
                .Single(parts => parts[0] == name)
                .Skip(1)
                .Select(x => float.Parse(x, CultureInfo.InvariantCulture)),
        ];
}

using TorchSharp;
using static TorchSharp.torch;

namespace MLNet.ConvExtensions.Training.Loop;

/// <summary>How an optimiser changes one weight by its gradient, as PyTorch's optimiser of the same name does it.</summary>
internal abstract class WeightRule
{
    /// <summary>How many tensors of the weight's shape are remembered from step to step, zeros at first.</summary>
    public abstract int Memory { get; }

    public static WeightRule Of(OptimizerOptions options) =>
        options switch
        {
            SgdOptimizer sgd => new Sgd(sgd),
            RmsPropOptimizer rms => new RmsProp(rms),
            AdamOptimizer o => new Adam(o.Beta1, o.Beta2, o.Epsilon, apart: false),
            AdamWOptimizer o => new Adam(o.Beta1, o.Beta2, o.Epsilon, apart: true),
            _ => throw new ArgumentException(
                $"The optimiser is a {options.GetType().Name}; allowed: SgdOptimizer, RmsPropOptimizer, AdamOptimizer, AdamWOptimizer."
            ),
        };

    /// <summary>Takes a step; what it makes on the way belongs to the caller's scope.</summary>
    /// <param name="weight">The weight, which is changed.</param>
    /// <param name="gradient">Its gradient, which is not.</param>
    /// <param name="memory">What is remembered, which is changed.</param>
    /// <param name="rate">The learning rate.</param>
    /// <param name="decay">The weight's decay.</param>
    /// <param name="step">The number of this step, from 1.</param>
    public abstract void Step(Tensor weight, Tensor gradient, Tensor[] memory, double rate, double decay, long step);

    /// <summary>The gradient of the loss with half the squares of the weights added, times the decay.</summary>
    private static Tensor Decayed(Tensor weight, Tensor gradient, double decay)
    {
        if (decay == 0)
            return gradient;
        using Scalar factor = decay;
        return gradient.add(weight, factor);
    }

    /// <summary>Keeps a part of a mean, and adds the rest of something new.</summary>
    private static void Mix(Tensor mean, Tensor value, double kept)
    {
        using Scalar part = kept,
            rest = 1 - kept;
        mean.mul_(part).add_(value, rest);
    }

    private static void MixSquare(Tensor mean, Tensor value, double kept)
    {
        using Scalar part = kept,
            rest = 1 - kept;
        mean.mul_(part).addcmul_(value, value, rest);
    }

    private sealed class Sgd(SgdOptimizer options) : WeightRule
    {
        public override int Memory => options.Momentum > 0 ? 1 : 0;

        public override void Step(Tensor weight, Tensor gradient, Tensor[] memory, double rate, double decay, long step)
        {
            Tensor direction = Decayed(weight, gradient, decay);
            using Scalar momentum = options.Momentum,
                one = 1.0,
                back = -rate;
            if (options.Momentum > 0)
            {
                memory[0].mul_(momentum).add_(direction, one);
                direction = options.Nesterov ? direction.add(memory[0], momentum) : memory[0];
            }

            weight.add_(direction, back);
        }
    }

    private sealed class RmsProp(RmsPropOptimizer options) : WeightRule
    {
        public override int Memory => 3;

        public override void Step(Tensor weight, Tensor gradient, Tensor[] memory, double rate, double decay, long step)
        {
            Tensor direction = Decayed(weight, gradient, decay);
            using Scalar minusOne = -1.0,
                epsilon = options.Epsilon,
                momentum = options.Momentum,
                one = 1.0,
                back = -rate;
            MixSquare(memory[0], direction, options.Decay);
            Tensor variance = memory[0];
            if (options.Centered)
            {
                Mix(memory[1], direction, options.Decay);
                variance = memory[0].addcmul(memory[1], memory[1], minusOne);
            }

            Tensor root = variance.sqrt().add_(epsilon, one);
            if (options.Momentum > 0)
            {
                memory[2].mul_(momentum).addcdiv_(direction, root, one);
                weight.add_(memory[2], back);
            }
            else
            {
                weight.addcdiv_(direction, root, back);
            }
        }
    }

    /// <summary>Adam, and AdamW, which takes the decay off the weights apart from the gradient.</summary>
    private sealed class Adam(double beta1, double beta2, double epsilon, bool apart) : WeightRule
    {
        public override int Memory => 2;

        public override void Step(Tensor weight, Tensor gradient, Tensor[] memory, double rate, double decay, long step)
        {
            Tensor direction = apart ? gradient : Decayed(weight, gradient, decay);
            double correction = Math.Sqrt(1 - Math.Pow(beta2, step));
            using Scalar shrink = 1 - (rate * decay),
                root = correction,
                small = epsilon,
                one = 1.0,
                back = -rate / (1 - Math.Pow(beta1, step));
            if (apart && decay > 0)
                weight.mul_(shrink);
            Mix(memory[0], direction, beta1);
            MixSquare(memory[1], direction, beta2);
            weight.addcdiv_(memory[0], memory[1].sqrt().div_(root).add_(small, one), back);
        }
    }
}

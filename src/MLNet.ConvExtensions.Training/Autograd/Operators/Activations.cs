using MLNet.ConvExtensions.Training.Autograd.Plan;
using MLNet.ConvExtensions.Training.Native;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace MLNet.ConvExtensions.Training.Autograd.Operators;

/// <summary>Activation functions.</summary>
internal static class Activations
{
    private const float SeluAlpha = 1.6732632423543772f;
    private const float SeluGamma = 1.0507009873554805f;

    public static IEnumerable<(string Operators, Preparation Prepare)> Rules { get; } =
    [
        ("Relu", node => node.Unary(static x => functional.relu(x))),
        ("LeakyRelu", LeakyRelu),
        ("PRelu", PRelu),
        ("Elu", Elu),
        ("Selu", Selu),
        ("Celu", Celu),
        ("Gelu", Gelu),
        ("Sigmoid", node => node.Unary(static x => x.sigmoid())),
        ("HardSigmoid", HardSigmoid),
        ("HardSwish", node => node.Unary(static x => functional.hardswish(x))),
        ("Mish", node => node.Unary(static x => functional.mish(x))),
        ("Softplus", node => node.Unary(static x => functional.softplus(x))),
        ("Softsign", node => node.Unary(static x => x.div(x.abs().Plus(1)))),
        ("Tanh", node => node.Unary(static x => x.tanh())),
        ("ThresholdedRelu", ThresholdedRelu),
        ("Shrink", Shrink),
        ("Clip", Clip),
        ("Softmax", node => Softmax(node, static (x, axis) => functional.softmax(x, axis))),
        ("LogSoftmax", node => Softmax(node, static (x, axis) => functional.log_softmax(x, axis))),
        ("Hardmax", node => Softmax(node, Hardmax)),
    ];

    private static Kernel LeakyRelu(PlanNode node)
    {
        double slope = node.Float("alpha", 0.01f);
        return node.Unary(x => functional.leaky_relu(x, slope));
    }

    private static Kernel PRelu(PlanNode node)
    {
        // One slope a channel is [C, 1, 1] in ONNX and [C] in PyTorch; the first ONNX versions wrote it so too.
        if (
            node.KnownShape(1) is [var channels, .. var rest]
            && rest.All(d => d == 1)
            && node.Shape(0) is [_, { } have, ..] x
            && have == channels
            && (x.Count == rest.Length + 2 || (rest.Length == 0 && x[^1] != channels))
        )
        {
            return node.Binary(static (x, slope) => functional.prelu(x, slope.reshape(-1)));
        }

        return node.Binary(static (x, slope) => x.relu().Plus(slope.mul(x.Within(null, 0))));
    }

    private static Kernel Elu(PlanNode node)
    {
        double alpha = node.Float("alpha", 1);
        return node.Unary(x => functional.elu(x, alpha));
    }

    private static Kernel Selu(PlanNode node)
    {
        (float alpha, float gamma) = (node.Float("alpha", SeluAlpha), node.Float("gamma", SeluGamma));
        if (alpha == SeluAlpha && gamma == SeluGamma)
            return node.Unary(static x => functional.selu(x));
        return node.Unary(x => functional.elu(x, alpha).Times(gamma));
    }

    private static Kernel Celu(PlanNode node)
    {
        double alpha = node.Float("alpha", 1);
        return node.Unary(x => functional.celu(x, alpha));
    }

    private static Kernel Gelu(PlanNode node) =>
        node.Text("approximate", "none") == "tanh"
            ? node.Unary(static x =>
                x.mul(x.mul(x).mul(x).Times(0.044715f).Plus(x).Times(MathF.Sqrt(2 / MathF.PI)).tanh().Plus(1)).Times(0.5f)
            )
            : node.Unary(static x => functional.gelu(x));

    private static Kernel HardSigmoid(PlanNode node)
    {
        (float alpha, float beta) = (node.Float("alpha", 0.2f), node.Float("beta", 0.5f));
        if (alpha == 1f / 6 && beta == 0.5f)
            return node.Unary(static x => functional.hardsigmoid(x));
        return node.Unary(x => x.Times(alpha).Plus(beta).Within(0, 1));
    }

    private static Kernel ThresholdedRelu(PlanNode node)
    {
        double alpha = node.Float("alpha", 1);
        return node.Unary(x => functional.threshold(x, alpha, 0));
    }

    private static Kernel Shrink(PlanNode node)
    {
        (float bias, float lambda) = (node.Float("bias", 0), node.Float("lambd", 0.5f));
        return node.Unary(x => x.sub(x.sign().mul(bias)).masked_fill(x.abs().le(lambda), 0));
    }

    private static Kernel Clip(PlanNode node)
    {
        if (!node.Has(1) && !node.Has(2))
        {
            // An attribute is 32-bit, and where it is absent so are the limits of its range.
            TorchSharp.Scalar? least = node.HasAttribute("min") ? node.Float("min", 0) : null;
            TorchSharp.Scalar? most = node.HasAttribute("max") ? node.Float("max", 0) : null;
            return least is null && most is null ? node.Unary(static x => x.alias()) : node.Unary(x => x.clamp(least, most));
        }

        (int low, int high) = (node.Input(1), node.Input(2));
        TorchSharp.Scalar? Limit(int input) =>
            node.Constant(input) is not { } limit ? null
            : limit.IsInteger ? limit.Integer()
            : limit.Number();
        (TorchSharp.Scalar? min, TorchSharp.Scalar? max) = (Limit(1), Limit(2));
        if ((low < 0 || min is not null) && (high < 0 || max is not null))
            return node.Unary(x => x.clamp(min, max));

        (int input, int output) = (node.Input(0), node.Output());
        return run => run[output] = run[input].clamp(low < 0 ? null : run[low], high < 0 ? null : run[high]);
    }

    private static Kernel Softmax(PlanNode node, Func<Tensor, long, Tensor> function)
    {
        long axis = node.Int("axis", node.Opset < 13 ? 1 : -1);
        if (node.Opset >= 13)
            return node.Unary(x => function(x, axis));

        // Before version 13 everything from the axis on was one long row.
        if (node.Shape(0) is { } shape && shape.Skip((int)(axis < 0 ? axis + shape.Count : axis) + 1).All(d => d == 1))
            return node.Unary(x => function(x, axis));
        return node.Unary(x =>
        {
            long[] whole = x.shape;
            long first = 1;
            for (int i = 0; i < (axis < 0 ? axis + whole.Length : axis); i++)
                first *= whole[i];
            return function(x.reshape(first, -1), 1).reshape(whole);
        });
    }

    private static Tensor Hardmax(Tensor x, long axis)
    {
        Tensor best = x.argmax(axis, keepdim: true);
        return zeros_like(x).scatter(axis, best, ones_like(x));
    }
}

using MLNet.ConvExtensions.Training.Autograd.Plan;
using MLNet.ConvExtensions.Training.Native;
using static TorchSharp.torch;

namespace MLNet.ConvExtensions.Training.Autograd.Operators;

/// <summary>Operators that work element by element, with broadcasting.</summary>
internal static class Elementwise
{
    public static IEnumerable<(string Operators, Preparation Prepare)> Rules { get; } =
    [
        ("Add", node => node.Binary(static (a, b) => a.Plus(b))),
        ("Sub", node => node.Binary(static (a, b) => a.sub(b))),
        ("Mul", node => node.Binary(static (a, b) => a.mul(b))),
        ("Div", Div),
        ("Pow", Pow),
        ("Mod", node => node.Int("fmod", 0) != 0 ? node.Binary(static (a, b) => a.fmod(b)) : node.Binary(static (a, b) => a.remainder(b))),
        ("Sum", node => Fold(node, static (a, b) => a.Plus(b))),
        ("Max", node => Fold(node, maximum)),
        ("Min", node => Fold(node, minimum)),
        ("Mean", Mean),
        ("Abs", node => node.Unary(static x => x.abs())),
        ("Neg", node => node.Unary(static x => x.neg())),
        ("Reciprocal", node => node.Unary(static x => x.reciprocal())),
        ("Sqrt", node => node.Unary(static x => x.sqrt())),
        ("Exp", node => node.Unary(static x => x.exp())),
        ("Log", node => node.Unary(static x => x.log())),
        ("Erf", node => node.Unary(static x => x.erf())),
        ("Sign", node => node.Unary(static x => x.sign())),
        ("Floor", node => node.Unary(static x => x.floor())),
        ("Ceil", node => node.Unary(static x => x.ceil())),
        ("Round", node => node.Unary(static x => x.round())),
        ("Sin", node => node.Unary(static x => x.sin())),
        ("Cos", node => node.Unary(static x => x.cos())),
        ("Tan", node => node.Unary(static x => x.tan())),
        ("Asin", node => node.Unary(static x => x.asin())),
        ("Acos", node => node.Unary(static x => x.acos())),
        ("Atan", node => node.Unary(static x => x.atan())),
        ("Sinh", node => node.Unary(static x => x.sinh())),
        ("Cosh", node => node.Unary(static x => x.cosh())),
        ("Asinh", node => node.Unary(static x => x.asinh())),
        ("Acosh", node => node.Unary(static x => x.acosh())),
        ("Atanh", node => node.Unary(static x => x.atanh())),
        ("IsNaN", node => node.Unary(static x => x.isnan())),
        ("IsInf", IsInf),
        ("Equal", node => node.Binary(static (a, b) => a.eq(b))),
        ("Greater", node => node.Binary(static (a, b) => a.gt(b))),
        ("GreaterOrEqual", node => node.Binary(static (a, b) => a.ge(b))),
        ("Less", node => node.Binary(static (a, b) => a.lt(b))),
        ("LessOrEqual", node => node.Binary(static (a, b) => a.le(b))),
        ("And", node => node.Binary(static (a, b) => a.logical_and(b))),
        ("Or", node => node.Binary(static (a, b) => a.logical_or(b))),
        ("Xor", node => node.Binary(static (a, b) => a.logical_xor(b))),
        ("Not", node => node.Unary(static x => x.logical_not())),
        ("Where", Where),
        ("Affine", Affine),
        ("ImageScaler", ImageScaler),
    ];

    private static Kernel Div(PlanNode node) =>
        node.IsWhole(0) ? node.Binary(static (a, b) => a.div(b, RoundingMode.trunc)) : node.Binary(static (a, b) => a.div(b));

    private static Kernel Pow(PlanNode node)
    {
        if (node.IsWhole(0))
        {
            // The result is of the base's type, whatever the exponent's.
            return ElementTypes.IsFloating(node.Type(1))
                ? node.Binary(static (a, b) => a.to(ScalarType.Float64).pow(b).to(a.dtype))
                : node.Binary(static (a, b) => a.pow(b).to(a.dtype));
        }

        if (node.Constant(1) is { Count: 1 } exponent && (node.Rank(0) ?? 0) >= exponent.Shape.Length)
        {
            double power = exponent.Number();
            return power == 2 ? node.Unary(static x => x.mul(x)) : node.Unary(x => x.Power(power));
        }

        return node.Binary(static (a, b) => a.pow(b));
    }

    private static Kernel Fold(PlanNode node, Func<Tensor, Tensor, Tensor> function)
    {
        int[] inputs = node.InputsFrom(0);
        int y = node.Output();
        if (inputs.Length == 1)
            return node.Unary(static x => x.alias());
        return run =>
        {
            Tensor total = function(run[inputs[0]], run[inputs[1]]);
            for (int i = 2; i < inputs.Length; i++)
                total = function(total, run[inputs[i]]);
            run[y] = total;
        };
    }

    private static Kernel Mean(PlanNode node)
    {
        Kernel sum = Fold(node, static (a, b) => a.Plus(b));
        int y = node.Output();
        double count = node.InputCount;
        return run =>
        {
            sum(run);
            run[y] = run[y].div(count);
        };
    }

    private static Kernel IsInf(PlanNode node)
    {
        bool positive = node.Int("detect_positive", 1) != 0,
            negative = node.Int("detect_negative", 1) != 0;
        return (positive, negative) switch
        {
            (true, true) => node.Unary(static x => x.isinf()),
            (true, false) => node.Unary(static x => x.eq(double.PositiveInfinity)),
            (false, true) => node.Unary(static x => x.eq(double.NegativeInfinity)),
            _ => node.Unary(static x => zeros_like(x).to(ScalarType.Bool)),
        };
    }

    private static Kernel Where(PlanNode node)
    {
        (int condition, int a, int b, int y) = (node.Input(0), node.Input(1), node.Input(2), node.Output());
        return run => run[y] = where(run[condition], run[a], run[b]);
    }

    /// <summary>An operator of the first ONNX versions that files of that time still carry.</summary>
    private static Kernel Affine(PlanNode node)
    {
        (float alpha, float beta) = (node.Float("alpha", 1), node.Float("beta", 0));
        return node.Unary(x => x.Times(alpha).Plus(beta));
    }

    /// <summary>An operator of the first ONNX versions that files of that time still carry.</summary>
    private static Kernel ImageScaler(PlanNode node)
    {
        float scale = node.Float("scale", 1);
        double[] bias = Array.ConvertAll(node.Floats("bias") ?? [], b => (double)b);
        var offsets = HostTensor.Create(OnnxElementType.Float, [1, bias.Length, 1, 1], bias);
        (int x, int y) = (node.Input(0), node.Output());
        return run => run[y] = run[x].Times(scale).Plus(offsets.Upload(run.Device));
    }
}

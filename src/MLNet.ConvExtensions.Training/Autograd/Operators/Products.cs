using MLNet.ConvExtensions.Training.Autograd.Plan;
using MLNet.ConvExtensions.Training.Native;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace MLNet.ConvExtensions.Training.Autograd.Operators;

/// <summary>Matrix products.</summary>
internal static class Products
{
    public static IEnumerable<(string Operators, Preparation Prepare)> Rules { get; } =
    [("Gemm", Gemm), ("MatMul", node => node.Binary(static (a, b) => a.matmul(b))), ("Einsum", Einsum)];

    private static Kernel Gemm(PlanNode node)
    {
        (float alpha, float beta) = (node.Float("alpha", 1), node.Float("beta", 1));
        bool turnA = node.Int("transA", 0) != 0,
            turnB = node.Int("transB", 0) != 0;
        (int a, int b, int c, int y) = (node.Input(0), node.Input(1), node.Input(2), node.Output());
        if (alpha == 1 && beta == 1 && !turnA && turnB && !node.IsWhole(0) && (c < 0 || node.Rank(2) == 1))
            return run => run[y] = functional.linear(run[a], run[b], c < 0 ? null! : run[c]);

        return run =>
        {
            Tensor left = turnA ? run[a].transpose(0, 1) : run[a],
                right = turnB ? run[b].transpose(0, 1) : run[b];
            if (c >= 0 && beta == 1 && alpha == 1)
            {
                run[y] = addmm(run[c], left, right, 1, 1);
                return;
            }

            Tensor product = left.matmul(right);
            if (alpha != 1)
                product = product.Times(alpha);
            run[y] = c < 0 || beta == 0 ? product : product.add(beta == 1 ? run[c] : run[c].Times(beta));
        };
    }

    private static Kernel Einsum(PlanNode node)
    {
        string equation = node.Text("equation", "");
        int[] inputs = node.InputsFrom(0);
        int y = node.Output();
        return run => run[y] = einsum(equation, Array.ConvertAll(inputs, i => run[i]));
    }
}

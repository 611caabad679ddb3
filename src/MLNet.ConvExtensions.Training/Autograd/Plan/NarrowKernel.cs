using static TorchSharp.torch;

namespace MLNet.ConvExtensions.Training.Autograd.Plan;

/// <summary>
/// Lets the operators that multiply matrices compute in 16 bits, as PyTorch's autocast does: what goes in is cast, what comes out is cast
/// back, and gradients go through the casts.
/// </summary>
internal static class NarrowKernel
{
    private static readonly HashSet<string> Operators = ["Conv", "ConvTranspose", "Gemm", "MatMul"];

    public static bool Concerns(string operation) => Operators.Contains(operation);

    /// <summary>The kernel that does so where the run asks for it.</summary>
    public static Kernel Of(Kernel kernel, int[] inputs, int output) =>
        run =>
        {
            if (run.Narrow is not { } type)
            {
                kernel(run);
                return;
            }

            var wide = new Tensor?[inputs.Length];
            for (int i = 0; i < inputs.Length; i++)
            {
                // An input that is there twice was cast the first time.
                if (inputs[i] < 0 || run[inputs[i]].dtype != ScalarType.Float32)
                    continue;
                wide[i] = run[inputs[i]];
                run[inputs[i]] = wide[i]!.to_type(type);
            }

            try
            {
                kernel(run);
                run[output] = run[output].to_type(ScalarType.Float32);
            }
            finally
            {
                for (int i = 0; i < inputs.Length; i++)
                {
                    if (wide[i] is not null)
                        run[inputs[i]] = wide[i]!;
                }
            }
        };
}

namespace MLNet.ConvExtensions.Insight.Activations;

/// <summary>The operators of ONNX that are activations: of a value alone, and of a whole row.</summary>
internal static class ActivationOperators
{
    private static readonly HashSet<string> OfValues =
    [
        .. "Relu Clip LeakyRelu PRelu Elu Selu Celu Gelu HardSwish HardSigmoid Mish Sigmoid Softplus Tanh".Split(' '),
    ];

    /// <summary>Whether it works on each value by itself.</summary>
    public static bool IsOfValues(string operation) => OfValues.Contains(operation);

    /// <summary>Whether it is one at all.</summary>
    public static bool IsActivation(string operation) => IsOfValues(operation) || operation is "Softmax" or "LogSoftmax";
}

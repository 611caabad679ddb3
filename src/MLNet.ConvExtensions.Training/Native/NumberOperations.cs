using TorchSharp;
using static TorchSharp.torch;

namespace MLNet.ConvExtensions.Training.Native;

/// <summary>
/// Operations of a tensor and a number. TorchSharp 0.107 makes an object of the number, and lets the garbage collection free it while
/// libtorch still reads it, which is an error at random, or another number; here it outlives the call.
/// </summary>
internal static class NumberOperations
{
    public static Tensor Plus(this Tensor tensor, double number)
    {
        // Without a factor TorchSharp makes one, which is freed too early as well.
        using Scalar scalar = number,
            one = 1;
        return tensor.add(scalar, one);
    }

    public static Tensor Plus(this Tensor tensor, long number)
    {
        // Without a factor TorchSharp makes one, which is freed too early as well.
        using Scalar scalar = number,
            one = 1;
        return tensor.add(scalar, one);
    }

    /// <summary>The sum of two tensors; TorchSharp's own makes a number of the factor that the second one has, 1.</summary>
    public static Tensor Plus(this Tensor tensor, Tensor other)
    {
        using Scalar one = 1;
        return tensor.add(other, one);
    }

    public static Tensor Times(this Tensor tensor, double number)
    {
        using Scalar scalar = number;
        return tensor.mul(scalar);
    }

    public static Tensor Times(this Tensor tensor, long number)
    {
        using Scalar scalar = number;
        return tensor.mul(scalar);
    }

    public static Tensor Power(this Tensor tensor, double number)
    {
        using Scalar scalar = number;
        return tensor.pow(scalar);
    }

    /// <summary>What lies outside two bounds becomes the nearer one; a bound that is null isn't there.</summary>
    public static Tensor Within(this Tensor tensor, double? least, double? most)
    {
        using Scalar? low = least is { } l ? (Scalar)l : null,
            high = most is { } m ? (Scalar)m : null;
        return tensor.clamp(low, high);
    }

    public static Tensor IsBelow(this Tensor tensor, long number)
    {
        using Scalar scalar = number;
        return tensor.lt(scalar);
    }

    public static Tensor FilledWhere(this Tensor tensor, Tensor mask, double number)
    {
        using Scalar scalar = number;
        return tensor.masked_fill(mask, scalar);
    }
}

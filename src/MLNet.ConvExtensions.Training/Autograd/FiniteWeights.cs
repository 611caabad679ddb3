using MLNet.ConvExtensions.Training.Autograd.Plan;
using TorchSharp;
using static TorchSharp.torch;

namespace MLNet.ConvExtensions.Training.Autograd;

/// <summary>Finds weights that training has broken.</summary>
internal static class FiniteWeights
{
    /// <summary>
    /// The name of the first weights or statistics that hold a NaN or an infinity, as they would be saved; null where all are numbers.
    /// </summary>
    public static string? FindOther(OnnxNetwork network)
    {
        foreach (NetworkWeight weight in network.Weights)
        {
            using DisposeScope scope = NewDisposeScope();
            using Tensor values = StoredTensors.Read(weight.Contents, CPU);
            if (!values.isfinite().all().item<bool>())
                return weight.Name;
        }

        return null;
    }
}

using MLNet.ConvExtensions.Training.Native;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MLNet.ConvExtensions.Training.Loop;

/// <summary>
/// Multiplies the loss so that small gradients aren't lost in 16 bits (Micikevicius et al., Mixed Precision Training, 2018): the factor is
/// halved when a gradient overflows, whose step is left out, and doubled when none has for a while.
/// </summary>
internal sealed class LossScale
{
    private const int StepsToGrow = 2000;
    private const double Least = 1,
        Most = 1 << 24;

    private int _good;

    public double Factor { get; private set; } = 1 << 16;

    /// <summary>Takes the factor out of the gradients.</summary>
    /// <returns>Whether all of them are finite; if not, the step is to be left out.</returns>
    public bool Unscale(IReadOnlyList<Parameter> weights)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor? bad = null;
        using (Scalar factor = 1 / Factor)
        using (no_grad())
        {
            foreach (Parameter weight in weights)
            {
                if (weight.grad is not { } gradient)
                    continue;
                gradient.mul_(factor);
                // The sum of a tensor with an infinity or a NaN is none of the numbers.
                Tensor sum = gradient.sum();
                bad = bad is null ? sum : bad + sum.Times(0);
            }
        }

        bool finite = bad is null || double.IsFinite(bad.item<float>());
        if (!finite)
            (Factor, _good) = (Math.Max(Factor / 2, Least), 0);
        else if (++_good == StepsToGrow)
            (Factor, _good) = (Math.Min(Factor * 2, Most), 0);
        return finite;
    }

    public void Save(BinaryWriter writer)
    {
        writer.Write(Factor);
        writer.Write(_good);
    }

    public void Load(BinaryReader reader)
    {
        Factor = reader.ReadDouble();
        _good = reader.ReadInt32();
    }
}

using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers;

public abstract class LinearModelParameters : ModelParametersBase<float>, IValueMapper<float>
{
    private readonly float[] _weights;

    private protected LinearModelParameters(IHostEnvironment env, string name, float[] weights, float bias)
        : base(env, name)
    {
        Host.CheckParam(VectorMath.AllFinite(weights), nameof(weights), "A linear model can't have weights that are not finite.");
        Host.CheckParam(float.IsFinite(bias), nameof(bias), $"A linear model can't have the bias {bias}.");
        _weights = weights;
        Bias = bias;
    }

    private protected LinearModelParameters(IHostEnvironment env, string name, ModelLoadContext ctx)
        : this(env, name, ctx.Reader.ReadSingles(), ctx.Reader.ReadSingle())
    {
    }

    public IReadOnlyList<float> Weights => _weights;

    public float Bias { get; protected set; }

    int IValueMapper<float>.FeatureCount => _weights.Length;

    ValueMapper<float> IValueMapper<float>.GetMapper() => (in VBuffer<float> features, ref float score) =>
    {
        if (features.Length != _weights.Length)
            throw Contracts.Except($"Input is of length {features.Length}, but predictor expected length {_weights.Length}");
        score = Bias + features.Dot(_weights);
    };

    private protected void SaveParameters(ModelSaveContext ctx)
    {
        ctx.Writer.WriteSingles(_weights);
        ctx.Writer.Write(Bias);
    }
}

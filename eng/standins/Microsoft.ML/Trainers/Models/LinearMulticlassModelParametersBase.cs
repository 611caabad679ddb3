using System.Diagnostics.CodeAnalysis;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers;

public abstract class LinearMulticlassModelParametersBase : ModelParametersBase<VBuffer<float>>, IMulticlassValueMapper
{
    public readonly ModelStatisticsBase? Statistics;

    private readonly float[][] _weights;
    private readonly float[] _biases;

    private protected LinearMulticlassModelParametersBase(
        IHostEnvironment env, string name, float[][] weights, float[] biases, ModelStatisticsBase? statistics)
        : base(env, name)
    {
        Host.CheckParam(weights.Length == biases.Length && weights.Length > 0, nameof(weights), "There must be weights and a bias for each class.");
        _weights = weights;
        _biases = biases;
        Statistics = statistics;
    }

    private protected LinearMulticlassModelParametersBase(IHostEnvironment env, string name, ModelLoadContext ctx)
        : base(env, name)
    {
        _biases = ctx.Reader.ReadSingles();
        _weights = _biases.Select(_ => ctx.Reader.ReadSingles()).ToArray();
        Statistics = ModelStatisticsFile.ReadOrNull(ctx.Reader);
    }

    int IValueMapper<VBuffer<float>>.FeatureCount => _weights[0].Length;

    int IMulticlassValueMapper.ClassCount => _biases.Length;

    public void GetWeights([NotNull] ref VBuffer<float>[]? weights, out int numClasses)
    {
        numClasses = _weights.Length;
        if (weights == null || weights.Length < numClasses)
            weights = new VBuffer<float>[numClasses];
        for (int i = 0; i < numClasses; i++)
            new VBuffer<float>(_weights[i].Length, _weights[i]).CopyTo(ref weights[i]);
    }

    public IEnumerable<float> GetBiases() => _biases;

    ValueMapper<VBuffer<float>> IValueMapper<VBuffer<float>>.GetMapper() => (in VBuffer<float> features, ref VBuffer<float> score) =>
    {
        Host.Check(features.Length == _weights[0].Length, $"Input is of length {features.Length}, but the model expects {_weights[0].Length} features.");
        VBufferEditor<float> editor = VBufferEditor.Create(ref score, _biases.Length);
        for (int c = 0; c < _biases.Length; c++)
            editor.Values[c] = _biases[c] + features.Dot(_weights[c]);
        Calibrate(editor.Values);
        score = editor.Commit();
    };

    /// <summary>Turns the linear scores into what the model gives out.</summary>
    private protected abstract void Calibrate(Span<float> scores);

    private protected void SaveParameters(ModelSaveContext ctx)
    {
        ctx.Writer.WriteSingles(_biases);
        foreach (float[] weights in _weights)
            ctx.Writer.WriteSingles(weights);
        ModelStatisticsFile.Write(ctx.Writer, Statistics);
    }
}

using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers;

[assembly: LoadableClass(typeof(OneVersusAllModelParameters), OneVersusAllModelParameters.LoaderSignature)]

namespace Microsoft.ML.Trainers;

public sealed class OneVersusAllModelParameters : ModelParametersBase<VBuffer<float>>, IMulticlassValueMapper
{
    internal const string LoaderSignature = "OVAExec";

    private readonly IValueMapper<float>[] _models;
    private readonly bool _useProbabilities;

    internal OneVersusAllModelParameters(IHostEnvironment env, IValueMapper<float>[] models, bool useProbabilities)
        : base(env, nameof(OneVersusAllModelParameters))
    {
        _models = models;
        _useProbabilities = useProbabilities;
    }

    private OneVersusAllModelParameters(IHostEnvironment env, ModelLoadContext ctx)
        : base(env, nameof(OneVersusAllModelParameters))
    {
        _useProbabilities = ctx.Reader.ReadBoolean();
        _models = new IValueMapper<float>[ctx.Reader.ReadInt32()];
        for (int i = 0; i < _models.Length; i++)
            _models[i] = ctx.LoadModel<IValueMapper<float>>(env, FolderOf(i));
    }

    int IValueMapper<VBuffer<float>>.FeatureCount => _models[0].FeatureCount;

    int IMulticlassValueMapper.ClassCount => _models.Length;

    ValueMapper<VBuffer<float>> IValueMapper<VBuffer<float>>.GetMapper()
    {
        ValueMapper<float>[] mappers = [.. _models.Select(m => m.GetMapper())];
        return (in VBuffer<float> features, ref VBuffer<float> score) =>
        {
            VBufferEditor<float> editor = VBufferEditor.Create(ref score, mappers.Length);
            for (int i = 0; i < mappers.Length; i++)
            {
                mappers[i](in features, ref editor.Values[i]);
                if (_useProbabilities)
                    editor.Values[i] = ((IValueMapperDist)_models[i]).PredictProbability(editor.Values[i]);
            }

            if (_useProbabilities)
                Normalize(editor.Values);
            score = editor.Commit();
        };
    }

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        ctx.SetVersionInfo(LoaderSignature, typeof(OneVersusAllModelParameters));
        ctx.Writer.Write(_useProbabilities);
        ctx.Writer.Write(_models.Length);
        for (int i = 0; i < _models.Length; i++)
            ctx.SaveModel(_models[i], FolderOf(i));
    }

    private static string FolderOf(int index) => string.Create(CultureInfo.InvariantCulture, $"SubPredictor_{index:000}");

    /// <summary>Scales the probabilities that are numbers to the sum 1.</summary>
    private static void Normalize(Span<float> probabilities)
    {
        double sum = 0;
        foreach (float probability in probabilities)
            sum += float.IsNaN(probability) ? 0 : probability;
        if (sum <= 0)
            return;
        for (int i = 0; i < probabilities.Length; i++)
            probabilities[i] = (float)(probabilities[i] / sum);
    }
}

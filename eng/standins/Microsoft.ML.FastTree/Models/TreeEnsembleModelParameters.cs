using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers.FastTree;

public abstract class TreeEnsembleModelParameters : ModelParametersBase<float>, IValueMapper<float>
{
    private readonly int _featureCount;

    private protected TreeEnsembleModelParameters(IHostEnvironment env, string name, GrownTree[] trees, int featureCount)
        : base(env, name)
    {
        GrownTrees = trees;
        _featureCount = featureCount;
    }

    private protected TreeEnsembleModelParameters(IHostEnvironment env, string name, ModelLoadContext ctx)
        : base(env, name)
    {
        _featureCount = ctx.Reader.ReadInt32();
        GrownTrees = new GrownTree[ctx.Reader.ReadInt32()];
        for (int i = 0; i < GrownTrees.Length; i++)
        {
            GrownTrees[i] = GrownTree.Load(ctx.Reader);
            foreach (int feature in GrownTrees[i].SplitFeatures)
                Host.CheckDecode(feature >= 0 && feature < _featureCount, $"A tree splits on feature {feature} of {_featureCount}.");
        }
    }

    int IValueMapper<float>.FeatureCount => _featureCount;

    private protected GrownTree[] GrownTrees { get; }

    private protected abstract string Signature { get; }

    /// <summary>By feature, the square root of the gain of all splits on it, scaled so that the largest is one.</summary>
    public void GetFeatureWeights(ref VBuffer<float> weights)
    {
        var gains = new double[_featureCount];
        foreach (GrownTree tree in GrownTrees)
        {
            for (int node = 0; node < tree.NodeCount; node++)
                gains[tree.SplitFeatures[node]] += tree.SplitGains[node];
        }

        double largest = gains.Max() / GrownTrees.Length;
        double scale = largest > 0 ? 1 / Math.Sqrt(largest) : 1;
        int[] used = [.. GrownTrees.SelectMany(tree => tree.SplitFeatures.ToArray()).Distinct().Order()];
        VBufferEditor<float> editor = VBufferEditor.Create(ref weights, _featureCount, used.Length);
        for (int i = 0; i < used.Length; i++)
        {
            if (used.Length < _featureCount)
                editor.Indices[i] = used[i];
            editor.Values[i] = (float)(Math.Sqrt(gains[used[i]] / GrownTrees.Length) * scale);
        }

        weights = editor.Commit();
    }

    ValueMapper<float> IValueMapper<float>.GetMapper() => (in VBuffer<float> features, ref float score) =>
    {
        Host.Check(features.Length == _featureCount, $"The features have length {features.Length}, the trees were grown on {_featureCount}.");
        score = Score(features);
    };

    private protected virtual float Score(in VBuffer<float> features)
    {
        double sum = 0;
        foreach (GrownTree tree in GrownTrees)
            sum += tree.LeafValues[tree.LeafOf(features)];
        return (float)sum;
    }

    private protected sealed override void SaveModel(ModelSaveContext ctx)
    {
        ctx.SetVersionInfo(Signature, typeof(TreeEnsembleModelParameters));
        ctx.Writer.Write(_featureCount);
        ctx.Writer.Write(GrownTrees.Length);
        foreach (GrownTree tree in GrownTrees)
            tree.Save(ctx.Writer);
    }
}

using Microsoft.ML.Trainers.FastTree;

namespace Conformance.Trees;

internal static class TreeWalk
{
    /// <summary>The leaf of a row, by the tree's public parts: a child below zero is the leaf of its complement.</summary>
    public static int LeafOf(RegressionTreeBase tree, float[] features)
    {
        int node = 0;
        while (node >= 0)
        {
            bool low = features[tree.NumericalSplitFeatureIndexes[node]] <= tree.NumericalSplitThresholds[node];
            node = low ? tree.LeftChild[node] : tree.RightChild[node];
        }

        return ~node;
    }
}

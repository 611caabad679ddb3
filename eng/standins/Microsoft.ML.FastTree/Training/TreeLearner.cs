using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers.FastTree;

/// <summary>
/// Grows a regression tree for given targets by least squares: the leaf whose best split gains most is split next, until the
/// tree has enough leaves or nothing gains. Features are searched in parallel; which one wins never depends on the threads.
/// </summary>
internal class TreeLearner
{
    // Below this much work a loop over the features is faster on one thread.
    private const int SerialWork = 20_000;

    private readonly BinnedDataset _data;
    private readonly TreeOptions _options;
    private readonly ParallelOptions _parallel;
    private readonly SplitSearch _search;
    private readonly HistogramPool _pool;
    private readonly LeafTargets _smaller;
    private readonly LeafTargets _larger;
    private readonly SplitCandidate[] _bestByLeaf;
    private readonly int[] _featureUses;

    public TreeLearner(BinnedDataset data, TreeOptions options, ParallelOptions parallel)
    {
        _data = data;
        _options = options;
        _parallel = parallel;
        _search = new SplitSearch(options, data.Weights is not null);
        _pool = new HistogramPool(data, Math.Clamp(options.NumberOfLeaves * 2 / 3, 1, options.NumberOfLeaves - 1));
        _smaller = new LeafTargets(data);
        _larger = new LeafTargets(data);
        _bestByLeaf = new SplitCandidate[options.NumberOfLeaves];
        _featureUses = new int[data.FeatureCount];
        Random = new Random(options.Seed);
        Partition = LeafPartition.OfAll(data.RowCount, options.NumberOfLeaves);
    }

    /// <summary>The rows to learn from; after a tree was grown, by its leaves.</summary>
    public LeafPartition Partition { get; set; }

    protected Random Random { get; }

    protected double FeatureFractionPerSplit => _options.FeatureFractionPerSplit;

    /// <summary>Grows a tree; null when not even the root can be split.</summary>
    public GrownTree? Fit(bool[] activeFeatures, double[] targets)
    {
        _pool.Reset();
        Partition.Reset();
        FindSplitOfRoot(activeFeatures, targets);
        if (double.IsNaN(_bestByLeaf[0].Gain) || double.IsNegativeInfinity(_bestByLeaf[0].Gain))
        {
            Contracts.Check(_options.AllowEmptyTrees, "No leaf can be split, and the options don't allow empty trees.");
            return null;
        }

        var tree = new GrownTree(_options.NumberOfLeaves);
        int newLeaf = Split(tree, 0);
        int leaf = 0;
        while (tree.LeafCount < _options.NumberOfLeaves)
        {
            FindSplitsOfSiblings(leaf, newLeaf, activeFeatures, targets);
            leaf = BestLeaf(tree.LeafCount);
            if (_bestByLeaf[leaf].Gain <= 0)
                break;
            newLeaf = Split(tree, leaf);
        }

        return tree;
    }

    /// <summary>Picks the feature to split a leaf on from the best split of each feature.</summary>
    protected virtual int ChooseFeature(SplitCandidate[] candidates)
    {
        int best = 0;
        for (int i = 1; i < candidates.Length; i++)
        {
            if (candidates[i].Gain > candidates[best].Gain
                && (FeatureFractionPerSplit >= 1 || Random.NextDouble() < FeatureFractionPerSplit))
                best = i;
        }

        return best;
    }

    private int Split(GrownTree tree, int leaf)
    {
        SplitCandidate split = _bestByLeaf[leaf];
        _featureUses[split.Feature]++;
        int newLeaf = tree.Split(leaf, split);
        Partition.Split(leaf, _data.Columns[split.Feature], split.Threshold, newLeaf);
        return newLeaf;
    }

    private int BestLeaf(int leafCount)
    {
        int best = 0;
        for (int i = 1; i < leafCount; i++)
        {
            if (_bestByLeaf[i].Gain > _bestByLeaf[best].Gain)
                best = i;
        }

        return best;
    }

    private void FindSplitOfRoot(bool[] activeFeatures, double[] targets)
    {
        _smaller.Load(0, Partition, targets);
        _pool.Get(0, out Histogram histogram);
        ForEachFeature(activeFeatures, _smaller.Count, feature =>
        {
            histogram.IsSplittable[feature] = true;
            histogram.Fill(feature, _smaller);
            _search.Search(feature, histogram, _smaller, _featureUses[feature]);
        });
        SetBest(_smaller);
    }

    private void FindSplitsOfSiblings(int lteLeaf, int gtLeaf, bool[] activeFeatures, double[] targets)
    {
        int lteCount = Partition.CountOf(lteLeaf);
        int gtCount = Partition.CountOf(gtLeaf);
        if (Math.Max(lteCount, gtCount) < 2 * _options.MinimumExampleCountPerLeaf)
        {
            _bestByLeaf[lteLeaf] = SplitCandidate.None;
            _bestByLeaf[gtLeaf] = SplitCandidate.None;
            return;
        }

        // The leaf that keeps its name also keeps the parent's histogram, which becomes that of the larger child.
        bool lteIsSmaller = lteCount < gtCount;
        bool hasParent = _pool.Get(lteLeaf, out Histogram larger);
        if (lteIsSmaller)
            _pool.HandOver(lteLeaf, gtLeaf);
        _pool.Get(lteIsSmaller ? lteLeaf : gtLeaf, out Histogram smaller);
        _smaller.Load(lteIsSmaller ? lteLeaf : gtLeaf, Partition, targets);
        _larger.Load(lteIsSmaller ? gtLeaf : lteLeaf, Partition, targets);
        ForEachFeature(activeFeatures, hasParent ? _smaller.Count : lteCount + gtCount, feature =>
        {
            smaller.IsSplittable[feature] = !hasParent || larger.IsSplittable[feature];
            if (!smaller.IsSplittable[feature])
                return;
            smaller.Fill(feature, _smaller);
            if (hasParent)
                larger[feature].Subtract(smaller[feature]);
            else
                larger.Fill(feature, _larger);
            _search.Search(feature, smaller, _smaller, _featureUses[feature]);
            // Where the parent's histogram is gone, this is what the last leaf to use it left: ML.NET doesn't look further either.
            if (larger.IsSplittable[feature])
                _search.Search(feature, larger, _larger, _featureUses[feature]);
        });
        SetBest(_smaller);
        SetBest(_larger);
    }

    private void SetBest(LeafTargets leaf)
    {
        int feature = ChooseFeature(leaf.Candidates);
        _bestByLeaf[leaf.Leaf] = leaf.Candidates[feature] with { Feature = feature };
    }

    private void ForEachFeature(bool[] activeFeatures, int rowCount, Action<int> search)
    {
        int featureCount = activeFeatures.Length;
        long work = (long)featureCount * (rowCount + 50);
        int blocks = work < SerialWork || _parallel.MaxDegreeOfParallelism == 1 ? 1 : 4 * Environment.ProcessorCount;
        if (blocks == 1)
            SearchBlock(0);
        else
            Parallel.For(0, blocks, _parallel, SearchBlock);

        void SearchBlock(int block)
        {
            int end = (int)((long)featureCount * (block + 1) / blocks);
            for (int feature = (int)((long)featureCount * block / blocks); feature < end; feature++)
            {
                if (activeFeatures[feature])
                    search(feature);
            }
        }
    }
}

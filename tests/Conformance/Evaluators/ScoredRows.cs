using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.ConvExtensions.Conformance.Evaluators;

/// <summary>Scored rows as evaluators read them, without a trainer behind them.</summary>
internal static class ScoredRows
{
    // The binary example of the tests, which holds ties. Expected values come from scikit-learn 1.2.1:
    //   y = [1,0,1,1,0,0,1,0,0,0,0,1]; s = [2.5,1.5,1.5,.25,.25,-.25,-.25,-1,-1.5,.75,0,-2.5]; p = float32(1 / (1 + exp(-s)))
    public static bool[] BinaryLabels { get; } = [true, false, true, true, false, false, true, false, false, false, false, true];

    public static float[] BinaryScores { get; } = [2.5f, 1.5f, 1.5f, .25f, .25f, -.25f, -.25f, -1, -1.5f, .75f, 0, -2.5f];

    // Key members of objects count from 0; a value that is no key becomes a missing one.
    public const uint MissingKey = uint.MaxValue;

    // The multiclass example.
    public static uint[] Classes { get; } = [0, 0, 0, 1, 1, 2, 2, 2, 2, 1];

    public static float[][] ClassScores { get; } =
    [
        [.7f, .2f, .1f], [.4f, .5f, .1f], [.6f, .3f, .1f], [.2f, .6f, .2f], [.5f, .3f, .2f],
        [.1f, .2f, .7f], [.2f, .3f, .5f], [.5f, .3f, .2f], [.3f, .3f, .4f], [.1f, .8f, .1f],
    ];

    public static IDataView Binary(MLContext context) => Binary(context, BinaryLabels, BinaryScores);

    public static IDataView Binary(MLContext context, bool[] labels, float[] scores)
        => context.Data.LoadFromEnumerable(labels.Select((label, i) => new BinaryRow
        {
            Label = label,
            Score = scores[i],
            Probability = Sigmoid(scores[i]),
            PredictedLabel = scores[i] > 0,
        }));

    public static IDataView FloatBinary(MLContext context, float[] labels, float[] scores, float[]? probabilities = null)
        => context.Data.LoadFromEnumerable(labels.Select((label, i) => new FloatBinaryRow
        {
            Label = label,
            Score = scores[i],
            Probability = probabilities?[i] ?? Sigmoid(scores[i]),
        }));

    public static IDataView Multiclass(MLContext context) => Multiclass(context, Classes, ClassScores);

    public static IDataView Multiclass(MLContext context, uint[] keys, float[][] scores, string[]? classNames = null, ulong? keyCount = null)
    {
        int classes = scores[0].Length;
        var definition = SchemaDefinition.Create(typeof(KeyRow));
        definition["Label"].ColumnType = new KeyDataViewType(typeof(uint), keyCount ?? (ulong)classes);
        definition["Score"].ColumnType = new VectorDataViewType(NumberDataViewType.Single, classes);
        if (classNames != null)
            definition["Score"].AddAnnotation("SlotNames", Names(classNames), new VectorDataViewType(TextDataViewType.Instance, classNames.Length));
        return context.Data.LoadFromEnumerable(keys.Select((key, i) => new KeyRow { Label = key, Score = scores[i], PredictedLabel = 1 }), definition);
    }

    public static IDataView FloatMulticlass(MLContext context, float[] labels, float[][] scores)
    {
        var definition = SchemaDefinition.Create(typeof(FloatClassRow));
        definition["Score"].ColumnType = new VectorDataViewType(NumberDataViewType.Single, scores[0].Length);
        return context.Data.LoadFromEnumerable(labels.Select((label, i) => new FloatClassRow { Label = label, Score = scores[i] }), definition);
    }

    public static IDataView Regression(MLContext context, float[] labels, float[] scores)
        => context.Data.LoadFromEnumerable(labels.Select((label, i) => new RegressionRow { Label = label, Score = scores[i] }));

    public static VBuffer<ReadOnlyMemory<char>> Names(params string[] names)
        => new(names.Length, names.Select(name => name.AsMemory()).ToArray());

    private static float Sigmoid(float score) => (float)(1 / (1 + Math.Exp(-score)));

    public sealed class BinaryRow
    {
        public bool Label { get; set; }

        public float Score { get; set; }

        public float Probability { get; set; }

        public bool PredictedLabel { get; set; }
    }

    public sealed class FloatBinaryRow
    {
        public float Label { get; set; }

        public float Score { get; set; }

        public float Probability { get; set; }

        public bool PredictedLabel { get; set; }
    }

    public sealed class KeyBinaryRow
    {
        [KeyType(2)]
        public uint Label { get; set; }

        public float Score { get; set; }

        public bool PredictedLabel { get; set; }
    }

    public sealed class KeyRow
    {
        public uint Label { get; set; }

        public float[] Score { get; set; } = [];

        public uint PredictedLabel { get; set; }
    }

    public sealed class FloatClassRow
    {
        public float Label { get; set; }

        public float[] Score { get; set; } = [];

        public uint PredictedLabel { get; set; }
    }

    public sealed class RegressionRow
    {
        public float Label { get; set; }

        public float Score { get; set; }
    }
}

using Microsoft.ML.Data;

namespace Microsoft.ML.Transforms;

/// <summary>What a fitted normalizer does with the values of a column.</summary>
internal abstract class NormalizerFunction
{
    protected NormalizerFunction(DataViewType type) => Type = type;

    /// <summary>The type of the column that the function was fitted on, and of its result.</summary>
    public DataViewType Type { get; }

    public abstract NormalizingTransformer.NormalizerModelParametersBase Parameters { get; }

    public static bool IsValid(DataViewType type) =>
        type is VectorDataViewType { IsKnownSize: false }
            ? false
            : type.GetItemType() is var item && (item == NumberDataViewType.Single || item == NumberDataViewType.Double);

    public static NormalizerFunction Load(BinaryReader reader)
    {
        DataViewType type = ValueCodec.ReadType(reader);
        bool isDistribution = reader.ReadBoolean();
        return type.GetItemType() == NumberDataViewType.Single ? Load<float>(reader, type, isDistribution) : Load<double>(reader, type, isDistribution);
    }

    public abstract void Save(BinaryWriter writer);

    public abstract Delegate MakeGetter(DataViewRow row, DataViewSchema.Column input);

    private static NormalizerFunction Load<T>(BinaryReader reader, DataViewType type, bool isDistribution)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        T[] first = [.. ValueCodec.ReadVector<T>(reader).DenseValues()];
        T[] second = [.. ValueCodec.ReadVector<T>(reader).DenseValues()];
        return isDistribution
            ? new DistributionFunction<T>(type, first, second)
            : new AffineFunction<T>(type, first, second.Length == 0 ? null : second);
    }
}

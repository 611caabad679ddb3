using Microsoft.ML.Data;

namespace Microsoft.ML.Transforms;

internal static class MissingValues
{
    /// <summary>Whether values of a type can be missing: numbers that can be none, and keys.</summary>
    public static bool Exist(DataViewType itemType) => itemType is KeyDataViewType || AreReplaceable(itemType);

    /// <summary>Whether missing values of a type can be replaced, which those of keys can't.</summary>
    public static bool AreReplaceable(DataViewType itemType) => itemType == NumberDataViewType.Single || itemType == NumberDataViewType.Double;
}

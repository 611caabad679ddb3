using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.ConvExtensions.Stages.Neighbors;

/// <summary>The column of features, or what is wrong with it.</summary>
internal static class FeatureColumn
{
    /// <exception cref="ArgumentOutOfRangeException">
    /// The column is missing, or isn't a vector of floats of known size, or of another size.
    /// </exception>
    public static DataViewSchema.Column Check(DataViewSchema schema, string name, int? size = null)
    {
        DataViewSchema.Column column =
            schema.GetColumnOrNull(name) ?? throw Missing(name, schema.Where(c => !c.IsHidden).Select(c => c.Name));
        if (
            column.Type is not VectorDataViewType { IsKnownSize: true } vector
            || vector.ItemType != NumberDataViewType.Single
            || (size ?? vector.Size) != vector.Size
        )
        {
            throw new ArgumentOutOfRangeException(
                nameof(KNearestNeighborsOptions.FeatureColumnName),
                $"The feature column '{name}' has type {column.Type}; needed: {(size is null ? "a vector of Single of known size" : $"Vector<Single, {size}>, as when it was fitted")}."
            );
        }

        return column;
    }

    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of another type.</exception>
    public static void Check(SchemaShape schema, KNearestNeighborsOptions options)
    {
        SchemaShape.Column features = Find(schema, options.FeatureColumnName);
        if (features.ItemType != NumberDataViewType.Single || features.Kind != SchemaShape.Column.VectorKind.Vector)
        {
            throw new ArgumentOutOfRangeException(
                nameof(KNearestNeighborsOptions.FeatureColumnName),
                $"The feature column '{features.Name}' has type {features.ItemType} ({features.Kind}); needed: a vector of Single of "
                    + "known size."
            );
        }

        if (!Find(schema, options.LabelColumnName).IsKey)
            throw NoKey(options.LabelColumnName, Find(schema, options.LabelColumnName).ItemType.ToString()!);
    }

    public static ArgumentOutOfRangeException NoKey(string label, string type) =>
        new(
            nameof(KNearestNeighborsOptions.LabelColumnName),
            $"The label column '{label}' has type {type}; needed: a key. Put Conversion.MapValueToKey before the trainer."
        );

    public static ArgumentOutOfRangeException Missing(string name, IEnumerable<string> columns) =>
        new(
            nameof(KNearestNeighborsOptions.FeatureColumnName),
            $"There is no column '{name}'; the columns are: {string.Join(", ", columns)}."
        );

    private static SchemaShape.Column Find(SchemaShape schema, string name)
    {
        SchemaShape.Column? found = null;
        foreach (SchemaShape.Column column in schema)
        {
            if (column.Name == name)
                found = column;
        }

        return found ?? throw Missing(name, schema.Select(c => c.Name));
    }
}

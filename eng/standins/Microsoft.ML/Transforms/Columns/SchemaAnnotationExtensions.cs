namespace Microsoft.ML.Data;

/// <summary>Short forms to carry annotations from input to output columns.</summary>
internal static class SchemaAnnotationExtensions
{
    public static void AddIsNormalized(this DataViewSchema.Annotations.Builder builder) =>
        builder.AddPrimitiveValue(AnnotationUtils.Kinds.IsNormalized, BooleanDataViewType.Instance, true);

    public static void AddFrom(this DataViewSchema.Annotations.Builder builder, DataViewSchema.Column column, params string[] kinds) =>
        builder.Add(column.Annotations, kinds.Contains);

    /// <summary>The slot names of a vector column of known size, or null where it has none that fit.</summary>
    public static VBuffer<ReadOnlyMemory<char>>? GetSlotNamesOrNull(this DataViewSchema.Column column)
    {
        int size = column.Type.GetVectorSize();
        if (size == 0 || !column.HasTextVector(AnnotationUtils.Kinds.SlotNames, size))
            return null;
        VBuffer<ReadOnlyMemory<char>> names = default;
        column.Annotations.GetValue(AnnotationUtils.Kinds.SlotNames, ref names);
        return names;
    }

    public static bool HasTextVector(this DataViewSchema.Column column, string kind, int size) =>
        column.Annotations.Schema.GetColumnOrNull(kind)?.Type is VectorDataViewType { ItemType: TextDataViewType } type && type.Size == size;

    /// <summary>First and last slot of each group of slots that came from one category, or null where the column has none.</summary>
    public static int[]? GetCategoricalSlotRangesOrNull(this DataViewSchema.Column column)
    {
        if (!column.Type.IsKnownSizeVector()
            || column.Annotations.Schema.GetColumnOrNull(AnnotationUtils.Kinds.CategoricalSlotRanges)?.Type is not VectorDataViewType { Size: > 0 } type
            || type.ItemType != NumberDataViewType.Int32)
        {
            return null;
        }

        VBuffer<int> ranges = default;
        column.Annotations.GetValue(AnnotationUtils.Kinds.CategoricalSlotRanges, ref ranges);
        return [.. ranges.DenseValues()];
    }

    public static void AddCategoricalSlotRanges(this DataViewSchema.Annotations.Builder builder, int count, Func<int[]> ranges) =>
        builder.Add(AnnotationUtils.Kinds.CategoricalSlotRanges, new VectorDataViewType(NumberDataViewType.Int32, count, 2),
            (ref VBuffer<int> target) => target = new VBuffer<int>(2 * count, ranges()));
}

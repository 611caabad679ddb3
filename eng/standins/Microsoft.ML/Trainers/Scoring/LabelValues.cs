namespace Microsoft.ML.Data;

/// <summary>The values that the classes of a training label stand for: the key values of its column.</summary>
internal sealed class LabelValues
{
    private readonly VectorDataViewType _type;
    private readonly Delegate _getter;

    private LabelValues(VectorDataViewType type, Delegate getter)
    {
        _type = type;
        _getter = getter;
    }

    public bool IsText => _type.ItemType is TextDataViewType;

    /// <returns>Null if the column has no values for this number of classes.</returns>
    public static LabelValues? OfColumn(DataViewSchema schema, string? labelColumnName, int classCount)
    {
        if (labelColumnName == null || schema.GetColumnOrNull(labelColumnName) is not { } label)
            return null;
        return label.Annotations.Schema.GetColumnOrNull(AnnotationUtils.Kinds.KeyValues) is { Type: VectorDataViewType type } values
            && type.Size == classCount
            ? new LabelValues(type, label.Annotations.GetGetterInternal(values.Index))
            : null;
    }

    public void AddTo(DataViewSchema.Annotations.Builder builder, string kind) => builder.Add(kind, _type, _getter);
}

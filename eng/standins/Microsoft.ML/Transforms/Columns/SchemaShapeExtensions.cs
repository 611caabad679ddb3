using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>The steps that the schema propagation of most estimators shares.</summary>
internal static class SchemaShapeExtensions
{
    public static SchemaShape.Column GetInput(this SchemaShape schema, IExceptionContext host, string name) =>
        schema.TryFindColumn(name, out SchemaShape.Column column) ? column : throw host.ExceptSchemaMismatch("inputSchema", "input", name);

    /// <summary>The shape after a step that adds or replaces columns.</summary>
    public static SchemaShape With(this SchemaShape schema, IEnumerable<SchemaShape.Column> added)
    {
        var columns = schema.ToDictionary(column => column.Name);
        foreach (SchemaShape.Column column in added)
            columns[column.Name] = column;
        return new SchemaShape(columns.Values);
    }

    public static SchemaShape Annotations(this SchemaShape.Column column, params string[] kinds) =>
        new(column.Annotations.Where(annotation => kinds.Contains(annotation.Name)));

    /// <summary>The annotation that the values of a column are within a range around one.</summary>
    public static SchemaShape.Column IsNormalizedAnnotation() =>
        new(AnnotationUtils.Kinds.IsNormalized, SchemaShape.Column.VectorKind.Scalar, BooleanDataViewType.Instance, false);

    public static SchemaShape.Column SlotNamesAnnotation() =>
        new(AnnotationUtils.Kinds.SlotNames, SchemaShape.Column.VectorKind.Vector, TextDataViewType.Instance, false);

    public static SchemaShape.Column CategoricalSlotRangesAnnotation() =>
        new(AnnotationUtils.Kinds.CategoricalSlotRanges, SchemaShape.Column.VectorKind.Vector, NumberDataViewType.Int32, false);

    public static bool HasAnnotation(this SchemaShape.Column column, string kind) => column.Annotations.TryFindColumn(kind, out _);
}

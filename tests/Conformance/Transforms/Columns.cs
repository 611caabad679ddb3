using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.ConvExtensions.Conformance.Transforms;

/// <summary>Reads whole columns and annotations, by cursor and getter as a trainer would.</summary>
internal static class Columns
{
    public static T[] Values<T>(this IDataView data, string name)
    {
        var column = data.Schema[name];
        var result = new List<T>();
        using var cursor = data.GetRowCursor([column]);
        var getter = cursor.GetGetter<T>(column);
        while (cursor.MoveNext())
        {
            T value = default!;
            getter(ref value);
            result.Add(value);
        }

        return [.. result];
    }

    public static string[] Texts(this IDataView data, string name) =>
        [.. data.Values<ReadOnlyMemory<char>>(name).Select(text => text.ToString())];

    public static T[][] Vectors<T>(this IDataView data, string name) =>
        [.. data.Values<VBuffer<T>>(name).Select(vector => vector.DenseValues().ToArray())];

    public static T[] KeyValues<T>(this IDataView data, string name)
    {
        VBuffer<T> values = default;
        data.Schema[name].GetKeyValues(ref values);
        return [.. values.DenseValues()];
    }

    public static string[] KeyNames(this IDataView data, string name) =>
        [.. data.KeyValues<ReadOnlyMemory<char>>(name).Select(text => text.ToString())];

    public static string[] SlotNames(this IDataView data, string name)
    {
        VBuffer<ReadOnlyMemory<char>> names = default;
        data.Schema[name].GetSlotNames(ref names);
        return [.. names.DenseValues().Select(text => text.ToString())];
    }

    public static string[] AnnotationNames(this IDataView data, string name) =>
        [.. data.Schema[name].Annotations.Schema.Select(column => column.Name).Order(StringComparer.Ordinal)];

    /// <summary>The transformer after a round trip through a model file in memory.</summary>
    public static ITransformer SavedAndLoaded(this MLContext context, ITransformer transformer, IDataView data)
    {
        using var stream = new MemoryStream();
        context.Model.Save(transformer, data.Schema, stream);
        stream.Position = 0;
        return context.Model.Load(stream, out _);
    }

    public static SchemaShape.Column OutputColumn(this IEstimator<ITransformer> estimator, IDataView data, string name) =>
        estimator.GetOutputSchema(Shape(data)).Single(column => column.Name == name);

    public static string[] AnnotationNames(this SchemaShape.Column column) =>
        [.. column.Annotations.Select(annotation => annotation.Name).Order(StringComparer.Ordinal)];

    // SchemaShape.Create is internal; an estimator in a chain is handed the shape of the data before anything is fitted.
    private static SchemaShape Shape(IDataView data)
    {
        var capture = new ShapeCapture();
        _ = new EstimatorChain<ITransformer>().Append(capture).Fit(data);
        return capture.Shape!;
    }

    private sealed class ShapeCapture : IEstimator<ITransformer>
    {
        public SchemaShape? Shape { get; private set; }

        public ITransformer Fit(IDataView input) => new TransformerChain<ITransformer>();

        public SchemaShape GetOutputSchema(SchemaShape inputSchema) => Shape = inputSchema;
    }
}

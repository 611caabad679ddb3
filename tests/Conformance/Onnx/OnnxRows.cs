using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.ConvExtensions.Conformance.Onnx;

/// <summary>Rows to run through networks, and what comes out.</summary>
internal static class OnnxRows
{
    public static IDataView Vectors(this MLContext ml, params float[][] rows) =>
        ml.Data.LoadFromEnumerable(rows.Select(row => new Vector { x = row }), Sized(row => row.Length, rows));

    public static float[][] Floats(this IDataView view, string column = "y") =>
        [.. view.GetColumn<VBuffer<float>>(view.Schema[column]).Select(value => value.DenseValues().ToArray())];

    private static SchemaDefinition Sized(Func<float[], int> size, float[][] rows)
    {
        var definition = SchemaDefinition.Create(typeof(Vector));
        definition["x"].ColumnType = new VectorDataViewType(NumberDataViewType.Single, size(rows[0]));
        return definition;
    }

    internal sealed class Vector
    {
        public float[] x { get; set; } = [];
    }

    internal sealed class Variable
    {
        public VBuffer<float> x { get; set; }
    }

    internal sealed class Result
    {
        public float[] y { get; set; } = [];
    }
}

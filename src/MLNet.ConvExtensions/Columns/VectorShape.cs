using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.ConvExtensions.Columns;

/// <summary>What becomes of a schema's shape by a stage that adds a vector: a stock estimator that does the same is asked.</summary>
internal static class VectorShape
{
    /// <summary>A stock estimator that adds a vector of floats.</summary>
    public static IEstimator<ITransformer> Of(TransformsCatalog catalog, string outputColumn, int width)
    {
        SchemaDefinition output = SchemaDefinition.Create(typeof(FeatureRow));
        SchemaDefinition.Column features = output[nameof(FeatureRow.Features)];
        features.ColumnName = outputColumn;
        features.ColumnType = new VectorDataViewType(NumberDataViewType.Single, width);
        return catalog.CustomMapping<NoInput, FeatureRow>((_, _) => { }, contractName: null, outputSchemaDefinition: output);
    }

    private sealed class NoInput { }

    private sealed class FeatureRow
    {
        public float[] Features { get; set; } = [];
    }
}

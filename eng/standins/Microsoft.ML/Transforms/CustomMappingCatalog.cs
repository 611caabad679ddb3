using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;

namespace Microsoft.ML;

public static class CustomMappingCatalog
{
    public static CustomMappingEstimator<TSrc, TDst> CustomMapping<TSrc, TDst>(
        this TransformsCatalog catalog,
        Action<TSrc, TDst> mapAction,
        string? contractName,
        SchemaDefinition? inputSchemaDefinition = null,
        SchemaDefinition? outputSchemaDefinition = null)
        where TSrc : class, new()
        where TDst : class, new() =>
        new(catalog.GetEnvironment(), mapAction, contractName, inputSchemaDefinition, outputSchemaDefinition);

    /// <summary>The rows that the predicate isn't true of.</summary>
    public static IDataView FilterByCustomPredicate<TSrc>(this DataOperationsCatalog catalog, IDataView input, Func<TSrc, bool> filterPredicate)
        where TSrc : class, new()
    {
        Contracts.CheckValue(catalog, nameof(catalog));
        Contracts.CheckValue(input, nameof(input));
        Contracts.CheckValue(filterPredicate, nameof(filterPredicate));
        var reader = new TypedReader<TSrc>(input.Schema, ignoreMissingColumns: false, null);
        return new RowFilterDataView(input, [.. reader.Columns], row =>
        {
            Action<TSrc> read = reader.CreateFiller(row);
            var source = new TSrc();
            return () =>
            {
                read(source);
                return !filterPredicate(source);
            };
        });
    }
}

using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

public sealed partial class DataOperationsCatalog : IInternalCatalog
{
    private readonly IHostEnvironment _env;

    internal DataOperationsCatalog(IHostEnvironment env) => _env = env;

    IHostEnvironment IInternalCatalog.Environment => _env;

    public IDataView LoadFromEnumerable<TRow>(IEnumerable<TRow> data, SchemaDefinition? schemaDefinition = null)
        where TRow : class
    {
        _env.CheckValue(data, nameof(data));
        return new EnumerableDataView<TRow>(data, schemaDefinition);
    }

    public IDataView LoadFromEnumerable<TRow>(IEnumerable<TRow> data, DataViewSchema schema)
        where TRow : class
    {
        _env.CheckValue(data, nameof(data));
        _env.CheckValue(schema, nameof(schema));
        return new EnumerableDataView<TRow>(data, SchemaDefinition.Create(typeof(TRow), schema));
    }

    public IEnumerable<TRow> CreateEnumerable<TRow>(
        IDataView data, bool reuseRowObject, bool ignoreMissingColumns = false, SchemaDefinition? schemaDefinition = null)
        where TRow : class, new()
    {
        _env.CheckValue(data, nameof(data));
        var reader = new TypedReader<TRow>(data.Schema, ignoreMissingColumns, schemaDefinition);
        return ReadRows();

        IEnumerable<TRow> ReadRows()
        {
            using DataViewRowCursor cursor = data.GetRowCursor(reader.Columns);
            Action<TRow> fill = reader.CreateFiller(cursor);
            TRow? row = null;
            while (cursor.MoveNext())
            {
                if (!reuseRowObject || row == null)
                    row = new TRow();
                fill(row);
                yield return row;
            }
        }
    }

    public IDataView Cache(IDataView input, params string[] columnsToPrefetch)
    {
        _env.CheckValue(input, nameof(input));
        return new CacheDataView(_env, input);
    }

    public struct TrainTestData
    {
        public readonly IDataView TrainSet;

        public readonly IDataView TestSet;

        internal TrainTestData(IDataView trainSet, IDataView testSet)
        {
            TrainSet = trainSet;
            TestSet = testSet;
        }
    }
}

using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;

[assembly: LoadableClass(typeof(ValueMappingTransformer), ValueMappingTransformer.LoaderSignature)]

namespace Microsoft.ML.Transforms;

public class ValueMappingTransformer : OneToOneTransformerBase
{
    internal const string LoaderSignature = "ValueMappingTransformer";

    private readonly ValueMap _map;

    internal ValueMappingTransformer(IHostEnvironment env, ValueMap map, params (string outputColumnName, string inputColumnName)[] columns)
        : base(env.Register(nameof(ValueMappingTransformer)), columns) =>
        _map = map;

    private ValueMappingTransformer(IHostEnvironment env, ModelLoadContext ctx)
        : base(env.Register(nameof(ValueMappingTransformer)), ctx) =>
        _map = ValueMap.Load(ctx.Reader);

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        ctx.SetVersionInfo(LoaderSignature, GetType());
        SaveColumns(ctx);
        _map.Save(ctx.Writer);
    }

    private protected override IRowMapper MakeRowMapper(DataViewSchema schema) =>
        BoundColumnMapper.OneToOne(Host, schema, ColumnPairs, (_, name, input) =>
        {
            DataViewType type = _map.ValueType;
            if (input.Type is VectorDataViewType && type is VectorDataViewType)
                throw Host.ExceptNotSupp($"Column '{input.Name}' can't be mapped: it holds vectors, and so do the values of the map.");
            if (input.Type is VectorDataViewType)
                type = new VectorDataViewType(ColumnTypeExtensions.PrimitiveTypeFromType(type.RawType));
            return new BoundColumn(new DataViewSchema.DetachedColumn(name, type, _map.ValueAnnotations),
                row => _map.MakeGetter(row, row.Schema[input.Index]), input.Index);
        });
}

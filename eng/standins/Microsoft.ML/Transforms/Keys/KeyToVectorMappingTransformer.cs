using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;

[assembly: LoadableClass(typeof(KeyToVectorMappingTransformer), KeyToVectorMappingTransformer.LoaderSignature)]

namespace Microsoft.ML.Transforms;

public sealed class KeyToVectorMappingTransformer : OneToOneTransformerBase
{
    internal const string LoaderSignature = "KeyToVectorTransform";

    private readonly bool _countVector;

    internal KeyToVectorMappingTransformer(
        IHostEnvironment env, bool outputCountVector, params (string outputColumnName, string inputColumnName)[] columns)
        : base(env.Register(nameof(KeyToVectorMappingTransformer)), columns)
    {
        foreach ((string output, _) in columns)
            Host.CheckNonWhiteSpace(output, "name");
        _countVector = outputCountVector;
    }

    private KeyToVectorMappingTransformer(IHostEnvironment env, ModelLoadContext ctx)
        : base(env.Register(nameof(KeyToVectorMappingTransformer)), ctx) =>
        _countVector = ctx.Reader.ReadBoolean();

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        ctx.SetVersionInfo(LoaderSignature, GetType());
        SaveColumns(ctx);
        ctx.Writer.Write(_countVector);
    }

    private protected override IRowMapper MakeRowMapper(DataViewSchema schema) => BoundColumnMapper.OneToOne(Host, schema, ColumnPairs, Bind);

    private BoundColumn Bind(int index, string name, DataViewSchema.Column input)
    {
        if (input.Type.GetItemType() is not KeyDataViewType key)
            throw Host.ExceptSchemaMismatch("inputSchema", "input", input.Name, "key type of known cardinality", input.Type.ToString()!);
        Host.Check(key.Count <= int.MaxValue, $"Column '{input.Name}' has more keys than a vector has slots.");
        var indicator = new KeyIndicator(input, key, _countVector);
        return new BoundColumn(new DataViewSchema.DetachedColumn(name, indicator.Type, indicator.MakeAnnotations()),
            row => GenericCall.Invoke<Delegate>(indicator.MakeGetter<uint>, [key.RawType], row), input.Index);
    }
}

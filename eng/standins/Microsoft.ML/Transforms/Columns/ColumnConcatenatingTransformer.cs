using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

[assembly: LoadableClass(typeof(ColumnConcatenatingTransformer), ColumnConcatenatingTransformer.LoaderSignature)]

namespace Microsoft.ML.Data;

public sealed class ColumnConcatenatingTransformer : RowToRowTransformerBase
{
    internal const string LoaderSignature = "ConcatTransform";

    private readonly string _name;
    private readonly string[] _sources;

    internal ColumnConcatenatingTransformer(IHostEnvironment env, string outputColumnName, params string[] inputColumnNames)
        : base(env.Register(nameof(ColumnConcatenatingTransformer)))
    {
        Host.CheckNonEmpty(outputColumnName, nameof(outputColumnName));
        Host.CheckNonEmpty(inputColumnNames, nameof(inputColumnNames));
        _name = outputColumnName;
        _sources = inputColumnNames;
    }

    private ColumnConcatenatingTransformer(IHostEnvironment env, ModelLoadContext ctx)
        : base(env.Register(nameof(ColumnConcatenatingTransformer)))
    {
        _name = ctx.LoadNonEmptyString();
        _sources = new string[ctx.Reader.ReadInt32()];
        for (int i = 0; i < _sources.Length; i++)
            _sources[i] = ctx.LoadNonEmptyString();
    }

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        ctx.SetVersionInfo(LoaderSignature, GetType());
        ctx.SaveNonEmptyString(_name);
        ctx.Writer.Write(_sources.Length);
        foreach (string source in _sources)
            ctx.SaveNonEmptyString(source);
    }

    private protected override IRowMapper MakeRowMapper(DataViewSchema schema)
    {
        DataViewSchema.Column[] inputs = [.. _sources.Select(source => schema.GetColumnOrNull(source)
            ?? throw Host.ExceptSchemaMismatch("inputSchema", "input", source))];
        DataViewType itemType = inputs[0].Type.GetItemType();
        foreach (DataViewSchema.Column input in inputs)
        {
            if (!input.Type.GetItemType().Equals(itemType))
                throw Host.ExceptSchemaMismatch("inputSchema", "input", input.Name, itemType.ToString()!, input.Type.ToString()!);
        }

        return new BoundColumnMapper([new Concatenation(inputs).Bind(_name)]);
    }
}

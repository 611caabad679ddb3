using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;

[assembly: LoadableClass(typeof(MissingValueReplacingTransformer), MissingValueReplacingTransformer.LoaderSignature)]

namespace Microsoft.ML.Transforms;

public sealed class MissingValueReplacingTransformer : OneToOneTransformerBase
{
    internal const string LoaderSignature = "NAReplaceTransform";

    private readonly Replacement[] _replacements;

    internal MissingValueReplacingTransformer(IHostEnvironment env, (string Output, string Input)[] columns, Replacement[] replacements)
        : base(env.Register(nameof(MissingValueReplacingTransformer)), columns) =>
        _replacements = replacements;

    private MissingValueReplacingTransformer(IHostEnvironment env, ModelLoadContext ctx)
        : base(env.Register(nameof(MissingValueReplacingTransformer)), ctx)
    {
        _replacements = new Replacement[ColumnPairs.Length];
        for (int i = 0; i < _replacements.Length; i++)
            _replacements[i] = Replacement.Load(ctx.Reader);
    }

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        ctx.SetVersionInfo(LoaderSignature, GetType());
        SaveColumns(ctx);
        foreach (Replacement replacement in _replacements)
            replacement.Save(ctx.Writer);
    }

    private protected override IRowMapper MakeRowMapper(DataViewSchema schema) => BoundColumnMapper.OneToOne(Host, schema, ColumnPairs, (index, name, input) =>
    {
        Replacement replacement = _replacements[index];
        replacement.CheckInput(input);
        var annotations = new DataViewSchema.Annotations.Builder();
        annotations.AddFrom(input, AnnotationUtils.Kinds.SlotNames, AnnotationUtils.Kinds.IsNormalized);
        return new BoundColumn(new DataViewSchema.DetachedColumn(name, input.Type, annotations.ToAnnotations()),
            row => replacement.MakeGetter(row, row.Schema[input.Index]), input.Index);
    });
}

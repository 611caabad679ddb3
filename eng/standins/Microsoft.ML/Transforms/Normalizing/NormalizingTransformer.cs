using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;

[assembly: LoadableClass(typeof(NormalizingTransformer), NormalizingTransformer.LoaderSignature)]

namespace Microsoft.ML.Transforms;

public sealed partial class NormalizingTransformer : OneToOneTransformerBase
{
    internal const string LoaderSignature = "Normalizer";

    private readonly NormalizerFunction[] _functions;

    internal NormalizingTransformer(IHostEnvironment env, (string Output, string Input)[] columns, NormalizerFunction[] functions)
        : base(env.Register(nameof(NormalizingTransformer)), columns) =>
        _functions = functions;

    private NormalizingTransformer(IHostEnvironment env, ModelLoadContext ctx)
        : base(env.Register(nameof(NormalizingTransformer)), ctx)
    {
        _functions = new NormalizerFunction[ColumnPairs.Length];
        for (int i = 0; i < _functions.Length; i++)
            _functions[i] = NormalizerFunction.Load(ctx.Reader);
    }

    public NormalizerModelParametersBase GetNormalizerModelParameters(int index)
    {
        Host.CheckUserArg(index >= 0 && index < _functions.Length, nameof(index), $"It must be at least 0 and less than {_functions.Length}, but is {index}.");
        return _functions[index].Parameters;
    }

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        ctx.SetVersionInfo(LoaderSignature, GetType());
        SaveColumns(ctx);
        foreach (NormalizerFunction function in _functions)
            function.Save(ctx.Writer);
    }

    private protected override IRowMapper MakeRowMapper(DataViewSchema schema) => BoundColumnMapper.OneToOne(Host, schema, ColumnPairs, Bind);

    private BoundColumn Bind(int index, string name, DataViewSchema.Column input)
    {
        if (!NormalizerFunction.IsValid(input.Type))
            throw Host.ExceptSchemaMismatch("inputSchema", "input", input.Name, "scalar or known-size vector of Single", input.Type.ToString()!);
        NormalizerFunction function = _functions[index];
        var annotations = new DataViewSchema.Annotations.Builder();
        annotations.AddIsNormalized();
        annotations.AddFrom(input, AnnotationUtils.Kinds.SlotNames);
        return new BoundColumn(new DataViewSchema.DetachedColumn(name, function.Type, annotations.ToAnnotations()),
            row => function.MakeGetter(row, row.Schema[input.Index]), input.Index);
    }
}

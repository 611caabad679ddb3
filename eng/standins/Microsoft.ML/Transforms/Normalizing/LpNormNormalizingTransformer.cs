using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;

[assembly: LoadableClass(typeof(LpNormNormalizingTransformer), LpNormNormalizingTransformer.LoaderSignature)]

namespace Microsoft.ML.Transforms;

public sealed class LpNormNormalizingTransformer : OneToOneTransformerBase
{
    internal const string LoaderSignature = "GcnTransform";

    private readonly LpNormOptions _options;

    internal LpNormNormalizingTransformer(IHostEnvironment env, LpNormOptions options, params (string outputColumnName, string inputColumnName)[] columns)
        : base(env.Register(nameof(LpNormNormalizingTransformer)), columns)
    {
        foreach ((string output, _) in columns)
            Host.CheckNonWhiteSpace(output, "name");
        Host.CheckUserArg(options.Scale is > 0 and < float.PositiveInfinity, "scale", $"It must be a positive finite value, but is {options.Scale}.");
        _options = options;
    }

    private LpNormNormalizingTransformer(IHostEnvironment env, ModelLoadContext ctx)
        : base(env.Register(nameof(LpNormNormalizingTransformer)), ctx) =>
        _options = new LpNormOptions((LpNormNormalizingEstimatorBase.NormFunction)ctx.Reader.ReadByte(), ctx.Reader.ReadBoolean(), ctx.Reader.ReadSingle());

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        ctx.SetVersionInfo(LoaderSignature, GetType());
        SaveColumns(ctx);
        ctx.Writer.Write((byte)_options.Norm);
        ctx.Writer.Write(_options.EnsureZeroMean);
        ctx.Writer.Write(_options.Scale);
    }

    private protected override IRowMapper MakeRowMapper(DataViewSchema schema) =>
        BoundColumnMapper.OneToOne(Host, schema, ColumnPairs, (_, name, input) =>
        {
            if (!input.Type.IsKnownSizeVector() || input.Type.GetItemType() != NumberDataViewType.Single)
            {
                throw Host.ExceptSchemaMismatch("inputSchema", "input", input.Name,
                    LpNormNormalizingEstimatorBase.ExpectedColumnType, input.Type.ToString()!);
            }

            var annotations = new DataViewSchema.Annotations.Builder();
            annotations.AddFrom(input, AnnotationUtils.Kinds.SlotNames);
            annotations.AddIsNormalized();
            return new BoundColumn(new DataViewSchema.DetachedColumn(name, input.Type, annotations.ToAnnotations()),
                row => MakeGetter(row.GetGetter<VBuffer<float>>(row.Schema[input.Index])), input.Index);
        });

    private ValueGetter<VBuffer<float>> MakeGetter(ValueGetter<VBuffer<float>> read)
    {
        var normalizer = new RowNormalizer(_options);
        VBuffer<float> source = default;
        return (ref VBuffer<float> target) =>
        {
            read(ref source);
            normalizer.Normalize(source, ref target);
        };
    }
}

using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;

[assembly: LoadableClass(typeof(MissingValueIndicatorTransformer), MissingValueIndicatorTransformer.LoaderSignature)]

namespace Microsoft.ML.Transforms;

public sealed class MissingValueIndicatorTransformer : OneToOneTransformerBase
{
    internal const string LoaderSignature = "NaIndicatorTransform";

    internal MissingValueIndicatorTransformer(IHostEnvironment env, params (string outputColumnName, string inputColumnName)[] columns)
        : base(env.Register(nameof(MissingValueIndicatorTransformer)), columns)
    {
    }

    private MissingValueIndicatorTransformer(IHostEnvironment env, ModelLoadContext ctx)
        : base(env.Register(nameof(MissingValueIndicatorTransformer)), ctx)
    {
    }

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        ctx.SetVersionInfo(LoaderSignature, GetType());
        SaveColumns(ctx);
    }

    private protected override IRowMapper MakeRowMapper(DataViewSchema schema) => BoundColumnMapper.OneToOne(Host, schema, ColumnPairs, (_, name, input) =>
    {
        DataViewType itemType = input.Type.GetItemType();
        Host.Check(MissingValues.Exist(itemType), $"Column '{input.Name}' of type '{input.Type}' has no missing values.");
        DataViewType type = input.Type is VectorDataViewType vector
            ? new VectorDataViewType(BooleanDataViewType.Instance, vector.Dimensions)
            : BooleanDataViewType.Instance;
        var annotations = new DataViewSchema.Annotations.Builder();
        annotations.AddFrom(input, AnnotationUtils.Kinds.SlotNames);
        annotations.AddIsNormalized();
        return new BoundColumn(new DataViewSchema.DetachedColumn(name, type, annotations.ToAnnotations()),
            row => GenericCall.Invoke<Delegate>(MakeGetter<int>, [itemType.RawType], row, row.Schema[input.Index]), input.Index);
    });

    private static Delegate MakeGetter<T>(DataViewRow row, DataViewSchema.Column input)
    {
        Func<T, bool> isMissing = Conversions.GetIsMissingOrNull<T>(input.Type.GetItemType())!;
        if (input.Type is VectorDataViewType)
            return MakeVectorGetter(row.GetGetter<VBuffer<T>>(input), isMissing);
        var read = row.GetGetter<T>(input);
        T value = default!;
        return (ValueGetter<bool>)((ref bool target) =>
        {
            read(ref value);
            target = isMissing(value);
        });
    }

    private static ValueGetter<VBuffer<bool>> MakeVectorGetter<T>(ValueGetter<VBuffer<T>> read, Func<T, bool> isMissing)
    {
        bool isDefaultMissing = isMissing(default!);
        VBuffer<T> source = default;
        bool[] missing = [];
        return (ref VBuffer<bool> target) =>
        {
            read(ref source);
            if (missing.Length < source.Length)
                missing = new bool[source.Length];
            ReadOnlySpan<T> values = source.GetValues();
            if (!source.IsDense)
                missing.AsSpan().Fill(isDefaultMissing);
            for (int i = 0; i < values.Length; i++)
                missing[source.IsDense ? i : source.GetIndices()[i]] = isMissing(values[i]);
            Sparsity.Store(missing.AsSpan(0, source.Length), ref target);
        };
    }
}

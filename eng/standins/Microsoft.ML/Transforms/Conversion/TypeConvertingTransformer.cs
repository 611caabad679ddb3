using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;

[assembly: LoadableClass(typeof(TypeConvertingTransformer), TypeConvertingTransformer.LoaderSignature)]

namespace Microsoft.ML.Transforms;

public sealed class TypeConvertingTransformer : OneToOneTransformerBase
{
    internal const string LoaderSignature = "ConvertTransform";

    private readonly DataKind _kind;

    internal TypeConvertingTransformer(IHostEnvironment env, DataKind outputKind, params (string outputColumnName, string inputColumnName)[] columns)
        : base(env.Register(nameof(TypeConvertingTransformer)), columns)
    {
        Host.CheckNonEmpty(columns, nameof(columns));
        _kind = outputKind;
    }

    private TypeConvertingTransformer(IHostEnvironment env, ModelLoadContext ctx)
        : base(env.Register(nameof(TypeConvertingTransformer)), ctx) =>
        _kind = (DataKind)ctx.Reader.ReadByte();

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        ctx.SetVersionInfo(LoaderSignature, GetType());
        SaveColumns(ctx);
        ctx.Writer.Write((byte)_kind);
    }

    private protected override IRowMapper MakeRowMapper(DataViewSchema schema) => BoundColumnMapper.OneToOne(Host, schema, ColumnPairs, Bind);

    private BoundColumn Bind(int index, string name, DataViewSchema.Column input)
    {
        DataViewType source = input.Type.GetItemType();
        PrimitiveDataViewType target = TargetOf(source);
        Delegate convert = Conversions.GetStandardOrNull(source, target) ?? throw Host.ExceptParam("inputSchema",
            $"Source column '{input.Name}' with item type '{source}' is not compatible with destination type '{target}'.");
        DataViewType type = input.Type is VectorDataViewType vector ? new VectorDataViewType(target, vector.Dimensions) : target;
        return new BoundColumn(new DataViewSchema.DetachedColumn(name, type, MakeAnnotations(input, source, target)),
            row => GenericCall.Invoke<Delegate>(MakeGetter<int, int>, [source.RawType, target.RawType], row, row.Schema[input.Index], convert),
            input.Index);
    }

    // Keys stay keys, of the same count where the kind can hold it.
    private PrimitiveDataViewType TargetOf(DataViewType source)
    {
        PrimitiveDataViewType type = TextValue.TypeOf(_kind);
        return source is KeyDataViewType key && KeyDataViewType.IsValidDataType(type.RawType)
            ? new KeyDataViewType(type.RawType, Math.Min(key.Count, TextValue.MaxOf(type.RawType)))
            : type;
    }

    private static DataViewSchema.Annotations MakeAnnotations(DataViewSchema.Column input, DataViewType source, DataViewType target)
    {
        var builder = new DataViewSchema.Annotations.Builder();
        if (input.Type.IsKnownSizeVector())
            builder.AddFrom(input, AnnotationUtils.Kinds.SlotNames);
        if (source is KeyDataViewType && target is KeyDataViewType)
            builder.AddFrom(input, AnnotationUtils.Kinds.KeyValues);
        if (source is NumberDataViewType && target is NumberDataViewType)
            builder.AddFrom(input, AnnotationUtils.Kinds.IsNormalized);
        if (input.Type is BooleanDataViewType && target is NumberDataViewType)
            builder.AddIsNormalized();
        return builder.ToAnnotations();
    }

    private static Delegate MakeGetter<TSource, TTarget>(DataViewRow row, DataViewSchema.Column input, ValueMapper<TSource, TTarget> convert)
    {
        if (input.Type is VectorDataViewType)
            return MakeVectorGetter(row.GetGetter<VBuffer<TSource>>(input), convert);
        var read = row.GetGetter<TSource>(input);
        TSource value = default!;
        return (ValueGetter<TTarget>)((ref TTarget target) =>
        {
            read(ref value);
            convert(in value, ref target);
        });
    }

    private static ValueGetter<VBuffer<TTarget>> MakeVectorGetter<TSource, TTarget>(ValueGetter<VBuffer<TSource>> read, ValueMapper<TSource, TTarget> convert)
    {
        VBuffer<TSource> source = default;
        return (ref VBuffer<TTarget> target) =>
        {
            read(ref source);
            ReadOnlySpan<TSource> values = source.GetValues();
            VBufferEditor<TTarget> editor = VBufferEditor.Create(ref target, source.Length, values.Length);
            source.GetIndices().CopyTo(editor.Indices);
            for (int i = 0; i < values.Length; i++)
                convert(in values[i], ref editor.Values[i]);
            target = editor.Commit();
        };
    }
}

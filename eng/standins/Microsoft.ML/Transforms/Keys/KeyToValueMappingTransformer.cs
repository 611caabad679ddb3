using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;

[assembly: LoadableClass(typeof(KeyToValueMappingTransformer), KeyToValueMappingTransformer.LoaderSignature)]

namespace Microsoft.ML.Transforms;

public sealed class KeyToValueMappingTransformer : OneToOneTransformerBase
{
    internal const string LoaderSignature = "KeyToValueTransform";

    internal KeyToValueMappingTransformer(IHostEnvironment env, params (string outputColumnName, string inputColumnName)[] columns)
        : base(env.Register(nameof(KeyToValueMappingTransformer)), columns)
    {
    }

    private KeyToValueMappingTransformer(IHostEnvironment env, ModelLoadContext ctx)
        : base(env.Register(nameof(KeyToValueMappingTransformer)), ctx)
    {
    }

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        ctx.SetVersionInfo(LoaderSignature, GetType());
        SaveColumns(ctx);
    }

    private protected override IRowMapper MakeRowMapper(DataViewSchema schema) => BoundColumnMapper.OneToOne(Host, schema, ColumnPairs, Bind);

    private BoundColumn Bind(int index, string name, DataViewSchema.Column input)
    {
        var values = input.Annotations.Schema.GetColumnOrNull(AnnotationUtils.Kinds.KeyValues)?.Type as VectorDataViewType;
        Host.Check(values != null, $"Column '{input.Name}' has no annotation with the values of its keys.");
        var key = input.Type.GetItemType() as KeyDataViewType;
        Host.Check(key != null && (ulong)values.Size == key.Count, $"Column '{input.Name}' of type '{input.Type}' doesn't have as many keys as values.");

        DataViewType type = input.Type is VectorDataViewType vector ? new VectorDataViewType(values.ItemType, vector.Dimensions) : values.ItemType;
        var annotations = new DataViewSchema.Annotations.Builder();
        annotations.AddFrom(input, AnnotationUtils.Kinds.SlotNames);
        return GenericCall.Invoke<BoundColumn>(Bind<int, int>, [key.RawType, values.ItemType.RawType],
            new DataViewSchema.DetachedColumn(name, type, annotations.ToAnnotations()), input, key);
    }

    private BoundColumn Bind<TKey, TValue>(DataViewSchema.DetachedColumn output, DataViewSchema.Column input, KeyDataViewType key)
    {
        VBuffer<TValue> annotation = default;
        input.Annotations.GetValue(AnnotationUtils.Kinds.KeyValues, ref annotation);
        TValue[] values = [.. annotation.DenseValues()];
        var toNumber = Conversions.GetStandard<TKey, uint>(key, NumberDataViewType.UInt32);
        TValue missing = Conversions.GetMissingOrDefault<TValue>();
        return new BoundColumn(output, row => MakeGetter(row), input.Index);

        Delegate MakeGetter(DataViewRow row)
        {
            if (input.Type is VectorDataViewType)
                return MakeVectorGetter(row.GetGetter<VBuffer<TKey>>(row.Schema[input.Index]), Map, missing);
            var read = row.GetGetter<TKey>(row.Schema[input.Index]);
            TKey item = default!;
            return (ValueGetter<TValue>)((ref TValue target) =>
            {
                read(ref item);
                target = Map(item);
            });
        }

        TValue Map(TKey item)
        {
            uint number = 0;
            toNumber(in item, ref number);
            return number > 0 && number <= values.Length ? values[number - 1] : missing;
        }
    }

    private static ValueGetter<VBuffer<TValue>> MakeVectorGetter<TKey, TValue>(ValueGetter<VBuffer<TKey>> read, Func<TKey, TValue> map, TValue missing)
    {
        // Slots that a sparse vector leaves out are missing keys; where a missing value isn't the default, they have to be written out.
        bool fill = !EqualityComparer<TValue>.Default.Equals(missing, default);
        VBuffer<TKey> keys = default;
        return (ref VBuffer<TValue> target) =>
        {
            read(ref keys);
            ReadOnlySpan<TKey> items = keys.GetValues();
            bool scatter = fill && !keys.IsDense;
            VBufferEditor<TValue> editor = VBufferEditor.Create(ref target, keys.Length, scatter ? keys.Length : items.Length);
            if (scatter)
                editor.Values.Fill(missing);
            else if (!keys.IsDense)
                keys.GetIndices().CopyTo(editor.Indices);
            for (int i = 0; i < items.Length; i++)
                editor.Values[scatter ? keys.GetIndices()[i] : i] = map(items[i]);
            target = editor.Commit();
        };
    }
}

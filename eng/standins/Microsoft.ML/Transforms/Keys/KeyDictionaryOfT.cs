using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

internal sealed class KeyDictionary<T> : KeyDictionary
    where T : notnull
{
    private readonly List<T> _values = [];
    private readonly Dictionary<T, uint> _keys = new(TextComparer.EqualityOf<T>());
    private readonly Func<T, bool> _isMissing;

    public KeyDictionary(PrimitiveDataViewType itemType)
        : base(itemType) =>
        _isMissing = Conversions.GetIsMissingOrNull<T>(itemType) ?? (value => value is ReadOnlyMemory<char> { IsEmpty: true });

    public override int Count => _values.Count;

    public override void Sort()
    {
        T[] sorted = [.. _values.Order(TextComparer.OrderOf<T>())];
        _values.Clear();
        _keys.Clear();
        foreach (T value in sorted)
            Add(value);
    }

    public override Func<bool> MakeLearner(DataViewRow row, DataViewSchema.Column column, int maximumCount)
    {
        if (column.Type is VectorDataViewType)
        {
            var read = row.GetGetter<VBuffer<T>>(column);
            VBuffer<T> vector = default;
            return () =>
            {
                read(ref vector);
                return Learn(vector, maximumCount);
            };
        }

        var readOne = row.GetGetter<T>(column);
        return () =>
        {
            T value = default!;
            readOne(ref value);
            return Learn(value, maximumCount);
        };
    }

    public override Delegate MakeGetter(DataViewRow row, int column)
    {
        if (row.Schema[column].Type is VectorDataViewType)
            return MakeVectorGetter(row.GetGetter<VBuffer<T>>(row.Schema[column]));

        var read = row.GetGetter<T>(row.Schema[column]);
        T value = default!;
        return (ValueGetter<uint>)((ref uint key) =>
        {
            read(ref value);
            key = KeyOf(value);
        });
    }

    public override void AddKeyValues(DataViewSchema.Annotations.Builder builder, DataViewSchema.Column input, bool asText)
    {
        if (Count == 0)
            return;
        int keyCount = (int)Math.Min(ItemType.GetKeyCount(), int.MaxValue);
        if (keyCount > 0 && input.Annotations.Schema.GetColumnOrNull(AnnotationUtils.Kinds.KeyValues)?.Type is VectorDataViewType names && names.Size == keyCount)
            GenericCall.Invoke<object?>(AddNamesOfKeys<int>, [names.ItemType.RawType], builder, input, names.ItemType, asText);
        else
            Add<T>(builder, ItemType, asText, () => [.. _values]);
    }

    protected override void SaveValues(BinaryWriter writer) => ValueCodec.WriteVector(writer, new VBuffer<T>(Count, [.. _values]));

    protected override void LoadValues(BinaryReader reader)
    {
        foreach (T value in ValueCodec.ReadVector<T>(reader).DenseValues())
            Contracts.CheckDecode(Add(value), "A value in the model file has two keys.");
    }

    private static void Add<TName>(DataViewSchema.Annotations.Builder builder, PrimitiveDataViewType type, bool asText, Func<TName[]> names)
    {
        int count = names().Length;
        if (asText && type is not TextDataViewType)
        {
            Func<TName, ReadOnlyMemory<char>> toText = Conversions.GetDisplayText<TName>(type);
            builder.AddKeyValues(count, TextDataViewType.Instance,
                (ref VBuffer<ReadOnlyMemory<char>> target) => target = new(count, [.. names().Select(toText)]));
        }
        else
        {
            builder.AddKeyValues(count, type, (ref VBuffer<TName> target) => target = new(count, names()));
        }
    }

    private object? AddNamesOfKeys<TName>(DataViewSchema.Annotations.Builder builder, DataViewSchema.Column input, PrimitiveDataViewType type, bool asText)
    {
        var toNumber = Conversions.GetStandard<T, ulong>(ItemType, NumberDataViewType.UInt64);
        Add(builder, type, asText, Names);
        return null;

        TName[] Names()
        {
            VBuffer<TName> names = default;
            input.Annotations.GetValue(AnnotationUtils.Kinds.KeyValues, ref names);
            return [.. _values.Select(value => names.GetItemOrDefault((int)NumberOf(value) - 1))];
        }

        ulong NumberOf(T value)
        {
            ulong number = 0;
            toNumber(in value, ref number);
            return number;
        }
    }

    private bool Learn(in VBuffer<T> vector, int maximumCount)
    {
        // A slot that a sparse vector leaves out holds the default value, which comes where the first such slot is.
        ReadOnlySpan<T> values = vector.GetValues();
        ReadOnlySpan<int> indices = vector.GetIndices();
        bool defaultIsPending = !vector.IsDense;
        for (int i = 0; i < values.Length; i++)
        {
            if (defaultIsPending && indices[i] != i)
            {
                defaultIsPending = false;
                if (!Learn(default(T)!, maximumCount))
                    return false;
            }

            if (!Learn(values[i], maximumCount))
                return false;
        }

        return !defaultIsPending || Learn(default(T)!, maximumCount);
    }

    private bool Learn(T value, int maximumCount)
    {
        if (Count < maximumCount && !_isMissing(value))
            Add(value);
        return Count < maximumCount;
    }

    private bool Add(T value)
    {
        if (!_keys.TryAdd(value, (uint)Count + 1))
            return false;
        _values.Add(value);
        return true;
    }

    private uint KeyOf(T value) => _keys.GetValueOrDefault(value);

    private ValueGetter<VBuffer<uint>> MakeVectorGetter(ValueGetter<VBuffer<T>> read)
    {
        VBuffer<T> vector = default;
        uint keyOfDefault = KeyOf(default!);
        uint[] keys = [];
        return (ref VBuffer<uint> target) =>
        {
            read(ref vector);
            if (keys.Length < vector.Length)
                keys = new uint[vector.Length];
            ReadOnlySpan<T> values = vector.GetValues();
            if (!vector.IsDense)
                keys.AsSpan().Fill(keyOfDefault);
            for (int i = 0; i < values.Length; i++)
                keys[vector.IsDense ? i : vector.GetIndices()[i]] = KeyOf(values[i]);
            Sparsity.Store(keys.AsSpan(0, vector.Length), ref target);
        };
    }
}

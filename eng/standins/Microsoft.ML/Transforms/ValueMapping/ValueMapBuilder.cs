using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

/// <summary>Makes maps of pairs that a program holds, where text is a string and a vector an array.</summary>
internal static class ValueMapBuilder
{
    public static ValueMap FromPairs<TKey, TValue>(IEnumerable<KeyValuePair<TKey, TValue>> pairs, bool valuesAreKeys)
    {
        KeyValuePair<TKey, TValue>[] all = [.. pairs];
        return valuesAreKeys
            ? WithKeys(all)
            : Invoke(Fill<TKey, TValue, int, int>, typeof(TKey), typeof(TValue), all, TypeOf(typeof(TValue)), DataViewSchema.Annotations.Empty,
                (Func<TValue, object>)(value => ToRaw(value!)));
    }

    public static ValueMap FromVectors<TKey, TValue>(IEnumerable<KeyValuePair<TKey, TValue[]>> pairs)
    {
        KeyValuePair<TKey, TValue[]>[] all = [.. pairs];
        PrimitiveDataViewType itemType = TypeOf(typeof(TValue));
        int[] lengths = [.. all.Select(pair => pair.Value.Length).Distinct()];
        var type = new VectorDataViewType(itemType, lengths is [var only] ? only : 0);
        return GenericCall.Invoke<ValueMap>(FillVectors<int>, [typeof(TKey), typeof(TValue), itemType.RawType], all, type);

        static ValueMap FillVectors<TRaw>(KeyValuePair<TKey, TValue[]>[] pairs, VectorDataViewType type) =>
            GenericCall.Invoke<ValueMap>(Fill<TKey, TValue[], int, int>, [typeof(TKey), typeof(TValue[]), RawOf(typeof(TKey)), typeof(VBuffer<TRaw>)],
                pairs, type, DataViewSchema.Annotations.Empty,
                (Func<TValue[], object>)(values => new VBuffer<TRaw>(values.Length, [.. values.Select(value => (TRaw)ToRaw(value!))])));
    }

    // Unsigned numbers are taken for the keys themselves, other values are numbered as they come.
    private static ValueMap WithKeys<TKey, TValue>(KeyValuePair<TKey, TValue>[] pairs)
    {
        TValue[] values = [.. pairs.Select(pair => pair.Value).Distinct()];
        ReadOnlyMemory<char>[] names = [.. values.Select(value => value!.ToString().AsMemory())];
        var annotations = new DataViewSchema.Annotations.Builder();
        annotations.AddKeyValues(names.Length, TextDataViewType.Instance,
            (ref VBuffer<ReadOnlyMemory<char>> target) => target = new VBuffer<ReadOnlyMemory<char>>(names.Length, names));
        bool isWide = typeof(TValue) == typeof(ulong);
        var type = new KeyDataViewType(isWide ? typeof(ulong) : typeof(uint), Math.Max(1, names.Length));
        Dictionary<object, uint> numbers = values.Select((value, index) => (value, index)).ToDictionary(pair => (object)pair.value!, pair => (uint)pair.index + 1);
        Func<TValue, object> toKey = value => value is uint or ulong ? value : numbers[value!];
        return Invoke(Fill<TKey, TValue, int, int>, typeof(TKey), typeof(TValue), pairs, type, annotations.ToAnnotations(), toKey);
    }

    private static ValueMap Invoke(Delegate fill, Type key, Type value, object pairs, PrimitiveDataViewType type, DataViewSchema.Annotations annotations, Delegate toRaw) =>
        GenericCall.Invoke<ValueMap>(fill, [key, value, RawOf(key), type.RawType], pairs, type, annotations, toRaw);

    private static ValueMap Fill<TKey, TValue, TRawKey, TRawValue>(
        KeyValuePair<TKey, TValue>[] pairs, DataViewType valueType, DataViewSchema.Annotations annotations, Func<TValue, object> toRaw)
        where TRawKey : notnull
    {
        var map = new ValueMap<TRawKey, TRawValue>(TypeOf(typeof(TKey)), valueType, annotations);
        foreach ((TKey key, TValue value) in pairs)
            map.Add((TRawKey)ToRaw(key!), (TRawValue)toRaw(value));
        return map;
    }

    private static object ToRaw(object value) => value is string text ? text.AsMemory() : value;

    private static Type RawOf(Type type) => TypeOf(type).RawType;

    private static PrimitiveDataViewType TypeOf(Type type) => ColumnTypeExtensions.TryPrimitiveTypeFromType(type)
        ?? throw Contracts.Except($"Values of type {type} can't be mapped.");
}

using System.Globalization;
using System.Reflection;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.ConvExtensions.Columns;

/// <summary>The classes that a key stands for: their values, or, of a key without values, only how many there are.</summary>
internal sealed class ClassList
{
    private static readonly MethodInfo ReadValues = typeof(ClassList).GetMethod(
        nameof(ReadCore),
        BindingFlags.NonPublic | BindingFlags.Static
    )!;
    private static readonly MethodInfo WriteValues = typeof(ClassList).GetMethod(
        nameof(AnnotateCore),
        BindingFlags.NonPublic | BindingFlags.Instance
    )!;

    private readonly PrimitiveDataViewType? _type;
    private readonly object[] _values;

    private ClassList(PrimitiveDataViewType? type, object[] values)
    {
        _type = type;
        _values = values;
    }

    public int Count => _values.Length;

    /// <summary>Classes of these names.</summary>
    public static ClassList OfNames(IEnumerable<string> names) => new(TextDataViewType.Instance, [.. names]);

    /// <summary>The classes of a column of keys; null if it isn't one.</summary>
    public static ClassList? Of(DataViewSchema.Column column)
    {
        if (column.Type is not KeyDataViewType { Count: > 0 and <= int.MaxValue } key)
            return null;
        return Of(column, "KeyValues", (int)key.Count) ?? new ClassList(null, [.. Enumerable.Range(1, (int)key.Count).Cast<object>()]);
    }

    /// <summary>The classes' values as text; null for a key without values.</summary>
    public IReadOnlyList<string>? Names =>
        _type is null ? null : [.. _values.Select(v => Convert.ToString(v, CultureInfo.InvariantCulture) ?? "")];

    /// <summary>A class for messages, by its place from 0.</summary>
    public string NameOf(int place) => $"'{_values[place]}'";

    /// <summary>Where each of these classes is in another list; -1 where it isn't.</summary>
    public int[] PlacesIn(ClassList other) => [.. _values.Select(v => Array.IndexOf(other._values, v))];

    /// <summary>These classes and, behind them, those that only the other list has.</summary>
    public ClassList With(ClassList other) => new(_type, [.. _values.Concat(other._values.Except(_values))]);

    public bool IsOfOtherType(ClassList other) => !Equals(_type, other._type);

    public bool HasNoneOf(ClassList other) => !_values.Intersect(other._values).Any();

    /// <summary>Makes a column of numbers in memory, 0 for the first class, a key with these values.</summary>
    public void Describe(SchemaDefinition.Column column)
    {
        column.ColumnType = new KeyDataViewType(typeof(uint), Count);
        if (_type is not null)
            WriteValues.MakeGenericMethod(_type.RawType).Invoke(this, [column]);
    }

    public override string ToString() =>
        _type is null
            ? $"{Count} classes without names"
            : string.Join(", ", _values.Take(8).Select(v => $"'{v}'")) + (Count > 8 ? $" and {Count - 8} more" : "");

    /// <summary>The classes that an annotation of a column lists; null if it has none of this kind with as many values.</summary>
    public static ClassList? Of(DataViewSchema.Column column, string kind, int count) =>
        column.Annotations.Schema.GetColumnOrNull(kind) is { Type: VectorDataViewType { ItemType: PrimitiveDataViewType type } vector }
        && vector.Size == count
            ? new ClassList(type, (object[])ReadValues.MakeGenericMethod(type.RawType).Invoke(null, [column, kind])!)
            : null;

    private static object[] ReadCore<T>(DataViewSchema.Column column, string kind)
    {
        VBuffer<T> values = default;
        column.Annotations.GetValue(kind, ref values);
        return [.. values.DenseValues().Select(v => v is ReadOnlyMemory<char> text ? text.ToString() : (object)v!)];
    }

    private void AnnotateCore<T>(SchemaDefinition.Column column)
    {
        T[] values = [.. _values.Select(v => v is string text ? (T)(object)text.AsMemory() : (T)v)];
        column.AddAnnotation("KeyValues", new VBuffer<T>(values.Length, values), new VectorDataViewType(_type!, values.Length));
    }
}

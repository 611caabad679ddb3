using System.Collections;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Microsoft.ML.SearchSpace;

/// <summary>A value of a search space: a number, a text, a yes or no, or named parameters.</summary>
[JsonConverter(typeof(ParameterConverter))]
public sealed class Parameter : IEnumerable<KeyValuePair<string, Parameter>>, IEquatable<Parameter>
{
    private Parameter(object value, ParameterType type) => (Value, ParameterType) = (value, type);

    public ParameterType ParameterType { get; }

    public int Count => ParameterType == ParameterType.Object ? Nested.Count : 1;

    public ICollection<string> Keys => Nested.Keys;

    internal object Value { get; }

    private Dictionary<string, Parameter> Nested => (Dictionary<string, Parameter>)Value;

    public Parameter this[string key]
    {
        get => Nested[key];
        set => Nested[key] = value;
    }

    public static Parameter FromDouble(double value) => new(value, ParameterType.Number);

    public static Parameter FromFloat(float value) => new(value, ParameterType.Number);

    public static Parameter FromInt(int value) => new(value, ParameterType.Integer);

    public static Parameter FromLong(long value) => new(value, ParameterType.Integer);

    public static Parameter FromString(string value) => new(value, ParameterType.String);

    public static Parameter FromBool(bool value) => new(value, ParameterType.Bool);

    public static Parameter CreateNestedParameter(params KeyValuePair<string, Parameter>[] parameters)
    {
        var nested = new Parameter(new Dictionary<string, Parameter>(), ParameterType.Object);
        foreach ((string key, Parameter value) in parameters)
            nested[key] = value;
        return nested;
    }

    public T AsType<T>() => Value is T value ? value : JsonSerializer.Deserialize<T>(JsonSerializer.Serialize(Value))!;

    public void Add(string key, Parameter value) => Nested.Add(key, value);

    public bool ContainsKey(string key) => Nested.ContainsKey(key);

    public bool Equals(Parameter? other) => other is not null && (ReferenceEquals(this, other) || ToString() == other.ToString());

    public override int GetHashCode() => ToString().GetHashCode();

    public override string ToString() => JsonSerializer.Serialize(this);

    IEnumerator<KeyValuePair<string, Parameter>> IEnumerable<KeyValuePair<string, Parameter>>.GetEnumerator() => Nested.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => Nested.GetEnumerator();

    internal static Parameter FromChoice(object value) => value switch
    {
        int number => FromInt(number),
        long number => FromLong(number),
        double number => FromDouble(number),
        float number => FromFloat(number),
        bool flag => FromBool(flag),
        string text => FromString(text),
        _ => throw new NotSupportedException($"The stand-in's choices are numbers, texts and flags, not {value.GetType()}."),
    };
}

using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace MLNet.ConvExtensions;

/// <summary>Values of hyper-parameters by their names. They don't change; those with the same text are equal.</summary>
public sealed class HyperParameterValues : IEquatable<HyperParameterValues>
{
    private static readonly JsonSerializerOptions Format = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Dictionary<string, object> _values;
    private readonly string _text;

    /// <summary>Takes values over.</summary>
    /// <param name="values">A name and a <see cref="double"/>, <see cref="int"/> or <see cref="string"/> each.</param>
    /// <exception cref="ArgumentException">A name is there twice, or a value has another type.</exception>
    public HyperParameterValues(IEnumerable<KeyValuePair<string, object>> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        _values = new Dictionary<string, object>(values);
        if (_values.FirstOrDefault(v => v.Value is not (double or int or string)) is { Key: { } name } other)
            throw new ArgumentException(
                $"Hyper-parameter '{name}' is of {other.Value?.GetType().Name ?? "no type"}; allowed: Double, Int32, String.",
                nameof(values)
            );
        _text = JsonSerializer.Serialize(_values, Format);
    }

    /// <summary>No hyper-parameters.</summary>
    public static HyperParameterValues None { get; } = new([]);

    /// <summary>The names.</summary>
    public IReadOnlyCollection<string> Names => _values.Keys;

    /// <summary>The values that a search tries first.</summary>
    /// <param name="space">The hyper-parameters.</param>
    /// <returns>Their start values.</returns>
    public static HyperParameterValues StartOf(IReadOnlyList<HyperParameter> space)
    {
        ArgumentNullException.ThrowIfNull(space);
        return new(space.Select(p => KeyValuePair.Create(p.Name, p.StartValue)));
    }

    /// <summary>The value of a <see cref="RealHyperParameter"/> or <see cref="IntegerHyperParameter"/>.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>Its value.</returns>
    /// <exception cref="ArgumentException">There is no such number.</exception>
    public double GetDouble(string name) =>
        Find(name) switch
        {
            double number => number,
            int number => number,
            var other => throw WrongType(name, other, "a number"),
        };

    /// <summary>The value of an <see cref="IntegerHyperParameter"/>.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>Its value.</returns>
    /// <exception cref="ArgumentException">There is no such whole number.</exception>
    public int GetInt32(string name) => Find(name) is int number ? number : throw WrongType(name, Find(name), "a whole number");

    /// <summary>The value of a <see cref="ChoiceHyperParameter"/>.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>Its value.</returns>
    /// <exception cref="ArgumentException">There is no such choice.</exception>
    public string GetString(string name) => Find(name) as string ?? throw WrongType(name, Find(name), "a choice");

    /// <inheritdoc/>
    public bool Equals(HyperParameterValues? other) => other is not null && other._text == _text;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as HyperParameterValues);

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(_text);

    /// <summary>The values as JSON, the same in every culture.</summary>
    /// <returns>Such as <c>{"Trees":60,"LearningRate":0.2}</c>.</returns>
    public override string ToString() => _text;

    internal static HyperParameterValues At(IReadOnlyList<HyperParameter> space, IReadOnlyList<double> positions) =>
        new(space.Select((p, i) => KeyValuePair.Create(p.Name, p.At(positions[i]))));

    private object Find(string name) =>
        _values.TryGetValue(name, out object? value)
            ? value
            : throw new ArgumentException(
                $"There is no hyper-parameter '{name}'; there are {string.Join(", ", _values.Keys.DefaultIfEmpty("none"))}.",
                nameof(name)
            );

    private static ArgumentException WrongType(string name, object value, string type) =>
        new(string.Create(CultureInfo.InvariantCulture, $"Hyper-parameter '{name}' is {value}, not {type}."), nameof(name));
}

using System.Collections;
using System.Globalization;
using System.Reflection;

namespace MLNet.ConvExtensions.Training.Options;

/// <summary>
/// Values as text that is the same for the same contents, whatever the culture: lists by their elements and options by all that they hold.
/// What records themselves make of lists is the name of a type.
/// </summary>
internal static class ValueText
{
    private const int MostDepth = 8;
    private const BindingFlags Own = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    /// <exception cref="ArgumentException">The value holds others nested too deep to be options.</exception>
    public static string Of(object? value) => Of(value, 0);

    /// <summary>The name of what a field holds: that of its property, where the compiler made the field.</summary>
    public static string NameOf(FieldInfo field) =>
        field.Name.StartsWith('<') ? field.Name[1..field.Name.IndexOf('>', StringComparison.Ordinal)] : field.Name;

    /// <summary>All fields of a type and those that it derives from, by name.</summary>
    public static IEnumerable<FieldInfo> FieldsOf(Type type)
    {
        var fields = new List<FieldInfo>();
        for (Type? at = type; at is not null && at != typeof(object); at = at.BaseType)
            fields.AddRange(at.GetFields(Own));
        return fields.OrderBy(NameOf, StringComparer.Ordinal);
    }

    private static string Of(object? value, int depth) =>
        value switch
        {
            null => "none",
            string text => text,
            IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
            IEnumerable list => $"[{string.Join(", ", list.Cast<object?>().Select(v => Of(v, depth + 1)))}]",
            Delegate or Type => value.ToString() ?? "",
            _ when value.GetType().IsPrimitive => Convert.ToString(value, CultureInfo.InvariantCulture)!,
            _ when depth > MostDepth => throw new ArgumentException(
                $"{value.GetType().Name} is held by options, more than {MostDepth} deep; allowed in a "
                    + "training with a checkpoint: numbers, text, and lists or records of these."
            ),
            _ => OfParts(value, depth),
        };

    private static string OfParts(object value, int depth)
    {
        string[] parts = [.. FieldsOf(value.GetType()).Select(f => $"{NameOf(f)} = {Of(f.GetValue(value), depth + 1)}")];
        return parts.Length == 0 ? value.GetType().Name : $"{value.GetType().Name} {{ {string.Join(", ", parts)} }}";
    }
}

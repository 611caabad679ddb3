using System.Collections;
using System.Globalization;
using System.Reflection;

namespace MLNet.ConvExtensions.Training.Options;

/// <summary>
/// Values as text that is the same for the same contents, whatever the culture: lists by their elements and options by all that they hold. What records themselves make
/// of lists is the name of a type.
/// </summary>
internal static class ValueText
{
    private const BindingFlags Own = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    public static string Of(object? value) => value switch
    {
        null => "none",
        string text => text,
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        IEnumerable list => $"[{string.Join(", ", list.Cast<object?>().Select(Of))}]",
        Delegate or Type => value.ToString() ?? "",
        _ when value.GetType().IsPrimitive => Convert.ToString(value, CultureInfo.InvariantCulture)!,
        _ => OfParts(value),
    };

    /// <summary>The name of what a field holds: that of its property, where the compiler made the field.</summary>
    public static string NameOf(FieldInfo field) => field.Name.StartsWith('<') ? field.Name[1..field.Name.IndexOf('>', StringComparison.Ordinal)] : field.Name;

    /// <summary>All fields of a type and those that it derives from, by name.</summary>
    public static IEnumerable<FieldInfo> FieldsOf(Type type)
    {
        var fields = new List<FieldInfo>();
        for (Type? at = type; at is not null && at != typeof(object); at = at.BaseType)
            fields.AddRange(at.GetFields(Own));
        return fields.OrderBy(NameOf, StringComparer.Ordinal);
    }

    private static string OfParts(object value)
    {
        string[] parts = [.. FieldsOf(value.GetType()).Select(f => $"{NameOf(f)} = {Of(f.GetValue(value))}")];
        return parts.Length == 0 ? value.GetType().Name : $"{value.GetType().Name} {{ {string.Join(", ", parts)} }}";
    }
}

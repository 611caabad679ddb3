using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace MLNet.ConvExtensions.CameraTraps.Formats.Json;

/// <summary>The fields of a JSON object, of the types that are needed; null where they aren't there, or are null.</summary>
internal sealed class JsonFields
{
    private readonly Dictionary<string, JsonElement> _fields = [];
    private readonly string _place;

    /// <param name="value">The object.</param>
    /// <param name="place">What to call it in messages.</param>
    /// <exception cref="FormatException">It is no object.</exception>
    public JsonFields(JsonElement value, string place)
    {
        _place = place;
        if (value.ValueKind != JsonValueKind.Object)
            throw Wrong($"is {Shown(value)}; needed: an object");
        foreach (JsonProperty property in value.EnumerateObject())
            _fields[NameOf(property)] = property.Value;
    }

    public JsonFields(Dictionary<string, JsonElement> fields, string place)
    {
        _fields = fields;
        _place = place;
    }

    public IEnumerable<string> Names => _fields.Keys;

    public bool Has(string name) => _fields.TryGetValue(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null;

    public string? Text(string name) =>
        !Has(name) ? null
        : TextOf(_fields[name]) is { } text ? text
        : throw Wrong(name, "text");

    /// <summary>A number from 0 to 1.</summary>
    public float? Share(string name) => !Has(name) ? null : ShareOf(_fields[name]) ?? throw Wrong(name, "a number from 0 to 1");

    public int? Whole(string name) =>
        !Has(name) ? null
        : _fields[name].ValueKind == JsonValueKind.Number && _fields[name].TryGetInt32(out int number) && number >= 0 ? number
        : throw Wrong(name, "a whole number from 0");

    public DateTime? Time(string name, params string[] forms) =>
        Text(name) is not { } text ? null
        : DateTime.TryParseExact(text, forms, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime time) ? time
        : throw Wrong(name, $"a time as {forms[0]}");

    public JsonFields? Object(string name) => Has(name) ? new JsonFields(_fields[name], $"{_place}, '{name}'") : null;

    /// <summary>The elements of a list; null where there is none.</summary>
    public IReadOnlyList<JsonElement>? List(string name) =>
        !Has(name) ? null
        : _fields[name].ValueKind == JsonValueKind.Array ? [.. _fields[name].EnumerateArray()]
        : throw Wrong(name, "a list");

    public FormatException Wrong(string name, string needed) => Wrong($"'{name}' is {Shown(_fields[name])}; needed: {needed}");

    public FormatException Wrong(string what) => new($"{_place}: {what}.");

    public static string? TextOf(JsonElement value)
    {
        try
        {
            return value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            // Text that isn't UTF-8, or half a character in two escapes.
            return null;
        }
    }

    public static float? ShareOf(JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetSingle(out float share) && share is >= 0 and <= 1 ? share : null;

    private string NameOf(JsonProperty property)
    {
        try
        {
            return property.Name;
        }
        catch (InvalidOperationException)
        {
            throw Wrong("has a name that isn't text in UTF-8");
        }
    }

    private static string Shown(JsonElement value)
    {
        // Also of what isn't UTF-8 as it should be.
        string text = Encoding.UTF8.GetString(JsonMarshal.GetRawUtf8Value(value));
        return text.Length <= 40 ? text : text[..40] + "...";
    }
}

using System.Text.Json;

namespace MLNet.ConvExtensions.Backbones;

/// <summary>A configuration of a repository: an object in JSON, whose errors name the file, the key and the value.</summary>
internal sealed class HubJson
{
    private readonly JsonElement _object;
    private readonly string _source;

    private HubJson(JsonElement element, string source) => (_object, _source) = (element, source);

    /// <exception cref="OnnxNetworkException">It is no object in JSON.</exception>
    public static HubJson Parse(string text, string source)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(text);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? new HubJson(document.RootElement.Clone(), source)
                : throw new OnnxNetworkException($"{source} is no JSON object but {Shown(document.RootElement)}.");
        }
        catch (JsonException e)
        {
            throw new OnnxNetworkException($"{source} is no JSON: {e.Message}", e);
        }
    }

    /// <summary>Whether there is a value, be it null.</summary>
    public bool Has(string key) => _object.TryGetProperty(key, out _);

    /// <summary>The value of a key that is there and isn't null.</summary>
    public JsonElement? Value(string key) =>
        _object.TryGetProperty(key, out JsonElement value) && value.ValueKind != JsonValueKind.Null ? value : null;

    public HubJson? Object(string key) =>
        Value(key) switch
        {
            null => null,
            { ValueKind: JsonValueKind.Object } value => new HubJson(value, $"{_source}, {key}"),
            _ => throw Wrong(key, "an object"),
        };

    public string? Text(string key) =>
        Value(key) switch
        {
            null => null,
            { ValueKind: JsonValueKind.String } value => value.GetString(),
            _ => throw Wrong(key, "a text"),
        };

    public bool? Flag(string key) =>
        Value(key) switch
        {
            null => null,
            { ValueKind: JsonValueKind.True } => true,
            { ValueKind: JsonValueKind.False } => false,
            _ => throw Wrong(key, "true or false"),
        };

    public double? Number(string key) =>
        Value(key) switch
        {
            null => null,
            { ValueKind: JsonValueKind.Number } value when double.IsFinite(value.GetDouble()) => value.GetDouble(),
            _ => throw Wrong(key, "a number"),
        };

    /// <summary>Three numbers, or one for all three.</summary>
    public float[]? Numbers(string key)
    {
        if (Value(key) is not { } value)
            return null;
        JsonElement[] all = value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray()] : [value];
        if (all.Length is not (1 or 3) || all.Any(n => n.ValueKind != JsonValueKind.Number))
            throw Wrong(key, "three numbers, for red, green and blue");
        float[] numbers = [.. all.Select(n => n.GetSingle())];
        return numbers.Length == 3 ? numbers : [numbers[0], numbers[0], numbers[0]];
    }

    /// <summary>A size: a number, two in a list (height first), or an object.</summary>
    /// <param name="key">The key.</param>
    /// <param name="integersAreSquares">What a single number is the size of; null where that can't be told.</param>
    public HubSize? Size(string key, bool? integersAreSquares)
    {
        const string allowed = "a number, {\"height\": H, \"width\": W} or {\"shortest_edge\": S} of 1 to 16384";
        switch (Value(key))
        {
            case null:
                return null;
            case { ValueKind: JsonValueKind.Number } when integersAreSquares is null:
                throw Wrong(
                    key,
                    "an object with height and width, or shortest_edge: without the image processor's type a number has no meaning"
                );
            case { ValueKind: JsonValueKind.Number } value:
                return integersAreSquares.Value ? HubSize.Square(Side(value)) : HubSize.Shorter(Side(value));
            case { ValueKind: JsonValueKind.Array } value when value.GetArrayLength() == 2:
                return new HubSize(Side(value[1]), Side(value[0]), null);
            case { ValueKind: JsonValueKind.Object } value:
                string[] keys =
                [
                    .. value.EnumerateObject().Where(p => p.Value.ValueKind != JsonValueKind.Null).Select(p => p.Name).Order(),
                ];
                if (keys is ["shortest_edge"])
                    return HubSize.Shorter(Side(value.GetProperty("shortest_edge")));
                if (keys is ["height", "width"])
                    return new HubSize(Side(value.GetProperty("width")), Side(value.GetProperty("height")), null);
                break;
        }

        throw Wrong(key, allowed);

        int Side(JsonElement side) =>
            side.ValueKind == JsonValueKind.Number && side.TryGetInt32(out int pixels) && pixels is > 0 and <= 16384
                ? pixels
                : throw Wrong(key, allowed);
    }

    public void RefuseTrue(string key, string why)
    {
        if (Flag(key) == true)
            throw Wrong(key, $"false: {why}");
    }

    /// <summary>What to throw when a value isn't allowed.</summary>
    public OnnxNetworkException Wrong(string key, string allowed) =>
        new($"{_source}: {key} is {(_object.TryGetProperty(key, out JsonElement value) ? Shown(value) : "missing")}; allowed: {allowed}.");

    /// <summary>What to throw when a value is needed.</summary>
    public OnnxNetworkException Missing(string key) =>
        new($"{_source}: {key} is missing, and there is no image processor's type that would tell it.");

    private static string Shown(JsonElement value)
    {
        const int longest = 100;
        string text = value.GetRawText().ReplaceLineEndings(" ");
        return text.Length > longest ? text[..longest] + "..." : text;
    }
}

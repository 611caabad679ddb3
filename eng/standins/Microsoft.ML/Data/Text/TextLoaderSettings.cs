using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>The comment in which a saved text file names the loader options that read it.</summary>
internal static partial class TextLoaderSettings
{
    private static readonly (char Char, string Name)[] SeparatorNames = [(' ', "space"), ('\t', "tab"), (',', "comma"), (';', "semicolon"), ('|', "bar")];

    private static readonly (DataKind Kind, string Name)[] KindNames =
    [
        (DataKind.SByte, "I1"), (DataKind.Byte, "U1"), (DataKind.Int16, "I2"), (DataKind.UInt16, "U2"), (DataKind.Int32, "I4"),
        (DataKind.UInt32, "U4"), (DataKind.Int64, "I8"), (DataKind.UInt64, "U8"), (DataKind.Single, "R4"), (DataKind.Double, "R8"),
        (DataKind.String, "TX"), (DataKind.Boolean, "BL"), (DataKind.TimeSpan, "TS"), (DataKind.DateTime, "DT"), (DataKind.DateTimeOffset, "DZ"),
    ];

    /// <summary>The options that the first file of a source holds, or null if it holds none.</summary>
    public static TextLoader.Options? ReadFrom(IMultiStreamSource source, TextLoader.Options given)
    {
        var text = ReadComment(source);
        if (string.IsNullOrWhiteSpace(text) || !IsDefault(given))
            return null;
        var match = LoaderPattern().Match(text);
        var options = new TextLoader.Options { UseThreads = given.UseThreads, HeaderFile = given.HeaderFile, MaxRows = given.MaxRows };
        var columns = new List<TextLoader.Column>();
        Contracts.Check(match.Success && match.Groups[1].Value.Split(' ', StringSplitOptions.RemoveEmptyEntries).All(part => TryApply(part, options, columns))
            && columns.Count > 0, "The loader options that are embedded in the file are not valid.");
        options.Columns = columns.ToArray();
        return options;
    }

    public static bool TryNameSeparator(char separator, out string name)
    {
        name = SeparatorNames.FirstOrDefault(known => known.Char == separator).Name;
        return name != null;
    }

    /// <summary>Writes the options that read a file whose rows hold the values of these columns.</summary>
    public static string Write(IEnumerable<DataViewSchema.Column> columns, string separator, bool hasHeader)
    {
        var text = new StringBuilder("#@ TextLoader{\n");
        if (hasHeader)
            text.Append("#@   header+\n");
        text.Append(CultureInfo.InvariantCulture, $"#@   sep={separator}\n");
        int field = 0;
        foreach (var column in columns)
        {
            var vector = column.Type as VectorDataViewType;
            var itemType = vector?.ItemType ?? column.Type;
            var kind = itemType is KeyDataViewType key ? $"{NameOf(key.RawType)}[{key.Count}]" : NameOf(itemType.RawType);
            var range = vector switch
            {
                null => $"{field}",
                { IsKnownSize: true } => $"{field}-{field + vector.Size - 1}",
                _ => $"{field}-**",
            };
            text.Append(CultureInfo.InvariantCulture, $"#@   col={column.Name}:{kind}:{range}\n");
            field += vector?.Size ?? 1;
        }
        return text.Append("#@ }\n").ToString();
    }

    [GeneratedRegex(@"^\s*Text(?:Loader)?\s*\{(.*)\}\s*$")]
    private static partial Regex LoaderPattern();

    [GeneratedRegex(@"^col=([^:\s{}""=]+)(?::([A-Z][A-Z0-9])(?:\[(\d+)\])?)?:([\d,~*-]+)$")]
    private static partial Regex ColumnPattern();

    [GeneratedRegex(@"^(\d+)(?:([-~])(\d+|\*{1,2}))?$")]
    private static partial Regex RangePattern();

    private static string NameOf(Type rawType) => KindNames.First(known => TextValue.TypeOf(known.Kind).RawType == rawType).Name;

    private static bool IsDefault(TextLoader.Options options)
        => !options.AllowQuoting && !options.AllowSparse && !options.HasHeader && !options.TrimWhitespace && !options.ReadMultilines
        && !options.MissingRealsAsNaNs && options.InputSize == null && options.Separators is ['\t'] && options.DecimalMarker == '.'
        && options.EscapeChar == '"';

    private static string ReadComment(IMultiStreamSource source)
    {
        var parts = new List<string>();
        if (source.Count == 0)
            return "";
        using var reader = source.OpenTextReader(0);
        while (reader.ReadLine() is { } line && (line.Length == 0 || line[0] == '#' || line.StartsWith("//", StringComparison.Ordinal)))
        {
            if (line.StartsWith("#@", StringComparison.Ordinal))
                parts.Add(line[2..].Trim());
        }
        return string.Join(' ', parts);
    }

    private static bool TryApply(string part, TextLoader.Options options, List<TextLoader.Column> columns)
    {
        switch (part)
        {
            case "header+" or "header=+":
                options.HasHeader = true;
                return true;
            case "quote+" or "quote=+":
                options.AllowQuoting = true;
                return true;
            case "sparse+" or "sparse=+":
                options.AllowSparse = true;
                return true;
            case "trim+" or "trim=+":
                options.TrimWhitespace = true;
                return true;
            case "header-" or "header=-" or "quote-" or "quote=-" or "sparse-" or "sparse=-" or "trim-" or "trim=-":
                return true;
        }
        if (part.StartsWith("sep=", StringComparison.Ordinal))
        {
            var named = SeparatorNames.Where(known => known.Name == part[4..]).ToList();
            options.Separators = named.Count > 0 ? [named[0].Char] : part[4..].ToCharArray();
            return options.Separators.Length == 1;
        }
        return TryAddColumn(part, columns);
    }

    private static bool TryAddColumn(string part, List<TextLoader.Column> columns)
    {
        var match = ColumnPattern().Match(part);
        if (!match.Success)
            return false;
        var kind = match.Groups[2].Success ? match.Groups[2].Value : "R4";
        var known = KindNames.Where(name => name.Name == kind).ToList();
        var ranges = match.Groups[4].Value.Split(',').Select(ToRange).ToArray();
        if (known.Count == 0 || ranges.Any(range => range == null))
            return false;
        var keyCount = match.Groups[3].Success ? new KeyCount(ulong.Parse(match.Groups[3].Value, CultureInfo.InvariantCulture)) : null;
        columns.Add(new TextLoader.Column(match.Groups[1].Value, known[0].Kind, ranges!, keyCount));
        return true;
    }

    private static TextLoader.Range? ToRange(string text)
    {
        var match = RangePattern().Match(text);
        if (!match.Success)
            return null;
        int min = int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture);
        if (!match.Groups[2].Success)
            return new TextLoader.Range(min);
        var end = match.Groups[3].Value;
        return new TextLoader.Range
        {
            Min = min,
            Max = end[0] == '*' ? null : int.Parse(end, CultureInfo.InvariantCulture),
            AutoEnd = end == "*",
            VariableEnd = end == "**",
            AllOther = match.Groups[2].Value == "~",
            ForceVector = true,
        };
    }
}

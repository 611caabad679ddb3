using System.Reflection;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

public static class TextLoaderSaverCatalog
{
    public static TextLoader CreateTextLoader(
        this DataOperationsCatalog catalog, TextLoader.Column[] columns, char separatorChar = '\t', bool hasHeader = false,
        IMultiStreamSource? dataSample = null, bool allowQuoting = false, bool trimWhitespace = false, bool allowSparse = false)
        => new(ToOptions(columns, separatorChar, hasHeader, allowQuoting, trimWhitespace, allowSparse), dataSample);

    public static TextLoader CreateTextLoader(this DataOperationsCatalog catalog, TextLoader.Options options, IMultiStreamSource? dataSample = null)
        => new(options, dataSample);

    public static TextLoader CreateTextLoader<TInput>(
        this DataOperationsCatalog catalog, char separatorChar = '\t', bool hasHeader = false, IMultiStreamSource? dataSample = null,
        bool allowQuoting = false, bool trimWhitespace = false, bool allowSparse = false)
        => CreateTextLoader<TInput>(catalog, ToOptions(null, separatorChar, hasHeader, allowQuoting, trimWhitespace, allowSparse), dataSample);

    public static TextLoader CreateTextLoader<TInput>(
        this DataOperationsCatalog catalog, TextLoader.Options? options, IMultiStreamSource? dataSample = null)
    {
        // The columns are written into the caller's options, as the real loader does.
        options ??= new TextLoader.Options();
        options.Columns = ColumnsOf(typeof(TInput));
        return new TextLoader(options, dataSample);
    }

    public static IDataView LoadFromTextFile(
        this DataOperationsCatalog catalog, string path, TextLoader.Column[] columns, char separatorChar = '\t', bool hasHeader = false,
        bool allowQuoting = false, bool trimWhitespace = false, bool allowSparse = false)
    {
        CheckPath(path);
        var options = ToOptions(columns, separatorChar, hasHeader, allowQuoting, trimWhitespace, allowSparse);
        return new TextLoader(options).Load(new MultiFileSource(path));
    }

    public static IDataView LoadFromTextFile(this DataOperationsCatalog catalog, string path, TextLoader.Options? options = null)
    {
        CheckPath(path);
        var source = new MultiFileSource(path);
        return new TextLoader(options, source).Load(source);
    }

    public static IDataView LoadFromTextFile<TInput>(
        this DataOperationsCatalog catalog, string path, char separatorChar = '\t', bool hasHeader = false,
        bool allowQuoting = false, bool trimWhitespace = false, bool allowSparse = false)
        => LoadFromTextFile<TInput>(catalog, path, ToOptions(null, separatorChar, hasHeader, allowQuoting, trimWhitespace, allowSparse));

    public static IDataView LoadFromTextFile<TInput>(this DataOperationsCatalog catalog, string path, TextLoader.Options? options)
    {
        CheckPath(path);
        return CreateTextLoader<TInput>(catalog, options).Load(new MultiFileSource(path));
    }

    public static void SaveAsText(
        this DataOperationsCatalog catalog, IDataView data, Stream stream, char separatorChar = '\t', bool headerRow = true,
        bool schema = true, bool keepHidden = false, bool forceDense = false)
    {
        Contracts.CheckValue(catalog, nameof(catalog));
        Contracts.CheckValue(data, nameof(data));
        Contracts.CheckValue(stream, nameof(stream));
        new TextSaver(separatorChar, headerRow, schema, forceDense).Save(data, stream, keepHidden);
    }

    private static TextLoader.Options ToOptions(
        TextLoader.Column[]? columns, char separatorChar, bool hasHeader, bool allowQuoting, bool trimWhitespace, bool allowSparse) => new()
        {
            Columns = columns,
            Separators = [separatorChar],
            HasHeader = hasHeader,
            AllowQuoting = allowQuoting,
            TrimWhitespace = trimWhitespace,
            AllowSparse = allowSparse,
        };

    private static TextLoader.Column[] ColumnsOf(Type type)
    {
        var fields = type.GetFields(BindingFlags.Public | BindingFlags.Instance);
        var properties = type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.GetGetMethod() != null && property.GetIndexParameters().Length == 0);
        var columns = fields.Select(field => ColumnOf(field, field.FieldType))
            .Concat(properties.Select(property => ColumnOf(property, property.PropertyType))).ToArray();
        Contracts.CheckParam(columns.Length > 0, "TInput", $"{type.Name} must have at least one public field or property that can be read.");
        return columns;
    }

    private static TextLoader.Column ColumnOf(MemberInfo member, Type type)
    {
        var source = member.GetCustomAttribute<LoadColumnAttribute>();
        Contracts.Check(source != null, $"'{member.Name}' of {member.DeclaringType?.Name} has no LoadColumn attribute.");
        var kind = TextValue.KindOf(type)
            ?? throw Contracts.Except($"'{member.Name}' of {member.DeclaringType?.Name} is of type {type}, which can't be loaded from text.");
        return new TextLoader.Column
        {
            Name = member.GetCustomAttribute<ColumnNameAttribute>()?.Name ?? member.Name,
            DataKind = kind,
            Source = source.Sources,
            KeyCount = member.GetCustomAttribute<KeyTypeAttribute>() is { } key ? new KeyCount(key.Count) : null,
        };
    }

    private static void CheckPath(string path)
    {
        Contracts.CheckNonEmpty(path, nameof(path));
        Contracts.CheckParam(PathPattern.Expand(path).Length > 0, nameof(path), $"File or directory does not exist at path: {path}");
    }
}

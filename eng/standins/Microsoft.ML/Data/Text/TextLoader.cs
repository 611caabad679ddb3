using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

public sealed partial class TextLoader : IDataLoader<IMultiStreamSource>
{
    internal const string LoaderSignature = "TextLoader";
    private readonly TextFormat _format;
    private readonly string? _headerLine;
    private readonly TextColumn[] _columns;
    private readonly DataViewSchema _schema;

    internal TextLoader(Options? options = null, IMultiStreamSource? dataSample = null)
    {
        options ??= new Options();
        dataSample ??= new MultiFileSource();
        var header = string.IsNullOrWhiteSpace(options.HeaderFile) ? null : new MultiFileSource(options.HeaderFile);
        var columns = options.Columns ?? [];
        if (columns.Length == 0)
        {
            options = TextLoaderSettings.ReadFrom(header ?? dataSample, options) ?? options;
            columns = options.Columns is { Length: > 0 } ? options.Columns : DefaultColumns();
        }
        _format = ToFormat(options, header != null);
        var binder = new TextColumnBinder(_format, columns, header, dataSample);
        _columns = binder.Bind(columns);
        _headerLine = binder.HeaderLine;
        _schema = ToSchema();
    }

    private TextLoader(TextFormat format, TextColumn[] columns, string? headerLine)
    {
        _format = format;
        _columns = columns;
        _headerLine = headerLine;
        _schema = ToSchema();
    }

    public DataViewSchema GetOutputSchema() => _schema;

    public IDataView Load(IMultiStreamSource source)
    {
        Contracts.CheckValue(source, nameof(source));
        return new TextLoaderView(_schema, _columns, _format, source);
    }

    private static Column[] DefaultColumns() =>
    [
        new Column("Label", DataKind.Single, 0),
        new Column("Features", DataKind.Single, [new Range(1, null)]),
    ];

    private static TextFormat ToFormat(Options options, bool hasHeaderFile)
    {
        Contracts.CheckNonEmpty(options.Separators, nameof(Options.Separators));
        Contracts.CheckUserArg(options.MaxRows is null or >= 0, nameof(Options.MaxRows), $"The number of rows is {options.MaxRows}, but can't be negative.");
        Contracts.Check(options.InputSize is null or >= 0, $"The number of fields is {options.InputSize}, but can't be negative.");
        Contracts.CheckUserArg(options.DecimalMarker is '.' or ',', nameof(Options.DecimalMarker),
            $"The decimal marker is '{options.DecimalMarker}', but must be '.' or ','.");
        foreach (var separator in options.Separators)
            CheckSeparator(separator, options);
        Contracts.CheckUserArg(options.AllowQuoting || options.DecimalMarker != ',' || !options.Separators.Contains(','), nameof(Options.AllowQuoting),
            "Where the comma is both separator and decimal marker, numbers must be quoted: set AllowQuoting.");
        Contracts.CheckUserArg(!options.Separators.Contains(options.EscapeChar), nameof(Options.EscapeChar),
            $"The escape character '{options.EscapeChar}' is a separator too.");
        return new TextFormat
        {
            Separators = options.Separators.Distinct().ToArray(),
            AllowQuoting = options.AllowQuoting,
            AllowSparse = options.AllowSparse,
            TrimWhitespace = options.TrimWhitespace,
            HasHeader = options.HasHeader && !hasHeaderFile,
            ReadMultilines = options.AllowQuoting && options.ReadMultilines,
            MissingRealsAsNaNs = options.MissingRealsAsNaNs,
            EscapeChar = options.EscapeChar,
            DecimalMarker = options.DecimalMarker,
            InputSize = Math.Min(options.InputSize ?? 0, int.MaxValue - 1),
            MaxRows = options.MaxRows ?? long.MaxValue,
            UseThreads = options.UseThreads,
        };
    }

    private static void CheckSeparator(char separator, Options options)
    {
        Contracts.CheckUserArg(separator != ':' || !options.AllowSparse, nameof(Options.Separators),
            "A colon can't be the separator where AllowSparse is set.");
        Contracts.CheckUserArg(separator == '\t' || (separator >= ' ' && separator != '"' && !char.IsAsciiDigit(separator)),
            nameof(Options.Separators), $"'{separator}' can't be a separator.");
    }

    private DataViewSchema ToSchema()
    {
        var header = new TextFields(_format);
        if (_headerLine != null)
            header.Split(_headerLine);
        var builder = new DataViewSchema.Builder();
        foreach (var column in _columns)
        {
            var annotations = new DataViewSchema.Annotations.Builder();
            if (column.Type is VectorDataViewType { IsKnownSize: true } vector && _headerLine != null)
            {
                var names = column.SlotNames(header);
                if (names.Length > 0)
                {
                    annotations.Add("SlotNames", new VectorDataViewType(TextDataViewType.Instance, vector.Size),
                        (ref VBuffer<ReadOnlyMemory<char>> value) => names.CopyTo(ref value));
                }
            }
            builder.AddColumn(column.Name, column.Type, annotations.ToAnnotations());
        }
        return builder.ToSchema();
    }
}

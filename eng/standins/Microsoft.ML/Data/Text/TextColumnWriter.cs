using System.Globalization;
using System.Reflection;
using System.Text;

namespace Microsoft.ML.Data;

/// <summary>Turns one column's value in the current row of a cursor into the fields of a line.</summary>
internal abstract class TextColumnWriter
{
    private static readonly MethodInfo CreateMethod = typeof(TextColumnWriter).GetMethod(nameof(CreateCore), BindingFlags.NonPublic | BindingFlags.Static)!;

    private TextColumnWriter(FieldList fields) => Fields = fields;

    public FieldList Fields { get; }

    public static TextColumnWriter Create(DataViewRow row, DataViewSchema.Column column, char separator)
        => (TextColumnWriter)CreateMethod.InvokeGeneric(column.Type.GetItemType().RawType, row, column, separator)!;

    public abstract void Read();

    /// <summary>A text as a field: quoted where it would be read as something else, and the empty text always.</summary>
    public static string Quote(string text, char separator)
    {
        bool isPlain = text.Length > 0 && text[0] != ' ' && text.AsSpan().IndexOfAny(['"', separator, ':', '\n']) < 0;
        return isPlain ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }

    private static TextColumnWriter CreateCore<T>(DataViewRow row, DataViewSchema.Column column, char separator)
    {
        var itemType = column.Type.GetItemType();
        Func<T, string> format = value => Format(value!, itemType, separator);
        return column.Type is VectorDataViewType
            ? new Vector<T>(row.GetGetter<VBuffer<T>>(column), format)
            : new Scalar<T>(row.GetGetter<T>(column), format);
    }

    private static string Format(object value, DataViewType type, char separator) => (value, type) switch
    {
        (_, KeyDataViewType key) => FormatKey(Convert.ToUInt64(value, CultureInfo.InvariantCulture), key),
        (ReadOnlyMemory<char> text, _) => Quote(text.ToString(), separator),
        (bool flag, _) => flag ? "1" : "0",
        (float number, _) => float.IsNaN(number) ? "?" : number.ToString("R", CultureInfo.InvariantCulture),
        (double number, _) => double.IsNaN(number) ? "?" : number.ToString("G17", CultureInfo.InvariantCulture),
        (TimeSpan span, _) => $"\"{span:c}\"",
        (DateTime time, _) => $"\"{time:o}\"",
        (DateTimeOffset time, _) => $"\"{time:o}\"",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    private static string FormatKey(ulong value, KeyDataViewType key)
        => value == 0 || value > key.Count ? "" : (value - 1).ToString(CultureInfo.InvariantCulture);

    /// <summary>The fields of one column in one line. Fields of the default value are left out.</summary>
    internal sealed class FieldList(string defaultText)
    {
        private readonly List<int> _indices = [];
        private readonly List<string> _texts = [];

        public string Default { get; } = defaultText;

        public int Length { get; set; }

        public int Count => _indices.Count;

        public int IndexOf(int at) => _indices[at];

        public string TextOf(int at) => _texts[at];

        public void Clear()
        {
            _indices.Clear();
            _texts.Clear();
        }

        public void Add(int index, string text)
        {
            if (text == Default)
                return;
            _indices.Add(index);
            _texts.Add(text);
        }
    }

    private sealed class Scalar<T>(ValueGetter<T> getter, Func<T, string> format) : TextColumnWriter(new FieldList(format(default!)))
    {
        private T _value = default!;

        public override void Read()
        {
            getter(ref _value);
            Fields.Clear();
            Fields.Length = 1;
            Fields.Add(0, format(_value));
        }
    }

    private sealed class Vector<T>(ValueGetter<VBuffer<T>> getter, Func<T, string> format) : TextColumnWriter(new FieldList(format(default!)))
    {
        private VBuffer<T> _value;

        public override void Read()
        {
            getter(ref _value);
            Fields.Clear();
            Fields.Length = _value.Length;
            foreach (var item in _value.Items())
                Fields.Add(item.Key, format(item.Value));
        }
    }
}

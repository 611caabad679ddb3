using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.ConvExtensions.Tool.Models;

/// <summary>What a model reads: the column of images, and others that have to be there without being of use, such as labels.</summary>
internal sealed class ModelInput
{
    private const string DefaultLabel = "Label", Nothing = "mlconv.Nothing", Zero = "mlconv.Zero";

    private readonly string _column;
    private readonly bool _encoded;
    private readonly DataViewSchema.Column[] _others;

    private ModelInput(string column, bool encoded, DataViewSchema.Column[] others)
    {
        _column = column;
        _encoded = encoded;
        _others = others;
    }

    /// <param name="schema">The input that the model was saved with; null for none.</param>
    /// <param name="column">The column of images; null for the one that stages of images read, or that is left when the labels are put aside.</param>
    /// <param name="read">The columns that stages of images read.</param>
    /// <param name="model">The model's name, for messages.</param>
    /// <exception cref="ImageInputException">There is no such column, or several.</exception>
    public static ModelInput Of(DataViewSchema? schema, string? column, IReadOnlySet<string> read, string model)
    {
        DataViewSchema.Column[] columns = schema is null ? [] : [.. schema.Where(c => !c.IsHidden)];
        if (columns.Length == 0)
        {
            return new ModelInput(
                column ?? throw new ImageInputException($"The model '{model}' was saved without the schema of its input; name the column of image paths by --column."), encoded: false, []);
        }

        DataViewSchema.Column[] images = [.. columns.Where(c => c.Type is TextDataViewType || IsEncoded(c.Type))];
        DataViewSchema.Column[] likely = [.. images.Where(c => column is null ? read.Contains(c.Name) : c.Name == column)];
        if (column is null && likely.Length == 0)
            likely = [.. images.Where(c => c.Name != DefaultLabel)];
        if (likely.Length == 1)
            return new ModelInput(likely[0].Name, IsEncoded(likely[0].Type), [.. columns.Where(c => c.Index != likely[0].Index)]);
        string found = string.Join(", ", columns.Select(c => $"'{c.Name}' ({c.Type})"));
        throw new ImageInputException(column is null && likely.Length > 1
            ? $"The model '{model}' takes {found}; say by --column which of {string.Join(", ", likely.Select(c => $"'{c.Name}'"))} has the images."
            : $"The model '{model}' takes {found}; needed: {(column is null ? "a column" : $"a column '{column}'")} of image paths (text) or encoded images (vector of bytes).");
    }

    /// <summary>Images as the model takes them. Nothing is read yet.</summary>
    public IDataView Read(MLContext context, IEnumerable<string> images)
    {
        // Images are looked for from the current folder, wherever the model's own were.
        IDataView data = _encoded
            ? context.Data.LoadFromEnumerable(images.Select(i => new EncodedRow { Image = File.ReadAllBytes(i) }), Named(typeof(EncodedRow)))
            : context.Data.LoadFromEnumerable(images.Select(i => new Row { Image = Path.GetFullPath(i) }), Named(typeof(Row)));
        foreach (DataViewSchema.Column other in _others)
        {
            if (other.Type is TextDataViewType)
                data = context.Transforms.CopyColumns(other.Name, Nothing).Fit(data).Transform(data);
            // Text becomes any number, and false.
            else if (other.Type is NumberDataViewType or BooleanDataViewType && Enum.TryParse(other.Type.RawType.Name, out DataKind kind))
                data = context.Transforms.Conversion.ConvertType(other.Name, Zero, kind).Fit(data).Transform(data);
        }

        return data;
    }

    private static bool IsEncoded(DataViewType type) => type is VectorDataViewType vector && vector.ItemType == NumberDataViewType.Byte;

    private SchemaDefinition Named(Type row)
    {
        SchemaDefinition definition = SchemaDefinition.Create(row);
        definition[nameof(Row.Image)].ColumnName = _column;
        return definition;
    }

    private sealed class Row
    {
        public string Image { get; set; } = "";

        [ColumnName(ModelInput.Nothing)]
        public string Nothing { get; set; } = "";

        [ColumnName(ModelInput.Zero)]
        public string Zero { get; set; } = "0";
    }

    private sealed class EncodedRow
    {
        public byte[] Image { get; set; } = [];

        [ColumnName(ModelInput.Nothing)]
        public string Nothing { get; set; } = "";

        [ColumnName(ModelInput.Zero)]
        public string Zero { get; set; } = "0";
    }
}

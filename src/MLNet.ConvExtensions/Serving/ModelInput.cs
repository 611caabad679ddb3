using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;
using MLNet.ConvExtensions.Columns;

namespace MLNet.ConvExtensions.Serving;

/// <summary>What a model reads to predict: a column of images, in one form or more.</summary>
internal sealed class ModelInput
{
    // In the order in which they are preferred.
    private static readonly (ImageColumnKind Kind, DataViewType Type)[] Forms =
    [
        (ImageColumnKind.Path, TextDataViewType.Instance),
        (ImageColumnKind.Encoded, new VectorDataViewType(NumberDataViewType.Byte)),
        (ImageColumnKind.Image, new ImageDataViewType()),
    ];

    private readonly Dictionary<ImageColumnKind, DataViewSchema> _schemas;

    private ModelInput(string column, Dictionary<ImageColumnKind, DataViewSchema> schemas)
    {
        Column = column;
        _schemas = schemas;
    }

    /// <summary>The column of images.</summary>
    public string Column { get; }

    /// <param name="stages">The model.</param>
    /// <param name="saved">The schema of its input; null where that isn't known.</param>
    /// <param name="column">The column of images; null to find it.</param>
    /// <param name="name">What to call the model at the start of a message.</param>
    /// <param name="output">Receives what the model predicts.</param>
    /// <exception cref="NotSupportedException">The model doesn't predict from one column of images alone.</exception>
    public static ModelInput Find(ScoringStages stages, DataViewSchema? saved, string? column, string name, out ModelOutput output)
    {
        DataViewSchema schema = Complete(stages, saved, column);
        if (schema.Count == 0)
        {
            throw new NotSupportedException(
                $"{name} was saved without the schema of its input; say which column has the images (inputColumnName)."
            );
        }

        IRowToRowMapper mapper = Mapper(stages, schema, name);
        output = ModelOutput.Of(mapper.OutputSchema, name, stages.Outputs);
        DataViewSchema.Column[] reads = [.. mapper.GetDependencies(output.ColumnsIn(mapper.OutputSchema)).DistinctBy(c => c.Index)];
        bool isOfImages =
            reads is [{ } only]
            && (column is null || only.Name == column)
            && stages.ReadImages
            && Forms.Any(form => IsForm(form.Type, only.Type));
        if (!isOfImages)
            throw new NotSupportedException(Refusal(name, column, reads));
        Dictionary<ImageColumnKind, DataViewSchema> schemas = Forms
            .Select(form => (form.Kind, Schema: With(schema, reads[0].Name, form.Type)))
            .Where(form => Accepts(stages, form.Schema))
            .ToDictionary(form => form.Kind, form => form.Schema);
        return new ModelInput(reads[0].Name, schemas);
    }

    /// <summary>The form in which the model is to be given an image.</summary>
    /// <exception cref="NotSupportedException">The image can't be brought to a form that the model takes.</exception>
    public ImageColumnKind FormFor(ImageColumnKind given)
    {
        foreach ((ImageColumnKind kind, _) in Forms)
        {
            // A file can be read, and its contents decoded, but not the other way round.
            if (kind >= given && _schemas.ContainsKey(kind))
                return kind;
        }

        string taken = string.Join(", ", _schemas.Keys);
        throw new NotSupportedException(
            $"The model takes images in the column '{Column}' as {taken}, by stages of ML.NET's own; given: {given}."
        );
    }

    /// <summary>A row for images in this form, and the model's schema of it.</summary>
    public InputRow CreateRow(ImageColumnKind kind)
    {
        DataViewSchema schema = _schemas[kind];
        return new InputRow(schema, schema[Column].Index, kind);
    }

    /// <summary>
    /// The saved columns, and those of images that are missing there: ML.NET doesn't save columns of <see cref="MLImage"/>.
    /// </summary>
    private static DataViewSchema Complete(ScoringStages stages, DataViewSchema? saved, string? column)
    {
        var builder = new DataViewSchema.Builder();
        var names = new HashSet<string>();
        foreach (DataViewSchema.Column known in (saved ?? Enumerable.Empty<DataViewSchema.Column>()).Where(c => !c.IsHidden))
        {
            names.Add(known.Name);
            builder.AddColumn(known.Name, known.Type, known.Annotations);
        }

        bool none = names.Count == 0;
        IEnumerable<(string Column, ImageColumnKind Kind)> missing = stages.ImageColumns.Where(c =>
            none || c.Kind == ImageColumnKind.Image
        );
        if (column is not null)
        {
            (string, ImageColumnKind) given = (column, none ? ImageColumnKind.Path : ImageColumnKind.Image);
            missing = missing.Where(c => c.Column == column).Append(given).Concat(none ? [] : missing);
        }

        foreach ((string name, ImageColumnKind kind) in missing)
        {
            if (names.Add(name))
                builder.AddColumn(name, Forms.First(form => form.Kind == kind).Type);
        }

        return builder.ToSchema();
    }

    private static DataViewSchema With(DataViewSchema schema, string column, DataViewType type)
    {
        var builder = new DataViewSchema.Builder();
        foreach (DataViewSchema.Column other in schema)
        {
            if (other.Name == column)
                builder.AddColumn(column, type);
            else
                builder.AddColumn(other.Name, other.Type, other.Annotations);
        }

        return builder.ToSchema();
    }

    private static IRowToRowMapper Mapper(ScoringStages stages, DataViewSchema schema, string name)
    {
        if (!stages.Chain.IsRowToRowMapper)
            throw new NotSupportedException($"{name} has a stage that looks at more than one row, and can't predict for single images.");
        try
        {
            return stages.Chain.GetRowToRowMapper(schema);
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            // What ML.NET says of a column that isn't there, or of another type.
            throw new NotSupportedException($"{name} can't be used on images alone: {e.Message}", e);
        }
    }

    private static bool Accepts(ScoringStages stages, DataViewSchema schema)
    {
        try
        {
            stages.Chain.GetOutputSchema(schema);
            return true;
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            return false;
        }
    }

    private static bool IsForm(DataViewType form, DataViewType type) =>
        form switch
        {
            TextDataViewType => type is TextDataViewType,
            ImageDataViewType => type is ImageDataViewType,
            _ => type is VectorDataViewType vector && vector.ItemType == NumberDataViewType.Byte,
        };

    private static string Refusal(string name, string? column, DataViewSchema.Column[] reads)
    {
        string found = reads.Length == 0 ? "no column" : string.Join(", ", reads.Select(c => $"'{c.Name}' ({c.Type})"));
        string hint = reads.Any(c => c.Type is VectorDataViewType vector && vector.ItemType == NumberDataViewType.Single)
            ? " Vectors of numbers, pixels among them, go through the model's Transform, or a PredictionEngine."
            : "";
        string needed = column is null ? "one column" : $"the column '{column}'";
        return $"{name} predicts from {found}; needed: {needed} of images alone, as paths (text), encoded images (vector of bytes) or "
            + $"MLImage.{hint}";
    }
}

using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.Columns;

namespace MLNet.ConvExtensions.Rows;

/// <summary>A fitted stage that turns a column of images into a column of vectors: what its views, cursors and row mappers share.</summary>
internal sealed class RowStage
{
    private readonly VectorDataViewType _outputType;
    private readonly DataViewSchema.Annotations? _annotations;

    public RowStage(
        RowStageSettings settings,
        ImageColumnKind kind,
        IRowEngine engine,
        FeatureCache? cache,
        IReadOnlyList<string>? slotNames = null
    )
    {
        Settings = settings;
        Kind = kind;
        Engine = engine;
        Cache = cache;
        BadImages = new BadImageLog(settings.Logger);
        _outputType = new VectorDataViewType(NumberDataViewType.Single, engine.Width);
        _annotations = slotNames is null ? null : Annotate(slotNames);
    }

    public RowStageSettings Settings { get; }

    public ImageColumnKind Kind { get; }

    public IRowEngine Engine { get; }

    /// <summary>Vectors computed before, for cursors; a prediction engine sees most images once.</summary>
    public FeatureCache? Cache { get; }

    public BadImageLog BadImages { get; }

    /// <summary>The input's schema with the column of vectors added; a column of the same name is hidden by it.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The column of images is missing or has another type.</exception>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        FindInput(inputSchema);
        var builder = new DataViewSchema.Builder();
        builder.AddColumns(inputSchema);
        builder.AddColumn(Settings.OutputName, _outputType, _annotations);
        return builder.ToSchema();
    }

    /// <summary>
    /// Finds the column of images, and the form in which it holds them: any form where the stage was fitted to images, its own where it was
    /// fitted to vectors.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The column of images is missing or has another type.</exception>
    public (int Index, ImageColumnKind Kind) FindInput(DataViewSchema schema)
    {
        string name = Settings.InputName;
        DataViewSchema.Column column = ImageColumn.Find(schema, name);
        ImageColumnKind kind = Engine.KindOf(name, column.Type);
        if (kind != Kind && (kind.IsVector() || Kind.IsVector()))
        {
            string allowed = Kind.IsVector() ? Kind.ToString() : "Path, Encoded or Image";
            throw new ArgumentOutOfRangeException(
                nameof(schema),
                $"Column '{name}' has type {column.Type} ({kind}); when this transformer was fitted, the column held images in the form "
                    + $"{Kind}. Allowed: {allowed}."
            );
        }

        return (column.Index, kind);
    }

    /// <summary>What takes the column's values from rows.</summary>
    public ColumnReader CreateReader(DataViewRow row, (int Index, ImageColumnKind Kind) images, int places) =>
        Engine.CreateReader(row, row.Schema[images.Index], images.Kind, Settings.ImageFolder, places);

    public void SetFeatures(ReadOnlySpan<float> features, ref VBuffer<float> value)
    {
        VBufferEditor<float> editor = VBufferEditor.Create(ref value, features.Length);
        features.CopyTo(editor.Values);
        value = editor.Commit();
    }

    public void SetMissing(long row, Exception failure, ref VBuffer<float> value)
    {
        string reason = $"Row {row}, column '{Settings.InputName}': {failure.Message}";
        if (Settings.BadImages == BadImageHandling.Throw)
            throw failure is SoundInputException ? new SoundInputException(reason, failure) : new ImageInputException(reason, failure);
        BadImages.Add(row, reason);
        VBufferEditor<float> editor = VBufferEditor.Create(ref value, Engine.Width);
        editor.Values.Fill(float.NaN);
        value = editor.Commit();
    }

    private static DataViewSchema.Annotations Annotate(IReadOnlyList<string> slotNames)
    {
        ReadOnlyMemory<char>[] names = [.. slotNames.Select(n => n.AsMemory())];
        var builder = new DataViewSchema.Annotations.Builder();
        builder.Add(
            "SlotNames",
            new VectorDataViewType(TextDataViewType.Instance, names.Length),
            (ref VBuffer<ReadOnlyMemory<char>> value) => new VBuffer<ReadOnlyMemory<char>>(names.Length, names).CopyTo(ref value)
        );
        return builder.ToAnnotations();
    }
}

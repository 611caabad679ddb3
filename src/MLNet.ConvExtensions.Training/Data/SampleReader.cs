using System.Globalization;
using Microsoft.Extensions.Logging;
using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.Columns;

namespace MLNet.ConvExtensions.Training.Data;

/// <summary>Reads a training's rows, once.</summary>
internal sealed class SampleReader
{
    private readonly IDataView _data;
    private readonly SampleColumns _columns;
    private readonly ModelTask _task;
    private readonly ClassList? _classes;
    private readonly ILogger? _logger;

    /// <summary>Prepares to read.</summary>
    /// <param name="data">The rows.</param>
    /// <param name="columns">The columns.</param>
    /// <param name="task">What labels are.</param>
    /// <param name="classes">The classes that targets are counted by, if not those of the label column itself.</param>
    /// <param name="logger">Hears of the rows that are left out.</param>
    public SampleReader(IDataView data, SampleColumns columns, ModelTask task, ClassList? classes = null, ILogger? logger = null)
    {
        _logger = logger;
        _data = data;
        _columns = columns;
        _task = task;
        _classes = classes;
    }

    /// <summary>The classes of the label column.</summary>
    /// <exception cref="ArgumentException">The column is missing, or no key.</exception>
    public static ClassList ClassesOf(IDataView data, string label)
    {
        DataViewSchema.Column column = ColumnValues.Find(data, label, "label");
        return ClassList.Of(column)
            ?? throw new ArgumentException(
                $"The label column '{label}' has type {column.Type}; needed: a key. Put Conversion.MapValueToKey before the trainer."
            );
    }

    /// <summary>Reads vectors.</summary>
    /// <exception cref="ArgumentException">
    /// A column is missing or of another type, or a row has something wrong; the message names it.
    /// </exception>
    public TrainingSamples ReadVectors(SampleShape shape)
    {
        var store = new VectorStore(shape);
        DataViewSchema.Column feature = ImageColumn.Find(_data.Schema, _columns.Feature);
        float[] interleaved = ImageColumn.IsInterleaved(_data.Schema, _columns.Feature, shape.OfInput) ? new float[shape.Length] : [];
        return Read(
            store,
            feature,
            cursor =>
            {
                ValueGetter<VBuffer<float>> getter = cursor.GetGetter<VBuffer<float>>(feature);
                VBuffer<float> value = default;
                return row =>
                {
                    getter(ref value);
                    if (
                        _columns.SkipMissing
                        && value.Length > 0
                        && value.IsDense
                        && value.GetValues().IndexOfAnyInRange(float.NegativeInfinity, float.PositiveInfinity) < 0
                    )
                        return false;
                    if (value.Length != shape.Length)
                        throw new ArgumentException(
                            $"Row {row}, column '{feature.Name}': the vector has {value.Length:N0} "
                                + $"values; the network takes {shape} = {shape.Length:N0}."
                        );
                    Span<float> planes = store.Add();
                    value.CopyTo(interleaved.Length > 0 ? interleaved : planes);
                    if (interleaved.Length > 0)
                        Separate(interleaved, shape.Channels, planes);
                    int bad = planes.IndexOfAnyExceptInRange(float.MinValue, float.MaxValue);
                    if (bad >= 0)
                        throw new ArgumentException(
                            $"Row {row}, column '{feature.Name}': the value at {bad} is "
                                + $"{planes[bad].ToString(CultureInfo.InvariantCulture)}; "
                                + "needed: finite numbers. Put ReplaceMissingValues or FilterRowsByMissingValues before the trainer."
                        );
                    store.Added();
                    return true;
                };
            }
        );
    }

    /// <summary>Reads images.</summary>
    /// <exception cref="ArgumentException">
    /// A column is missing or of another type, or a row has something wrong; the message names it.
    /// </exception>
    /// <exception cref="ImageInputException">An image is missing, or given as pixels that can't be used.</exception>
    public TrainingSamples ReadImages(ImageStore store, long maxImagePixels)
    {
        DataViewSchema.Column feature = ImageColumn.Find(_data.Schema, _columns.Feature);
        return Read(
            store,
            feature,
            cursor =>
                feature.Type switch
                {
                    TextDataViewType => AddPaths(store, cursor.GetGetter<ReadOnlyMemory<char>>(feature)),
                    VectorDataViewType => AddEncoded(store, cursor.GetGetter<VBuffer<byte>>(feature)),
                    _ => AddImages(store, cursor.GetGetter<MLImage>(feature), maxImagePixels),
                }
        );
    }

    private Func<int, bool> AddPaths(ImageStore store, ValueGetter<ReadOnlyMemory<char>> getter)
    {
        ReadOnlyMemory<char> path = default;
        return row =>
        {
            getter(ref path);
            if (path.Span.IsWhiteSpace())
                return Skip(new ImageInputException($"Row {row}, column '{_columns.Feature}': the image path is missing (empty)."));
            store.AddFile(_columns.ImageFolder is null ? path.ToString() : Path.Combine(_columns.ImageFolder, path.ToString()), row);
            return true;
        };
    }

    private static Func<int, bool> AddEncoded(ImageStore store, ValueGetter<VBuffer<byte>> getter)
    {
        VBuffer<byte> bytes = default;
        return row =>
        {
            getter(ref bytes);
            store.AddEncoded([.. bytes.DenseValues()], row);
            return true;
        };
    }

    private Func<int, bool> AddImages(ImageStore store, ValueGetter<MLImage> getter, long maxImagePixels)
    {
        ImageReader images = store.CreateReader(maxImagePixels);
        var planes = new float[images.Length];
        MLImage image = null!;
        return row =>
        {
            getter(ref image);
            if (image is null)
                return Skip(new ImageInputException($"Row {row}, column '{_columns.Feature}': the image is missing (null)."));
            try
            {
                images.ReadImage(image, planes, $"Row {row}, column '{_columns.Feature}': the image");
            }
            catch (ImageInputException e) when (_columns.SkipMissing)
            {
                return Skip(e);
            }

            store.AddPlanes(planes, row);
            return true;
        };
    }

    /// <summary>Makes planes of pixels whose channels lie side by side.</summary>
    private static void Separate(ReadOnlySpan<float> pixels, int channels, Span<float> planes)
    {
        int size = pixels.Length / channels;
        for (int i = 0; i < pixels.Length; i++)
            planes[((i % channels) * size) + (i / channels)] = pixels[i];
    }

    private bool Skip(ImageInputException bad)
    {
        if (!_columns.SkipMissing)
            throw bad;
        _logger?.LogWarning("An image takes no part in the training: {Reason}", bad.Message);
        return false;
    }

    private TrainingSamples Read(SampleStore store, DataViewSchema.Column feature, Func<DataViewRow, Func<int, bool>> reader)
    {
        var columns = new List<DataViewSchema.Column> { feature };
        TargetReader? label = _columns.Label is null ? null : new TargetReader(_data, _columns.Label, _task, _classes);
        DataViewSchema.Column? weight = _columns.Weight is null ? null : ColumnValues.Find(_data, _columns.Weight, "example weight");
        if (weight is { } w && w.Type != NumberDataViewType.Single)
            throw new ArgumentException($"The example weight column '{w.Name}' has type {w.Type}; needed: Single.");
        DataViewSchema.Column? group = _columns.Group is null ? null : ColumnValues.Find(_data, _columns.Group, "group");
        columns.AddRange(new[] { label?.Column, weight, group }.OfType<DataViewSchema.Column>());

        int width = label?.Width ?? 1;
        var wanted = new float[width];
        var targets = new List<float>();
        var weights = new List<float>();
        var groups = new List<int>();
        var numbers = new Dictionary<object, int>();
        using DataViewRowCursor cursor = _data.GetRowCursor(columns);
        Func<int, bool> add = reader(cursor);
        Action<int, float[]>? target = label?.Open(cursor);
        Func<object>? groupOf = group is { } g ? ColumnValues.Reader(cursor, g) : null;
        ValueGetter<float>? weightGetter = weight is { } c ? cursor.GetGetter<float>(c) : null;
        int row = 0;
        for (; cursor.MoveNext(); row++)
        {
            float value = 1;
            target?.Invoke(row, wanted);
            weightGetter?.Invoke(ref value);
            if (!(value >= 0 && float.IsFinite(value)))
                throw new ArgumentException(
                    $"Row {row}, column '{_columns.Weight}': the weight is "
                        + $"{value.ToString(CultureInfo.InvariantCulture)}; allowed: 0 or more."
                );
            if (!add(row))
                continue;
            targets.AddRange(wanted);
            if (weightGetter is not null)
                weights.Add(value);
            if (groupOf?.Invoke() is { } own)
                groups.Add(numbers.TryGetValue(own, out int number) ? number : numbers[own] = numbers.Count);
        }

        if (targets.Count == 0)
            throw new ArgumentException(row == 0 ? "The data has no rows." : $"None of the {row} images can be read.");
        return new TrainingSamples(store, [.. targets], weightGetter is null ? null : [.. weights])
        {
            Groups = groupOf is null ? null : [.. groups],
            TargetWidth = width,
        };
    }
}

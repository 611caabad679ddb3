using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.ConvExtensions.Stages.Neighbors;

/// <summary>A row that has a label.</summary>
/// <param name="row">Its place in the data, from 0.</param>
/// <param name="label">Its class, from 0.</param>
/// <param name="features">Its features, until the next row is read.</param>
internal delegate void LabelledRow(int row, int label, Span<float> features);

/// <summary>The column of features, or what is wrong with it.</summary>
internal static class FeatureColumn
{
    /// <exception cref="ArgumentOutOfRangeException">
    /// The column is missing, or isn't a vector of floats of known size, or of another size.
    /// </exception>
    public static DataViewSchema.Column Check(DataViewSchema schema, string name, int? size = null)
    {
        DataViewSchema.Column column =
            schema.GetColumnOrNull(name) ?? throw Missing(name, schema.Where(c => !c.IsHidden).Select(c => c.Name));
        if (
            column.Type is not VectorDataViewType { IsKnownSize: true } vector
            || vector.ItemType != NumberDataViewType.Single
            || (size ?? vector.Size) != vector.Size
        )
        {
            throw new ArgumentOutOfRangeException(
                nameof(KNearestNeighborsOptions.FeatureColumnName),
                $"The feature column '{name}' has type {column.Type}; needed: {(size is null ? "a vector of Single of known size" : $"Vector<Single, {size}>, as when it was fitted")}."
            );
        }

        return column;
    }

    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of another type.</exception>
    public static void Check(SchemaShape schema, KNearestNeighborsOptions options)
    {
        SchemaShape.Column features = Find(schema, options.FeatureColumnName);
        if (features.ItemType != NumberDataViewType.Single || features.Kind != SchemaShape.Column.VectorKind.Vector)
        {
            throw new ArgumentOutOfRangeException(
                nameof(KNearestNeighborsOptions.FeatureColumnName),
                $"The feature column '{features.Name}' has type {features.ItemType} ({features.Kind}); needed: a vector of Single of "
                    + "known size."
            );
        }

        if (!Find(schema, options.LabelColumnName).IsKey)
            throw NoKey(options.LabelColumnName, Find(schema, options.LabelColumnName).ItemType.ToString()!);
    }

    /// <summary>The features of all rows, one row after another; with cosine distance of length 1.</summary>
    /// <exception cref="InvalidOperationException">There are no rows, or one has features that can't be compared.</exception>
    public static float[] Read(IDataView data, DataViewSchema.Column column, NeighborDistance distance)
    {
        int size = ((VectorDataViewType)column.Type).Size;
        var rows = new List<float[]>();
        using DataViewRowCursor cursor = data.GetRowCursor([column]);
        ValueGetter<VBuffer<float>> getter = cursor.GetGetter<VBuffer<float>>(column);
        VBuffer<float> value = default;
        while (cursor.MoveNext())
        {
            getter(ref value);
            var row = new float[size];
            value.CopyTo(row);
            Prepare(row, rows.Count, column.Name, distance);
            rows.Add(row);
        }

        if (rows.Count == 0)
            throw new InvalidOperationException($"The data have no rows to read column '{column.Name}' of; needed: one or more.");
        CheckLength(rows.Count, size);
        var all = new float[rows.Count * size];
        for (int i = 0; i < rows.Count; i++)
            rows[i].CopyTo(all, i * size);
        return all;
    }

    /// <summary>Reads the rows that have a label; with cosine distance their features are of length 1.</summary>
    /// <param name="data">The data.</param>
    /// <param name="column">The column of features.</param>
    /// <param name="labels">The classes, from 0; below 0 for rows without one, which are left out.</param>
    /// <param name="distance">How rows will be compared.</param>
    /// <param name="read">Receives each row.</param>
    /// <exception cref="InvalidOperationException">A row has features that can't be compared.</exception>
    public static void Read(IDataView data, DataViewSchema.Column column, double[] labels, NeighborDistance distance, LabelledRow read)
    {
        var values = new float[((VectorDataViewType)column.Type).Size];
        using DataViewRowCursor cursor = data.GetRowCursor([column]);
        ValueGetter<VBuffer<float>> getter = cursor.GetGetter<VBuffer<float>>(column);
        VBuffer<float> value = default;
        for (int row = 0; cursor.MoveNext(); row++)
        {
            if (labels[row] < 0)
                continue;
            getter(ref value);
            value.CopyTo(values);
            Prepare(values, row, column.Name, distance);
            read(row, (int)labels[row], values);
        }
    }

    /// <summary>Checks a row's features, and for the cosine brings them to length 1.</summary>
    /// <exception cref="InvalidOperationException">One isn't a finite number, or the row has no direction.</exception>
    public static void Prepare(Span<float> values, int row, string column, NeighborDistance distance)
    {
        int bad = values.IndexOfAnyExceptInRange(float.MinValue, float.MaxValue);
        if (bad >= 0)
        {
            throw new InvalidOperationException(
                $"Row {row}, column '{column}': the feature at {bad} is {values[bad]}; needed: finite numbers. "
                    + "Put ReplaceMissingValues or FilterRowsByMissingValues before."
            );
        }

        if (distance != NeighborDistance.Cosine)
            return;
        if (!VectorDistance.Normalise(values))
            throw new InvalidOperationException(
                $"Row {row}, column '{column}': all features are 0, and {nameof(NeighborDistance.Cosine)} needs a "
                    + "direction. Choose L1 or L2, or leave such rows out."
            );
    }

    /// <exception cref="ArgumentException">There are more values than an array holds.</exception>
    public static void CheckLength(long rows, int size)
    {
        if (rows * size > Array.MaxLength)
            throw new ArgumentException(
                $"{rows:N0} rows of {size:N0} features are more than {Array.MaxLength:N0} values, which is the most that are kept."
            );
    }

    public static ArgumentOutOfRangeException NoKey(string label, string type) =>
        new(
            nameof(KNearestNeighborsOptions.LabelColumnName),
            $"The label column '{label}' has type {type}; needed: a key. Put Conversion.MapValueToKey before the trainer."
        );

    public static ArgumentOutOfRangeException Missing(string name, IEnumerable<string> columns) =>
        new(
            nameof(KNearestNeighborsOptions.FeatureColumnName),
            $"There is no column '{name}'; the columns are: {string.Join(", ", columns)}."
        );

    private static SchemaShape.Column Find(SchemaShape schema, string name)
    {
        SchemaShape.Column? found = null;
        foreach (SchemaShape.Column column in schema)
        {
            if (column.Name == name)
                found = column;
        }

        return found ?? throw Missing(name, schema.Select(c => c.Name));
    }
}

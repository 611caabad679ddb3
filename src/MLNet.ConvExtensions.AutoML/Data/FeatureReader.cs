using System.Diagnostics;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.ConvExtensions.AutoML.Data;

/// <summary>
/// Runs a fitted stage over rows. A row that it fails on is found, told and left out; the others are computed all the same.
/// </summary>
internal sealed class FeatureReader(FeatureSet set, ITransformer stage, LabelledRows data, double failedShare)
{
    private readonly Stopwatch _watch = new();
    private int _computed;

    public SortedDictionary<int, string> Failures { get; } = [];

    public double SecondsPerImage => _computed == 0 ? 0 : _watch.Elapsed.TotalSeconds / _computed;

    public FeatureTable Read(int[] rows, Func<int, FeatureTable> create, CancellationToken cancellation)
    {
        _watch.Start();
        FeatureTable table = create(Dimension());
        try
        {
            // Where a pass stops, the row that it stopped at is tried alone: a stage that looks ahead may have stopped because of a later
            // one.
            for (int from = 0; from < rows.Length; )
            {
                (int done, Exception? error) = Pass(table, rows[from..], cancellation);
                from += done;
                if (error is null)
                    break;
                if (Pass(table, [rows[from]], cancellation).Error is { } alone)
                    Fail(rows[from], alone, rows.Length);
                from++;
            }

            return table;
        }
        catch
        {
            table.Dispose();
            throw;
        }
        finally
        {
            _watch.Stop();
        }
    }

    private int Dimension() =>
        stage.GetOutputSchema(data.Source.Schema).GetColumnOrNull(set.ColumnName)?.Type switch
        {
            VectorDataViewType { IsKnownSize: true, ItemType: NumberDataViewType { RawType: { } type } } vector
                when type == typeof(float) => vector.Size,
            { } other => throw new ArgumentException(
                $"Its column '{set.ColumnName}' is {other}; features are a vector of float of known size."
            ),
            null => throw new ArgumentException($"It adds no column '{set.ColumnName}'."),
        };

    private (int Done, Exception? Error) Pass(FeatureTable table, int[] rows, CancellationToken cancellation)
    {
        int done = 0;
        try
        {
            IDataView transformed = stage.Transform(new RowSubset(data.Source, rows));
            DataViewSchema.Column column = transformed.Schema[set.ColumnName];
            using DataViewRowCursor cursor = transformed.GetRowCursor([column]);
            ValueGetter<VBuffer<float>> getter = cursor.GetGetter<VBuffer<float>>(column);
            VBuffer<float> value = default;
            var dense = new float[table.Dimension];
            while (cursor.MoveNext())
            {
                cancellation.ThrowIfCancellationRequested();
                getter(ref value);
                value.CopyTo(dense);
                if (Array.Exists(dense, float.IsFinite) && Array.TrueForAll(dense, float.IsFinite))
                    table.Write(rows[done], dense);
                else
                    Fail(rows[done], new FormatException("its features are not numbers"), data.Count);
                done++;
                _computed++;
            }

            return (done, null);
        }
        catch (Exception exception) when (exception is not (OperationCanceledException or FeatureComparisonException) && done < rows.Length)
        {
            return (done, exception);
        }
    }

    private void Fail(int row, Exception exception, int rows)
    {
        Failures[row] = exception.GetBaseException().Message;
        if (Failures.Count > failedShare * rows)
        {
            throw new FeatureComparisonException(
                $"It failed on {Failures.Count} of the first {row + 1} images, more than FailedShare ({failedShare:0.##}) allows; the "
                    + $"first: {data.Names[Failures.Keys.First()]}: {Failures.Values.First()}"
            );
        }
    }
}

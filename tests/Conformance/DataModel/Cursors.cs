using Microsoft.ML;

namespace MLNet.ConvExtensions.Conformance.DataModel;

internal static class Cursors
{
    /// <summary>Reads a set of cursors, a thread each: together they give the values 0, 1, 2... once, by batches of their own.</summary>
    public static void AssertSetCovers(IDataView data, int wanted, int count)
    {
        DataViewRowCursor[] cursors = data.GetRowCursorSet(data.Schema, wanted);
        var read = new List<(float Value, long Batch, int Cursor)>[cursors.Length];
        var threads = cursors.Select((cursor, i) => new Thread(() => read[i] = Read(cursor, i))).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());

        Assert.Equal(Enumerable.Range(0, count).Select(i => (float)i), read.SelectMany(rows => rows).Select(row => row.Value).Order());
        foreach (List<(float Value, long Batch, int Cursor)> rows in read)
            Assert.Equal(rows.Select(row => row.Batch).Order(), rows.Select(row => row.Batch));
        foreach (IGrouping<long, (float Value, long Batch, int Cursor)> batch in read.SelectMany(rows => rows).GroupBy(row => row.Batch))
            Assert.Single(batch.Select(row => row.Cursor).Distinct());
    }

    private static List<(float Value, long Batch, int Cursor)> Read(DataViewRowCursor cursor, int number)
    {
        var rows = new List<(float, long, int)>();
        using (cursor)
        {
            ValueGetter<float> get = cursor.GetGetter<float>(cursor.Schema["Value"]);
            float value = 0;
            while (cursor.MoveNext())
            {
                get(ref value);
                rows.Add((value, cursor.Batch, number));
            }
        }

        return rows;
    }
}

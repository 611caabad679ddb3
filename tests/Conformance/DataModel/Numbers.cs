using System.Collections;
using Microsoft.ML;

namespace MLNet.ConvExtensions.Conformance.DataModel;

/// <summary>Rows that count: most tests need no more data than that, and some have to see how much of it was read.</summary>
public sealed class Numbers(int count) : IEnumerable<Numbers.Row>
{
    private int _given;

    /// <summary>How many rows were read, by all cursors together.</summary>
    public int Given => _given;

    public static IDataView View(MLContext ml, int count) => ml.Data.LoadFromEnumerable(new Numbers(count));

    public IEnumerator<Row> GetEnumerator()
    {
        for (int i = 0; i < count; i++)
        {
            Interlocked.Increment(ref _given);
            yield return new Row { Value = i, Group = $"group {i % 10}", Key = (uint)(i % 4), Pair = [i, -i] };
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public sealed class Row
    {
        public float Value { get; set; }

        public string Group { get; set; } = "";

        [Microsoft.ML.Data.KeyType(4)]
        public uint Key { get; set; }

        [Microsoft.ML.Data.VectorType(2)]
        public float[] Pair { get; set; } = [];
    }
}

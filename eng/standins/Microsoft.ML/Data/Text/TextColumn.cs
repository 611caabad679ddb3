using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>A column that is loaded from ranges of a line's fields.</summary>
internal sealed class TextColumn
{
    public TextColumn(string name, PrimitiveDataViewType itemType, IReadOnlyList<Segment> segments)
    {
        CheckDisjoint(name, segments);
        Name = name;
        ItemType = itemType;
        Segments = segments;
        FixedSize = segments.Where(segment => !segment.IsVariable).Sum(segment => segment.Limit - segment.Min);
        if (segments.Any(segment => segment.IsVariable))
            Type = new VectorDataViewType(itemType);
        else if (FixedSize > 1 || segments[0].ForceVector)
            Type = new VectorDataViewType(itemType, FixedSize);
        else
            Type = itemType;
    }

    public string Name { get; }

    public PrimitiveDataViewType ItemType { get; }

    public DataViewType Type { get; }

    public IReadOnlyList<Segment> Segments { get; }

    /// <summary>The number of fields in the segments that don't extend to the end of the line.</summary>
    public int FixedSize { get; }

    /// <summary>The header's names of the column's slots, if it has a header and a fixed number of slots.</summary>
    public VBuffer<ReadOnlyMemory<char>> SlotNames(TextFields header)
    {
        var indices = new List<int>();
        var names = new List<ReadOnlyMemory<char>>();
        int slot = 0;
        foreach (var segment in Segments)
        {
            for (int at = header.Find(segment.Min); at < header.ValueCount && header.IndexOf(at) < segment.Limit; at++)
            {
                var name = header.TextOf(at).Trim();
                if (name.IsEmpty)
                    continue;
                indices.Add(slot + header.IndexOf(at) - segment.Min);
                names.Add(name);
            }
            slot += segment.Limit - segment.Min;
        }
        if (names.Count == 0)
            return default;
        var sparse = new VBuffer<ReadOnlyMemory<char>>(slot, names.Count, names.ToArray(), indices.ToArray());
        VBuffer<ReadOnlyMemory<char>> dense = default;
        sparse.CopyToDense(ref dense);
        return names.Count >= slot / 2 ? dense : sparse;
    }

    private static void CheckDisjoint(string name, IReadOnlyList<Segment> segments)
    {
        var sorted = segments.OrderBy(segment => segment.Min).ToList();
        for (int i = 1; i < sorted.Count; i++)
        {
            Contracts.CheckUserArg(sorted[i - 1].Limit <= sorted[i].Min, nameof(TextLoader.Column.Source),
                $"The source ranges of column '{name}' overlap at field {sorted[i].Min}.");
        }
    }

    /// <summary>The fields from <paramref name="Min"/> up to but without <paramref name="Limit"/>.</summary>
    internal readonly record struct Segment(int Min, int Limit, bool ForceVector)
    {
        public const int ToEndOfLine = int.MaxValue;

        public bool IsVariable => Limit == ToEndOfLine;
    }
}

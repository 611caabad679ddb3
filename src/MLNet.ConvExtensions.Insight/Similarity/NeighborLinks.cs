namespace MLNet.ConvExtensions.Insight.Similarity;

/// <summary>Who is linked to whom, on all levels. A row is on the levels from 0 to its own.</summary>
internal sealed class NeighborLinks
{
    private readonly int[] _lowest;
    private readonly int[][] _upper;

    /// <param name="levels">The highest level of each row.</param>
    /// <param name="links">The most links of a row on a level above 0.</param>
    public NeighborLinks(byte[] levels, int links)
    {
        (Levels, Links) = (levels, links);
        _lowest = new int[levels.Length * (Capacity(0) + 1)];
        _upper = [.. levels.Select(level => level == 0 ? [] : new int[level * (links + 1)])];
    }

    /// <summary>The highest level of each row.</summary>
    public byte[] Levels { get; }

    /// <summary>The most links of a row on a level above 0.</summary>
    public int Links { get; }

    /// <summary>The row that a search begins with, one of the highest level; -1 before there is one.</summary>
    public int Entry { get; set; } = -1;

    public int Count => Levels.Length;

    public int Capacity(int level) => level == 0 ? 2 * Links : Links;

    public ReadOnlySpan<int> Of(int row, int level)
    {
        Span<int> room = Room(row, level);
        return room.Slice(1, room[0]);
    }

    public void Set(int row, int level, ReadOnlySpan<int> links)
    {
        Span<int> room = Room(row, level);
        room[0] = links.Length;
        links.CopyTo(room[1..]);
    }

    /// <summary>The number of links, then the links: as they are written to files.</summary>
    public Span<int> Room(int row, int level)
    {
        int size = Capacity(level) + 1;
        return level == 0 ? _lowest.AsSpan(row * size, size) : _upper[row].AsSpan((level - 1) * size, size);
    }
}

namespace MLNet.ConvExtensions.Insight.Inspection.Copies;

/// <summary>Joins things that belong together, also over several steps.</summary>
internal sealed class Groups(int count)
{
    private readonly int[] _parents = [.. Enumerable.Range(0, count)];

    /// <summary>The group's number: that of its first member.</summary>
    public int Of(int member)
    {
        while (_parents[member] != member)
            member = _parents[member] = _parents[_parents[member]];
        return member;
    }

    public void Join(int first, int second)
    {
        int a = Of(first),
            b = Of(second);
        _parents[Math.Max(a, b)] = Math.Min(a, b);
    }
}

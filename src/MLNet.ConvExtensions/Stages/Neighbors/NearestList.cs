namespace MLNet.ConvExtensions.Stages.Neighbors;

/// <summary>The nearest rows so far, nearest first, in room that is somebody else's.</summary>
internal static class NearestList
{
    public static void Clear(Span<(double Order, int Row)> nearest) => nearest.Fill((double.PositiveInfinity, -1));

    /// <summary>Of rows at the same distance the earlier one is nearer.</summary>
    public static void Insert(Span<(double Order, int Row)> nearest, double order, int row)
    {
        int place = nearest.Length - 1;
        if (!IsNearer(order, row, nearest[place]))
            return;
        for (; place > 0 && IsNearer(order, row, nearest[place - 1]); place--)
            nearest[place] = nearest[place - 1];
        nearest[place] = (order, row);
    }

    private static bool IsNearer(double order, int row, (double Order, int Row) other) =>
        order < other.Order || (order == other.Order && row < other.Row);
}

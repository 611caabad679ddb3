namespace MLNet.ConvExtensions.Networks.Shapes;

/// <summary>A dimension while shapes are inferred: a size, a symbol such as the batch's, or (default) unknown.</summary>
internal readonly record struct Dim(long? Size, string? Symbol)
{
    public static Dim Unknown => default;

    public static Dim Of(long size) => new(size, null);

    public static Dim Named(string symbol) => new(null, symbol);

    /// <summary>Whether both are surely the same; two unknown ones are not.</summary>
    public bool SameAs(Dim other) => Size is not null ? Size == other.Size : Symbol is not null && Symbol == other.Symbol;

    /// <summary>The dimension of an elementwise result; null where the operands can't be combined.</summary>
    public static Dim? Broadcast(Dim a, Dim b)
    {
        if (a.Size == 1)
            return b;
        if (b.Size == 1 || a.SameAs(b))
            return a;
        if (a.Size is not null && b.Size is not null)
            return null;

        // An open dimension next to one above 1 can only be 1 or equal to it, and either way the result is the known one.
        return a.Size is not null ? a
            : b.Size is not null ? b
            : Unknown;
    }

    /// <summary>The elementwise result's shape, null if unknown or impossible.</summary>
    public static Dim[]? Broadcast(Dim[]? a, Dim[]? b)
    {
        if (a is null || b is null)
            return null;

        var result = new Dim[Math.Max(a.Length, b.Length)];
        for (int i = 1; i <= result.Length; i++)
        {
            Dim left = i <= a.Length ? a[^i] : Of(1);
            Dim right = i <= b.Length ? b[^i] : Of(1);
            if (Broadcast(left, right) is not { } dim)
                return null;
            result[^i] = dim;
        }

        return result;
    }

    /// <summary>The product of known dimensions and one symbol at most, else unknown.</summary>
    public static Dim Product(IEnumerable<Dim> dims)
    {
        long size = 1;
        string? symbol = null;
        foreach (Dim dim in dims)
        {
            if (dim.Size is { } known)
                size = checked(size * known);
            else if (dim.Symbol is null || symbol is not null)
                return Unknown;
            else
                symbol = dim.Symbol;
        }

        return symbol is null ? Of(size)
            : size == 1 ? Named(symbol)
            : Unknown;
    }
}

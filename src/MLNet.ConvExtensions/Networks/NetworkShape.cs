using System.Collections;
using System.Globalization;

namespace MLNet.ConvExtensions;

/// <summary>The dimensions of a tensor, outermost first; images are NCHW. A dimension that the network leaves open is null.</summary>
public sealed class NetworkShape : IReadOnlyList<long?>, IEquatable<NetworkShape>
{
    private readonly long?[] _dimensions;

    /// <summary>Creates a shape.</summary>
    /// <param name="dimensions">The dimensions, null where the size is open.</param>
    public NetworkShape(IEnumerable<long?> dimensions)
    {
        ArgumentNullException.ThrowIfNull(dimensions);
        _dimensions = dimensions.ToArray();
    }

    /// <summary>The number of dimensions; 0 for a single number.</summary>
    public int Count => _dimensions.Length;

    /// <summary>The size of one dimension, null where the network leaves it open.</summary>
    /// <param name="index">The dimension, from 0.</param>
    /// <exception cref="IndexOutOfRangeException">There is no such dimension.</exception>
    public long? this[int index] => _dimensions[index];

    /// <inheritdoc/>
    public IEnumerator<long?> GetEnumerator() => ((IEnumerable<long?>)_dimensions).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <inheritdoc/>
    public bool Equals(NetworkShape? other) => other is not null && _dimensions.AsSpan().SequenceEqual(other._dimensions);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as NetworkShape);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (long? dimension in _dimensions)
            hash.Add(dimension);
        return hash.ToHashCode();
    }

    /// <summary>The shape as model summaries print it, open dimensions as <c>None</c>: <c>(None, 64, 56, 56)</c>.</summary>
    public override string ToString() =>
        "(" + string.Join(", ", _dimensions.Select(d => d?.ToString(CultureInfo.InvariantCulture) ?? "None")) + ")";
}

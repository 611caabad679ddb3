using MLNet.ConvExtensions.Insight.Activations;

namespace MLNet.ConvExtensions;

/// <summary>What the units of a layer say of a photo, position by position.</summary>
public sealed class FeatureMaps
{
    private readonly float[] _values;

    internal FeatureMaps(string layer, int channels, int height, int width, float[] values)
    {
        (Layer, Channels, Height, Width) = (layer, channels, height, width);
        _values = values;
    }

    /// <summary>The layer.</summary>
    public string Layer { get; }

    /// <summary>The number of units, each with a map.</summary>
    public int Channels { get; }

    /// <summary>The rows of each map.</summary>
    public int Height { get; }

    /// <summary>The columns of each map.</summary>
    public int Width { get; }

    /// <summary>The numbers of all maps, [channels, height, width].</summary>
    public ReadOnlySpan<float> Values => _values;

    /// <summary>The map of a unit, row by row.</summary>
    /// <param name="unit">The unit, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such unit.</exception>
    public ReadOnlySpan<float> this[int unit]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(unit);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(unit, Channels);
            return _values.AsSpan(unit * Height * Width, Height * Width);
        }
    }

    /// <summary>
    /// Writes the maps side by side as a PNG, under a temporary name first: each from black for its least to white for its most, one that
    /// is the same everywhere black.
    /// </summary>
    /// <param name="file">The file; one that exists is replaced.</param>
    /// <param name="most">How many maps are shown, the first ones; 1 or more.</param>
    /// <exception cref="IOException">It can't be written.</exception>
    public void SavePicture(string file, int most = 64)
    {
        ArgumentException.ThrowIfNullOrEmpty(file);
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1);
        var grid = new PictureGrid(Math.Min(most, Channels), Width, Height);
        for (int unit = 0; unit < grid.Count; unit++)
            grid.DrawGray(unit, this[unit]);
        grid.Save(file);
    }
}

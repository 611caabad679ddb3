using MLNet.ConvExtensions.Layers;

namespace MLNet.ConvExtensions;

/// <summary>
/// A whole number for each spatial axis of a layer: the size of a kernel, a stride, a dilation. One number stands for all axes, a
/// pair is (height, width), a triple (depth, height, width): <c>3</c>, <c>(1, 7)</c>, <c>(3, 3, 3)</c>.
/// </summary>
public readonly record struct Extent
{
    private readonly int _first;
    private readonly int _second;
    private readonly int _third;

    private Extent(int count, int first, int second = 0, int third = 0) => (Count, _first, _second, _third) = (count, first, second, third);

    /// <summary>How many numbers were given: 0 for the default value, which leaves them to the layer.</summary>
    public int Count { get; }

    /// <summary>One of the numbers.</summary>
    /// <param name="index">Which, from 0: the outermost axis first.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such number.</exception>
    public int this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(index);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
            return index switch
            {
                0 => _first,
                1 => _second,
                _ => _third,
            };
        }
    }

    /// <summary>The same number for every axis.</summary>
    /// <param name="all">The number.</param>
    public static implicit operator Extent(int all) => new(1, all);

    /// <summary>Numbers of a layer of two axes.</summary>
    /// <param name="numbers">Those of height and width.</param>
    public static implicit operator Extent((int Height, int Width) numbers) => new(2, numbers.Height, numbers.Width);

    /// <summary>Numbers of a layer of three axes.</summary>
    /// <param name="numbers">Those of depth, height and width.</param>
    public static implicit operator Extent((int Depth, int Height, int Width) numbers) =>
        new(3, numbers.Depth, numbers.Height, numbers.Width);

    /// <summary>The numbers, as <c>3x3</c>.</summary>
    public override string ToString()
    {
        Extent self = this;
        return string.Join('x', Enumerable.Range(0, Count).Select(i => self[i]));
    }

    /// <summary>The numbers for a layer of so many axes.</summary>
    internal int[] Resolve(int axes, int unset, int least, LayerDraft layer, string what)
    {
        if (Count > 1 && Count != axes)
            throw layer.Error($"{what} is {this}, {Count} numbers for {axes} spatial axes; give one number for all, or one for each axis");
        Extent self = this;
        int[] numbers = [.. Enumerable.Range(0, axes).Select(i => self.Count == 0 ? unset : self[self.Count == 1 ? 0 : i])];
        return numbers.All(n => n >= least) ? numbers : throw layer.Error($"{what} is {this}; {least} or more is allowed");
    }
}

using MLNet.ConvExtensions.Layers;

namespace MLNet.ConvExtensions;

/// <summary>
/// What is added around a layer's input: <see cref="Valid"/> (nothing), <see cref="Same"/>, <see cref="Full"/>, or numbers: <c>1</c>
/// for every side, <c>(0, 3)</c> for height and width, <see cref="Sides"/> where the two ends of an axis differ.
/// </summary>
public readonly record struct Padding
{
    private enum Kind
    {
        Valid,
        Same,
        Full,
        Numbers,
    }

    private readonly Kind _kind;
    private readonly Extent _before;
    private readonly Extent _after;

    private Padding(Kind kind, Extent before = default, Extent after = default) => (_kind, _before, _after) = (kind, before, after);

    /// <summary>No padding, the default: the kernel stays inside of the input, out = floor((in - kernel) / stride) + 1.</summary>
    public static Padding Valid => default;

    /// <summary>
    /// As much as makes out = ceil(in / stride): at stride 1 the output is as large as the input. Where the number is odd, the end gets
    /// the one more, as in Keras (ONNX: SAME_UPPER).
    /// </summary>
    public static Padding Same => new(Kind.Same);

    /// <summary>Kernel - 1 on every side: every position where kernel and input overlap at all.</summary>
    public static Padding Full => new(Kind.Full);

    /// <summary>The same at both ends of every axis.</summary>
    /// <param name="all">The number of positions, 0 or more.</param>
    public static implicit operator Padding(int all) => new(Kind.Numbers, all, all);

    /// <summary>The same at both ends of an axis.</summary>
    /// <param name="numbers">Those of height and width.</param>
    public static implicit operator Padding((int Height, int Width) numbers) => new(Kind.Numbers, numbers, numbers);

    /// <summary>The same at both ends of an axis.</summary>
    /// <param name="numbers">Those of depth, height and width.</param>
    public static implicit operator Padding((int Depth, int Height, int Width) numbers) => new(Kind.Numbers, numbers, numbers);

    /// <summary>Different numbers at the two ends of the axes.</summary>
    /// <param name="before">At the beginning: top and left, for an image.</param>
    /// <param name="after">At the end: bottom and right, for an image.</param>
    public static Padding Sides(Extent before, Extent after) => new(Kind.Numbers, before, after);

    /// <inheritdoc/>
    public override string ToString() =>
        _kind != Kind.Numbers ? _kind.ToString()
        : _before == _after ? _before.ToString()
        : $"{_before} before and {_after} after";

    /// <summary>The numbers before and after each axis, in the order of ONNX.</summary>
    internal int[] Resolve(int[] size, int[] window, int[] stride, LayerDraft layer)
    {
        int axes = size.Length;
        switch (_kind)
        {
            case Kind.Valid:
                return new int[2 * axes];
            case Kind.Full:
                return [.. window.Concat(window).Select(w => w - 1)];
            case Kind.Same:
                int[] total =
                [
                    .. Enumerable
                        .Range(0, axes)
                        .Select(i => Math.Max(0, ((((size[i] + stride[i] - 1) / stride[i]) - 1) * stride[i]) + window[i] - size[i])),
                ];
                return Split(total);
            default:
                return Given(axes, layer);
        }
    }

    /// <summary>
    /// The numbers for a transposed convolution, which takes its padding away from the output, and what it lacks at the end.
    /// </summary>
    internal (int[] Pads, int[] Lacking) ResolveTransposed(int[] window, int[] stride, LayerDraft layer)
    {
        int axes = window.Length;
        int[] none = new int[axes];
        switch (_kind)
        {
            case Kind.Valid:
                return (new int[2 * axes], none);
            case Kind.Full:
                return ([.. window.Concat(window).Select(w => w - 1)], none);
            case Kind.Same:
                int[] excess = [.. window.Zip(stride, (w, s) => w - s)];
                return (Split([.. excess.Select(e => Math.Max(0, e))]), [.. excess.Select(e => Math.Max(0, -e))]);
            default:
                return (Given(axes, layer), none);
        }
    }

    /// <summary>The numbers before and after each axis, where numbers were given; they are refused if they weren't.</summary>
    internal int[] Numbers(int axes, LayerDraft layer) =>
        _kind is Kind.Numbers or Kind.Valid
            ? Given(axes, layer)
            : throw layer.Error($"the padding is {this}, which goes by a window; give numbers");

    private int[] Given(int axes, LayerDraft layer) =>
        [.. _before.Resolve(axes, 0, 0, layer, "the padding"), .. _after.Resolve(axes, 0, 0, layer, "the padding")];

    private static int[] Split(int[] total) => [.. total.Select(t => t / 2), .. total.Select(t => t - (t / 2))];
}

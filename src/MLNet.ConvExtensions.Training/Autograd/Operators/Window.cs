using MLNet.ConvExtensions.Training.Autograd.Plan;

namespace MLNet.ConvExtensions.Training.Autograd.Operators;

/// <summary>The window that a convolution or pooling slides over the positions of [N, C, ...], as a node describes it.</summary>
internal sealed class Window
{
    private readonly string _autoPad;

    public Window(PlanNode node, long[] kernel)
    {
        int axes = kernel.Length;
        Kernel = kernel;
        Strides = node.Ints("strides") ?? Filled(axes, 1);
        Dilations = node.Ints("dilations") ?? Filled(axes, 1);
        _autoPad = node.Text("auto_pad", "NOTSET");
        Pads = _autoPad == "NOTSET" ? node.Ints("pads") ?? new long[2 * axes] : new long[2 * axes];
        Ceiling = node.Int("ceil_mode", 0) != 0;
        if (Strides.Length != axes || Dilations.Length != axes || Pads.Length != 2 * axes)
            throw node.Unable(
                $"its kernel has {axes} axes, its strides {Strides.Length}, its "
                    + $"dilations {Dilations.Length}, its pads {Pads.Length / 2.0:0.#}."
            );
    }

    public int Axes => Kernel.Length;

    public long[] Kernel { get; }

    public long[] Strides { get; }

    public long[] Dilations { get; }

    public bool Ceiling { get; }

    /// <summary>The padding where it doesn't depend on the size: before each axis, then behind each.</summary>
    public long[] Pads { get; }

    /// <summary>Whether the padding depends on the size of what comes in.</summary>
    public bool PadsBySize => _autoPad is "SAME_UPPER" or "SAME_LOWER";

    /// <summary>Whether as much is padded before as behind.</summary>
    public static bool IsSymmetric(long[] pads) => pads.AsSpan(0, pads.Length / 2).SequenceEqual(pads.AsSpan(pads.Length / 2));

    /// <summary>The extent of the window over one axis, gaps included.</summary>
    public long Extent(int axis) => ((Kernel[axis] - 1) * Dilations[axis]) + 1;

    /// <summary>The padding for what comes in.</summary>
    /// <param name="shape">Its shape, [N, C, ...].</param>
    public long[] PadsFor(long[] shape)
    {
        if (!PadsBySize)
            return Pads;
        var pads = new long[2 * Axes];
        for (int i = 0; i < Axes; i++)
        {
            long steps = (shape[i + 2] + Strides[i] - 1) / Strides[i];
            long total = Math.Max(0, ((steps - 1) * Strides[i]) + Extent(i) - shape[i + 2]);
            pads[i] = _autoPad == "SAME_UPPER" ? total / 2 : total - (total / 2);
            pads[i + Axes] = total - pads[i];
        }

        return pads;
    }

    /// <summary>
    /// The number of places that the window takes over each axis; one that would start in the padding behind is left out.
    /// </summary>
    public long[] Steps(long[] shape, long[] pads)
    {
        var steps = new long[Axes];
        for (int i = 0; i < Axes; i++)
        {
            long room = shape[i + 2] + pads[i] + pads[i + Axes] - Extent(i);
            steps[i] = ((Ceiling ? room + Strides[i] - 1 : room) / Strides[i]) + 1;
            if (Ceiling && (steps[i] - 1) * Strides[i] >= shape[i + 2] + pads[i])
                steps[i]--;
        }

        return steps;
    }

    /// <summary>Padding as PyTorch lists it: the last axis first, before and behind each.</summary>
    public static long[] ForTorch(ReadOnlySpan<long> pads)
    {
        int axes = pads.Length / 2;
        var listed = new long[pads.Length];
        for (int i = 0; i < axes; i++)
        {
            listed[2 * i] = pads[axes - 1 - i];
            listed[(2 * i) + 1] = pads[pads.Length - 1 - i];
        }

        return listed;
    }

    public static long[] Filled(int count, long value)
    {
        var filled = new long[count];
        Array.Fill(filled, value);
        return filled;
    }
}

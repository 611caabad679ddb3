namespace MLNet.ConvExtensions.Training.Autograd.Operators;

/// <summary>What a Slice takes of one axis.</summary>
/// <param name="Axis">The axis, from 0.</param>
/// <param name="Start">The first place.</param>
/// <param name="End">The place where it stops, itself not taken; -1 for a backward one that takes the first place.</param>
/// <param name="Step">From one place to the next, backward where negative.</param>
internal readonly record struct SliceRange(int Axis, long Start, long End, long Step)
{
    public long Count => Step > 0 ? Math.Max(0, (End - Start + Step - 1) / Step) : Math.Max(0, (Start - End - Step - 1) / -Step);

    /// <summary>The ranges of a Slice's inputs, with ends counted from the back and beyond the tensor resolved.</summary>
    public static SliceRange[] Of(long[] shape, long[] starts, long[] ends, long[]? axes, long[]? steps)
    {
        var ranges = new SliceRange[starts.Length];
        for (int i = 0; i < ranges.Length; i++)
        {
            long axis = axes?[i] ?? i,
                step = steps?[i] ?? 1;
            if (axis < 0)
                axis += shape.Length;
            long size = shape[axis];
            long start = starts[i] < 0 ? Math.Max(starts[i], -size - 1) + size : starts[i];
            long end = ends[i] < 0 ? Math.Max(ends[i], -size - 1) + size : ends[i];
            ranges[i] =
                step > 0
                    ? new((int)axis, Math.Clamp(start, 0, size), Math.Clamp(end, 0, size), step)
                    : new((int)axis, Math.Clamp(start, 0, size - 1), Math.Clamp(end, -1, size), step);
        }

        return ranges;
    }
}

namespace MLNet.ConvExtensions.Training.Autograd.Plan;

/// <summary>Arithmetic on shapes, and the places of elements in tensors of other shapes.</summary>
internal static class HostShapes
{
    public static long Count(ReadOnlySpan<long> shape)
    {
        long count = 1;
        foreach (long d in shape)
            count *= d;
        return count;
    }

    /// <summary>The shape that both are broadcast to.</summary>
    /// <exception cref="OnnxNetworkException">They can't be combined.</exception>
    public static long[] Broadcast(long[] a, long[] b)
    {
        var result = new long[Math.Max(a.Length, b.Length)];
        for (int i = 1; i <= result.Length; i++)
        {
            long left = i <= a.Length ? a[^i] : 1,
                right = i <= b.Length ? b[^i] : 1;
            if (left != right && left != 1 && right != 1)
                throw new OnnxNetworkException(
                    $"The shapes [{string.Join(", ", a)}] and [{string.Join(", ", b)}] can't be "
                        + "combined: dimensions must be equal, or one of them 1."
                );
            result[^i] = left == 1 ? right : left;
        }

        return result;
    }

    /// <summary>For each element of the broadcast shape, the place of the element that it takes from a smaller one.</summary>
    public static int[] BroadcastPlaces(long[] from, long[] to) =>
        Places(
            to,
            index =>
            {
                long place = 0;
                for (int i = 0; i < from.Length; i++)
                    place = (place * from[i]) + (from[i] == 1 ? 0 : index[to.Length - from.Length + i]);
                return place;
            }
        );

    /// <summary>For each element of a shape, what a function of its indices says.</summary>
    public static int[] Places(long[] shape, Func<long[], long> place)
    {
        var places = new int[Count(shape)];
        var index = new long[shape.Length];
        for (int i = 0; i < places.Length; i++)
        {
            places[i] = (int)place(index);
            for (int axis = shape.Length - 1; axis >= 0 && ++index[axis] == shape[axis]; axis--)
                index[axis] = 0;
        }

        return places;
    }

    /// <summary>The place of an element by its indices.</summary>
    public static long Place(long[] shape, long[] index)
    {
        long place = 0;
        for (int i = 0; i < shape.Length; i++)
            place = (place * shape[i]) + index[i];
        return place;
    }
}

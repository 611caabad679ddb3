using MLNet.ConvExtensions.Tests.Networks;

namespace MLNet.ConvExtensions.Tests.Layers;

/// <summary>What moves in the input moves as far behind convolutions, and not at all behind a pooling over all positions.</summary>
public sealed class ShiftTests
{
    // Each convolution of 3 sees one position further, and no content may leave the edges.
    private const int Margin = 5;

    [Theory]
    [InlineData(24)]
    [InlineData(16, 18)]
    [InlineData(13, 14, 15)]
    public void Convolutions_move_with_their_input_and_global_pooling_does_not(params int[] sizes)
    {
        NetworkBuilder start = sizes switch
        {
            [var length] => NetworkBuilder.Signal(length, 2, seed: 3),
            [var height, var width] => NetworkBuilder.Image(height, width, 2, seed: 3),
            _ => NetworkBuilder.Volume(sizes[0], sizes[1], sizes[2], 2, seed: 3),
        };
        NetworkBuilder maps = start.Conv(4, 3, padding: Padding.Same).Relu().Conv(3, 3, padding: Padding.Same).Relu();
        OnnxNetwork all = maps.Build("maps"),
            average = maps.GlobalAveragePool().Build("average"),
            most = maps.GlobalMaxPool().Build("most");
        float[] still = Content(sizes);
        for (int axis = 0; axis < sizes.Length; axis++)
        {
            foreach (int step in new[] { -3, 2 })
            {
                float[] moved = Move(still, 2, sizes, axis, step);
                Assert.NotEqual(still, moved);
                Ort.AssertClose(Move(Run(all, still, sizes), 3, sizes, axis, step), Run(all, moved, sizes));
                Ort.AssertClose(Run(average, still, sizes), Run(average, moved, sizes));
                Ort.AssertClose(Run(most, still, sizes), Run(most, moved, sizes));
            }
        }
    }

    private static float[] Run(OnnxNetwork network, float[] values, int[] sizes) =>
        Ort.Run(network, values, [1, 2, .. sizes.Select(s => (long)s)]).Values;

    /// <summary>Two channels of noise, with nothing near the edges.</summary>
    private static float[] Content(int[] sizes)
    {
        int size = sizes.Aggregate(1, (a, b) => a * b);
        float[] values = Ort.Noise(5, 2, size);
        for (int i = 0; i < values.Length; i++)
        {
            int[] place = Place(i % size, sizes);
            if (place.Zip(sizes).Any(p => p.First < Margin || p.First >= p.Second - Margin))
                values[i] = 0;
        }

        return values;
    }

    /// <summary>As numpy.roll.</summary>
    private static float[] Move(float[] values, int channels, int[] sizes, int axis, int step)
    {
        int size = values.Length / channels,
            stride = sizes[(axis + 1)..].Aggregate(1, (a, b) => a * b);
        var moved = new float[values.Length];
        for (int i = 0; i < values.Length; i++)
        {
            int at = Place(i % size, sizes)[axis],
                to = (at + step + sizes[axis]) % sizes[axis];
            moved[i + ((to - at) * stride)] = values[i];
        }

        return moved;
    }

    private static int[] Place(int index, int[] sizes)
    {
        var place = new int[sizes.Length];
        for (int axis = sizes.Length - 1; axis >= 0; axis--)
        {
            place[axis] = index % sizes[axis];
            index /= sizes[axis];
        }

        return place;
    }
}

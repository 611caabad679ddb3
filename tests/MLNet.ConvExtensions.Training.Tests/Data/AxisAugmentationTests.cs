using System.Text.Json;
using MLNet.ConvExtensions.Training.Data;

namespace MLNet.ConvExtensions.Training.Tests.Data;

/// <summary>Changes of signals and volumes along their own axes, against scipy's (make_axes.py).</summary>
public sealed class AxisAugmentationTests
{
    private static readonly SampleShape Signal = new(2, 1, 11);
    private static readonly SampleShape Volume = new(2, 5, 6, 4);
    private static readonly Dictionary<string, float[]> Cases = JsonSerializer.Deserialize<Dictionary<string, float[]>>(
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Data", "axes.json"))
    )!;

    [Theory]
    [InlineData(BorderFill.Constant)]
    [InlineData(BorderFill.Edge)]
    [InlineData(BorderFill.Reflect)]
    public void Moved_by_whole_positions(BorderFill border)
    {
        string name = border.ToString().ToLowerInvariant();
        float[] signal = new float[Signal.Length],
            volume = new float[Volume.Length];
        PlaneMoves.Shift(Cases["signal"], signal, Signal, (3, 0), (false, false), border, 9);
        Equal("signal_shift_" + name, signal);
        PlaneMoves.Shift(Cases["signal"], signal, Signal, (-4, 0), (false, false), border, 9);
        Equal("signal_back_" + name, signal);
        VolumeMoves.Shift(Cases["volume"], volume, Volume, (3, -2, 1), (false, false), border, 9);
        Equal("volume_shift_" + name, volume);

        var moved = new PlaneMap(1, 0, 0, 1, 3, 2.5).Shifted(3, -2);
        VolumeMoves.Warp(Cases["volume"], volume, Volume, moved, (1, 2 - 1), border, 9, new float[Volume.Length]);
        Equal("volume_shift_" + name, volume);
    }

    [Theory]
    [InlineData(BorderFill.Edge)]
    [InlineData(BorderFill.Reflect)]
    public void Volumes_grow_along_all_axes_and_turn_within_their_slices(BorderFill border)
    {
        (double sin, double cos) = Math.SinCos(30 * Math.PI / 180);
        const double per = 1 / 1.25;
        var volume = new float[Volume.Length];
        // The augmenter's own map, of x and y; scipy's matrix is of y and x, and so turns the other way.
        var map = new PlaneMap(cos * per, sin * per, -sin * per, cos * per, 3, 2.5);
        VolumeMoves.Warp(Cases["volume"], volume, Volume, map, (per, 2), border, 0, new float[Volume.Length]);
        Equal("volume_warp_" + border.ToString().ToLowerInvariant(), volume);
    }

    [Fact]
    public void A_part_of_a_signal_is_brought_to_the_whole_length()
    {
        var signal = new float[Signal.Length];
        PlaneWarp.Apply(Cases["signal"], Signal, signal, Signal, new PlaneMap(0.6, 0, 0, 1, 5, 0.5), BorderFill.Constant, 9);
        Equal("signal_crop", signal);
    }

    [Fact]
    public void Blurred_along_all_axes()
    {
        float[] signal = [.. Cases["signal"]],
            volume = [.. Cases["volume"]];
        PlaneFilters.Blur(new ImagePlanes(signal, Signal), 1, new float[Signal.Length]);
        PlaneFilters.Blur(new ImagePlanes(volume, Volume), 1, new float[Volume.Length]);
        Equal("signal_blur", signal);
        Equal("volume_blur", volume);
    }

    [Fact]
    public void Mirrored_signals_run_backwards_and_volumes_turn_their_slices()
    {
        float[] signal = new float[Signal.Length],
            volume = new float[Volume.Length];
        PlaneMoves.Shift(Cases["signal"], signal, Signal, (0, 0), (true, false), BorderFill.Constant, 0);
        Assert.Equal([.. Cases["signal"][..11].Reverse(), .. Cases["signal"][11..].Reverse()], signal);
        VolumeMoves.Shift(Cases["volume"], volume, Volume, (0, 0, 0), (true, true), BorderFill.Constant, 0);
        for (int slice = 0; slice < 8; slice++)
            Assert.Equal(Cases["volume"].AsSpan(slice * 30, 30).ToArray().Reverse(), volume.AsSpan(slice * 30, 30).ToArray());
    }

    [Theory]
    [InlineData("signal", 0.5, 3, 6)]
    [InlineData("volume", 0.5, 1, 8)]
    public void What_is_cut_out_is_a_stretch_or_a_cube_of_the_means_of_its_channels(string kind, double side, int least, int most)
    {
        SampleShape shape = kind == "signal" ? Signal : Volume;
        for (int seed = 0; seed < 50; seed++)
        {
            float[] values = [.. Cases[kind]];
            var random = new SampleRandom(seed, 2, 3);
            PlaneFilters.CutOut(new ImagePlanes(values, shape), side, ref random);
            int size = shape.Size;
            int[] first = [.. Changed(kind, values, 0, size)];
            Assert.InRange(first.Length, least, most);
            Assert.Equal(first, Changed(kind, values, size, size));
            Assert.All(first, i => Assert.Equal(Cases[kind][..size].Average(), values[i], 1e-5f));
            Assert.Equal(first.Length, Box(first, shape));
        }
    }

    [Theory]
    [InlineData("signal")]
    [InlineData("volume")]
    public void What_is_hidden_is_a_box_of_2_to_33_percent(string kind)
    {
        SampleShape shape = kind == "signal" ? Signal : Volume;
        for (int seed = 0; seed < 50; seed++)
        {
            float[] values = [.. Cases[kind]];
            var random = new SampleRandom(seed, 2, 3);
            PlaneFilters.Occlude(new ImagePlanes(values, shape), (-50, -40), ref random);
            int[] hidden = [.. Changed(kind, values, 0, shape.Size)];
            Assert.Equal(hidden.Length, Box(hidden, shape));
            Assert.InRange(hidden.Length, 1, (int)(0.6 * shape.Size));
            Assert.All(hidden, i => Assert.InRange(values[i], -50, -40));
        }
    }

    [Fact]
    public void Masks_hide_stretches_of_time_and_bands_of_frequencies()
    {
        var shape = new SampleShape(2, 8, 10);
        float[] image = [.. Enumerable.Range(0, shape.Length).Select(i => (float)i)];
        var times = new HashSet<int>();
        for (int seed = 0; seed < 100; seed++)
        {
            float[] values = [.. image];
            var random = new SampleRandom(seed, 0, 0);
            PlaneMasks.Apply(new ImagePlanes(values, shape), new AugmentationOptions { TimeMask = 0.4, FrequencyMask = 0.25 }, ref random);
            bool[] hidden = [.. values.Zip(image).Select(p => p.First != p.Second)];
            // A row or a column is hidden where all of it is; the mean, 39.5 and 119.5, is none of the values.
            int[] columns = [.. Enumerable.Range(0, 10).Where(x => Enumerable.Range(0, 16).All(y => hidden[(y * 10) + x]))],
                rows = [.. Enumerable.Range(0, 16).Where(y => hidden.AsSpan(y * 10, 10).IndexOf(false) < 0)];
            Assert.InRange(columns.Length, 0, 4);
            Assert.InRange(rows.Length, 0, 4);
            Assert.True(columns.Length == 0 || columns[^1] - columns[0] + 1 == columns.Length);
            Assert.Equal(rows.Where(r => r < 8), rows.Where(r => r >= 8).Select(r => r - 8));
            Assert.Equal((columns.Length * 16) + (rows.Length * 10) - (columns.Length * rows.Length), hidden.Count(h => h));
            Assert.All(Enumerable.Range(0, 160).Where(i => hidden[i]), i => Assert.Equal(i < 80 ? 39.5f : 119.5f, values[i]));
            times.Add(columns.Length);
        }

        Assert.Equal([0, 1, 2, 3, 4], times.Order());
    }

    [Fact]
    public void Everything_at_once_stays_in_reach_and_changes_the_whole_of_a_sample()
    {
        foreach ((string kind, SampleShape shape) in new[] { ("signal", Signal), ("volume", Volume) })
        {
            var options = new AugmentationOptions
            {
                HorizontalFlip = true,
                ShiftPixels = 3,
                Scale = 0.5,
                CropArea = 0.3,
                CropAspect = 2,
                Border = BorderFill.Reflect,
                CutOut = 0.2,
                Occlusion = 0.5,
                TimeMask = kind == "signal" ? 0.2 : 0,
                Rotation = kind == "signal" ? 0 : 90,
                VerticalFlip = kind != "signal",
            };
            options.CheckFor(shape);
            var workspace = new SampleWorkspace(null, shape.Length);
            Cases[kind].CopyTo(workspace.Planes, 0);
            var values = new float[shape.Length];
            (float least, float most) = (Cases[kind].Min(), Cases[kind].Max());
            for (int i = 0; i < 100; i++)
            {
                new Augmenter(options, shape, shape, (least, most)).Apply(new SampleRandom(1, 1, i), workspace, values);
                Assert.All(values, v => Assert.InRange(v, least - 1e-4f, most + 1e-4f));
            }
        }
    }

    [Theory]
    [InlineData("VerticalFlip", 1, "VerticalFlip is True; allowed: False for signals of 2 x 11")]
    [InlineData("Rotation", 1, "Rotation is 5; allowed: 0 for signals of 2 x 11")]
    [InlineData("Brightness", 1, "Brightness is 0.1; allowed: 0 for signals")]
    [InlineData("Hue", 1, "Hue is 0.1; allowed: 0 for signals")]
    [InlineData("FrequencyMask", 1, "FrequencyMask is 0.1; allowed: 0 for signals")]
    [InlineData("TimeMask", 3, "TimeMask is 0.1; allowed: 0 for volumes of 2 x 4 x 5 x 6")]
    [InlineData("Saturation", 3, "Saturation is 0.1; allowed: 0 for volumes")]
    [InlineData("Saturation", 2, "Saturation is 0.1; allowed: 0 for images of 2 x 8 x 8")]
    [InlineData("TrivialAugment", 1, "TrivialAugment is True; allowed: False for signals")]
    [InlineData("TrivialAugment", 2, "TrivialAugment is True; allowed: False for images of 2 x 8 x 8")]
    [InlineData("RandAugmentOperations", 3, "RandAugmentOperations is 2; allowed: 0 for volumes of 2 x 4 x 5 x 6")]
    [InlineData("CutMix", 1, "CutMix is 1; allowed: 0 for signals")]
    [InlineData("CutMix", 0, "CutMix is 1; allowed: 0 for rows of 8 numbers in no order")]
    [InlineData("ShiftPixels", 0, "ShiftPixels is 1; allowed: 0 for rows of 8 numbers in no order")]
    [InlineData("CutOut", 0, "CutOut is 0.1; allowed: 0 for rows")]
    public void What_a_kind_of_sample_can_not_undergo_is_refused_by_name(string option, int axes, string expected)
    {
        AugmentationOptions options = option switch
        {
            "VerticalFlip" => new() { VerticalFlip = true },
            "Rotation" => new() { Rotation = 5 },
            "Brightness" => new() { Brightness = 0.1 },
            "Hue" => new() { Hue = 0.1 },
            "FrequencyMask" => new() { FrequencyMask = 0.1 },
            "TimeMask" => new() { TimeMask = 0.1 },
            "Saturation" => new() { Saturation = 0.1 },
            "ShiftPixels" => new() { ShiftPixels = 1 },
            "TrivialAugment" => new() { TrivialAugment = true },
            "RandAugmentOperations" => new() { RandAugmentOperations = 2 },
            "CutMix" => new() { CutMix = 1 },
            _ => new() { CutOut = 0.1 },
        };
        SampleShape shape = axes switch
        {
            0 => new(8, 1, 1),
            1 => Signal,
            2 => new(2, 8, 8),
            _ => Volume,
        };
        Assert.Contains(expected, Assert.Throws<ArgumentException>(() => options.CheckFor(shape)).Message);
    }

    private static void Equal(string name, float[] values) =>
        Assert.All(Cases[name].Zip(values), p => Assert.Equal(p.First, p.Second, 2e-5f));

    private static IEnumerable<int> Changed(string kind, float[] values, int start, int count) =>
        Enumerable.Range(0, count).Where(i => values[start + i] != Cases[kind][start + i]);

    /// <summary>How many positions the smallest box around some has.</summary>
    private static int Box(int[] positions, SampleShape shape)
    {
        int size = shape.Height * shape.Width;
        return Extent(positions.Select(i => i / size))
            * Extent(positions.Select(i => i % size / shape.Width))
            * Extent(positions.Select(i => i % shape.Width));

        static int Extent(IEnumerable<int> places) => places.Any() ? places.Max() - places.Min() + 1 : 0;
    }
}

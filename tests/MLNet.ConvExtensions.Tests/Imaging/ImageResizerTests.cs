using MLNet.ConvExtensions.Imaging;

namespace MLNet.ConvExtensions.Tests.Imaging;

/// <summary>
/// Resizing, against Pillow: /usr/bin/python3 -c "from PIL import Image; im = Image.new('RGB', (5, 4));
/// im.putdata([((37*i) % 256, (91*i+13) % 256, (7*i*i) % 256) for i in range(20)]); print(list(im.resize((W, H), FILTER).getdata()))"
/// </summary>
public sealed class ImageResizerTests
{
    // csharpier-ignore - a table
    public static TheoryData<int, int, Interpolation, byte[]> PillowValues =>
        new()
        {
            { 3, 2, Interpolation.Bilinear, [112, 110, 111, 84, 138, 103, 97, 104, 105, 110, 162, 100, 139, 114, 177, 127, 124, 163] },
            { 3, 2, Interpolation.Bicubic, [114, 106, 113, 79, 142, 98, 93, 103, 99, 108, 167, 97, 149, 113, 185, 129, 123, 171] },
            {
                8,
                7,
                Interpolation.Bilinear,
                [
                    0, 13, 0, 16, 53, 3, 39, 110, 8, 62, 167, 21, 86, 143, 39, 109, 40, 61, 132, 81, 91, 148, 121, 112, 66, 84, 63, 82,
                    84, 77, 99, 90, 92, 65, 147, 63, 61, 151, 68, 84, 105, 105, 107, 101, 100, 123, 101, 92, 172, 198, 163, 188, 134,
                    194, 196, 57, 225, 70, 114, 131, 20, 164, 114, 43, 210, 176, 66, 132, 113, 82, 68, 59, 150, 184, 182, 166, 168, 175,
                    181, 145, 166, 124, 122, 165, 108, 138, 168, 131, 195, 175, 82, 108, 118, 42, 36, 74, 109, 151, 177, 125, 191, 132,
                    148, 232, 84, 171, 129, 188, 195, 105, 216, 218, 162, 168, 107, 85, 128, 19, 21, 101, 68, 118, 92, 84, 158, 64, 107,
                    199, 41, 130, 96, 170, 154, 72, 223, 177, 129, 201, 149, 135, 186, 125, 135, 176, 43, 98, 39, 59, 138, 22, 82, 179,
                    14, 105, 76, 159, 129, 52, 228, 152, 109, 221, 175, 166, 222, 191, 206, 223,
                ]
            },
            {
                8,
                7,
                Interpolation.Bicubic,
                [
                    0, 0, 0, 0, 36, 0, 25, 115, 0, 62, 192, 12, 93, 152, 31, 115, 18, 50, 141, 72, 92, 157, 134, 122, 58, 75, 50, 76, 71,
                    69, 95, 83, 87, 57, 159, 50, 52, 163, 54, 80, 95, 101, 112, 96, 100, 133, 107, 93, 176, 216, 161, 205, 136, 207, 209,
                    43, 242, 58, 104, 120, 0, 176, 101, 34, 223, 187, 66, 133, 113, 86, 57, 47, 162, 203, 203, 186, 180, 197, 199, 144,
                    185, 123, 110, 171, 104, 142, 174, 134, 218, 183, 69, 103, 109, 23, 8, 53, 106, 143, 190, 121, 198, 129, 148, 245,
                    74, 176, 120, 199, 211, 94, 236, 232, 168, 166, 99, 80, 119, 6, 8, 94, 59, 105, 90, 74, 161, 47, 101, 210, 23, 131,
                    83, 180, 161, 51, 246, 183, 126, 203, 154, 143, 189, 132, 147, 184, 34, 86, 30, 50, 137, 2, 76, 180, 1, 99, 60, 166,
                    123, 29, 246, 146, 104, 226, 185, 183, 229, 209, 230, 234,
                ]
            },
            {
                5,
                2,
                Interpolation.Bilinear,
                [
                    96, 119, 102, 133, 100, 122, 60, 154, 84, 97, 136, 132, 97, 80, 85, 94, 139, 122, 131, 193, 70, 131, 65, 214, 168,
                    156, 190, 95, 100, 143,
                ]
            },
            {
                5,
                2,
                Interpolation.Bicubic,
                [
                    97, 118, 101, 134, 92, 128, 53, 162, 73, 90, 135, 128, 97, 78, 79, 94, 141, 125, 131, 201, 66, 138, 57, 225, 175,
                    158, 195, 94, 101, 147,
                ]
            },
            {
                2,
                4,
                Interpolation.Bilinear,
                [37, 92, 12, 111, 100, 68, 152, 128, 187, 52, 148, 127, 151, 176, 154, 144, 102, 152, 80, 119, 75, 154, 127, 213]
            },
            {
                2,
                4,
                Interpolation.Bicubic,
                [32, 92, 8, 116, 104, 72, 156, 131, 190, 45, 145, 122, 154, 180, 157, 141, 96, 152, 75, 115, 68, 159, 127, 223]
            },
            { 1, 1, Interpolation.Bilinear, [111, 125, 130] },
            { 1, 1, Interpolation.Bicubic, [111, 125, 128] },
        };

    [Theory]
    [MemberData(nameof(PillowValues))]
    public void Values_are_those_of_pillow(int width, int height, Interpolation interpolation, byte[] expected)
    {
        Assert.Equal(expected, Resize(Picture(), width, height, new ImageResizer.Window(0, 0, width, height), interpolation));
    }

    [Theory]
    [InlineData(Interpolation.Bilinear)]
    [InlineData(Interpolation.Bicubic)]
    public void A_window_holds_what_the_whole_image_has_there(Interpolation interpolation)
    {
        var random = new Random(11);
        var resizer = new ImageResizer();
        for (int trial = 0; trial < 50; trial++)
        {
            int width = random.Next(1, 40),
                height = random.Next(1, 40);
            PixelBuffer source = Random(random, random.Next(1, 50), random.Next(1, 50));
            var window = new ImageResizer.Window(random.Next(width), random.Next(height), 0, 0);
            window = window with { Width = random.Next(1, width - window.Left + 1), Height = random.Next(1, height - window.Top + 1) };
            byte[] whole = Resize(source, width, height, new ImageResizer.Window(0, 0, width, height), interpolation, resizer);
            byte[] part = Resize(source, width, height, window, interpolation, resizer);

            for (int y = 0; y < window.Height; y++)
            {
                int from = ((y + window.Top) * width + window.Left) * 3;
                Assert.Equal(whole[from..(from + window.Width * 3)], part[(y * window.Width * 3)..((y + 1) * window.Width * 3)]);
            }
        }
    }

    [Theory]
    [InlineData(Interpolation.Bilinear)]
    [InlineData(Interpolation.Bicubic)]
    public void Vectors_give_the_bits_of_plain_loops(Interpolation interpolation)
    {
        var random = new Random(5);
        for (int trial = 0; trial < 60; trial++)
        {
            int width = random.Next(1, 45),
                height = random.Next(1, 45);
            PixelBuffer source = Random(random, random.Next(1, 120), random.Next(1, 120));

            Assert.Equal(
                PlainLoops.Resize(source, width, height, interpolation),
                Resize(source, width, height, new ImageResizer.Window(0, 0, width, height), interpolation)
            );
        }
    }

    [Theory]
    [InlineData(Interpolation.Bilinear)]
    [InlineData(Interpolation.Bicubic)]
    public void Steady_state_allocates_nothing(Interpolation interpolation)
    {
        var random = new Random(3);
        var resizer = new ImageResizer();
        PixelBuffer large = Random(random, 90, 70),
            small = Random(random, 40, 30);
        var planes = new float[3 * 32 * 32];
        var window = new ImageResizer.Window(1, 2, 32, 32);
        resizer.Resize(large, 40, 36, window, interpolation, PixelNormalisation.None, planes);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 10; i++)
        {
            resizer.Resize(small, 50, 40, window, interpolation, PixelNormalisation.None, planes);
            resizer.Resize(large, 40, 36, window, interpolation, PixelNormalisation.None, planes);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Theory]
    [InlineData(Interpolation.Bilinear)]
    [InlineData(Interpolation.Bicubic)]
    public void An_even_image_stays_even(Interpolation interpolation)
    {
        var source = new PixelBuffer();
        source.Resize(31, 17);
        Array.Fill(source.Bytes, (byte)137);
        Assert.All(Resize(source, 9, 50, new ImageResizer.Window(0, 0, 9, 50), interpolation), v => Assert.Equal(137, v));
    }

    [Fact]
    public void The_same_size_changes_nothing()
    {
        PixelBuffer source = Picture();
        byte[] result = Resize(source, 5, 4, new ImageResizer.Window(0, 0, 5, 4), Interpolation.Bicubic);

        Assert.Equal(source.Bytes.Take(80).Where((_, i) => i % 4 != 3), result);
    }

    [Theory]
    [InlineData(1, new[] { 1, 2, 3, 4, 5, 6 }, 3)]
    [InlineData(2, new[] { 3, 2, 1, 6, 5, 4 }, 3)]
    [InlineData(3, new[] { 6, 5, 4, 3, 2, 1 }, 3)]
    [InlineData(4, new[] { 4, 5, 6, 1, 2, 3 }, 3)]
    [InlineData(5, new[] { 1, 4, 2, 5, 3, 6 }, 2)]
    [InlineData(6, new[] { 4, 1, 5, 2, 6, 3 }, 2)]
    [InlineData(7, new[] { 6, 3, 5, 2, 4, 1 }, 2)]
    [InlineData(8, new[] { 3, 6, 2, 5, 1, 4 }, 2)]
    public void Orientations_of_exif_are_undone(int orientation, int[] expected, int width)
    {
        var image = new PixelBuffer();
        image.Resize(3, 2);
        for (int i = 0; i < 6; i++)
            image.Bytes[4 * i] = (byte)(i + 1);
        image.TurnUpright(orientation);

        Assert.Equal(width, image.Width);
        Assert.Equal(6 / width, image.Height);
        Assert.Equal(expected, Enumerable.Range(0, 6).Select(i => (int)image.Bytes[4 * i]));
    }

    /// <summary>The window as bytes, three a pixel, as Pillow gives them.</summary>
    private static byte[] Resize(
        PixelBuffer source,
        int width,
        int height,
        ImageResizer.Window window,
        Interpolation interpolation,
        ImageResizer? resizer = null
    )
    {
        int plane = window.Width * window.Height;
        var planes = new float[3 * plane];
        (resizer ?? new ImageResizer()).Resize(source, width, height, window, interpolation, PixelNormalisation.None, planes);
        return [.. Enumerable.Range(0, 3 * plane).Select(i => (byte)planes[i % 3 * plane + i / 3])];
    }

    private static PixelBuffer Picture()
    {
        var picture = new PixelBuffer();
        picture.Resize(5, 4);
        for (int i = 0; i < 20; i++)
            (picture.Bytes[4 * i], picture.Bytes[4 * i + 1], picture.Bytes[4 * i + 2]) = (
                (byte)(37 * i),
                (byte)(91 * i + 13),
                (byte)(7 * i * i)
            );
        return picture;
    }

    private static PixelBuffer Random(Random random, int width, int height)
    {
        var picture = new PixelBuffer();
        picture.Resize(width, height);
        random.NextBytes(picture.Bytes);
        return picture;
    }
}

using System.Runtime.InteropServices;

namespace MLNet.ConvExtensions.Imaging;

/// <summary>
/// An upright image of four bytes a pixel (red, green, blue, and one unused), in memory that is used again for the next image.
/// </summary>
internal sealed class PixelBuffer
{
    private byte[] _spare = [];

    /// <summary>The pixels, row by row without gaps; only the first <c>Width * Height * 4</c> bytes belong to the image.</summary>
    public byte[] Bytes { get; private set; } = [];

    public int Width { get; private set; }

    public int Height { get; private set; }

    /// <summary>Width of the image before a decoder made it smaller.</summary>
    public int FullWidth { get; private set; }

    /// <summary>Height of the image before a decoder made it smaller.</summary>
    public int FullHeight { get; private set; }

    /// <summary>
    /// What the decoder multiplied the sides with; it rounded them up, so the last pixels may lie partly outside the image.
    /// </summary>
    public double Scale { get; private set; }

    /// <summary>Makes room for an image of this size. The bytes it finds there are those of an earlier one.</summary>
    public void Resize(int width, int height) => Resize(width, height, width, height, scale: 1);

    /// <summary>Makes room for an image that a decoder makes smaller by <paramref name="scale"/>.</summary>
    public void Resize(int width, int height, int fullWidth, int fullHeight, double scale)
    {
        int length = checked(width * height * 4);
        if (Bytes.Length < length)
            Bytes = GC.AllocateUninitializedArray<byte>(length);
        (Width, Height, FullWidth, FullHeight, Scale) = (width, height, fullWidth, fullHeight, scale);
    }

    /// <summary>Copies a rectangle of the image to another buffer.</summary>
    public void CopyTo(PixelBuffer part, int left, int top, int width, int height)
    {
        part.Resize(width, height);
        for (int y = 0; y < height; y++)
            Bytes.AsSpan((((top + y) * Width) + left) * 4, width * 4).CopyTo(part.Bytes.AsSpan(y * width * 4));
    }

    /// <summary>Turns the image as an EXIF orientation (1 to 8) says, so that it stands upright.</summary>
    public void TurnUpright(int orientation)
    {
        if (orientation is <= 1 or > 8)
            return;
        int width = Width,
            height = Height,
            length = width * height;
        if (_spare.Length < length * 4)
            _spare = GC.AllocateUninitializedArray<byte>(length * 4);

        // Where the first pixel of the upright image lies, and how far apart its neighbours to the right and below lie.
        (int origin, int right, int down) = orientation switch
        {
            2 => (width - 1, -1, width),
            3 => (length - 1, -1, -width),
            4 => (length - width, 1, -width),
            5 => (0, width, 1),
            6 => (length - width, -width, 1),
            7 => (length - 1, -width, -1),
            _ => (width - 1, width, -1),
        };
        bool swap = orientation >= 5;
        (int newWidth, int newHeight) = swap ? (height, width) : (width, height);
        Turn(
            MemoryMarshal.Cast<byte, int>(Bytes.AsSpan(0, length * 4)),
            MemoryMarshal.Cast<byte, int>(_spare.AsSpan(0, length * 4)),
            newWidth,
            newHeight,
            origin,
            right,
            down
        );
        (Bytes, _spare) = (_spare, Bytes);
        (Width, Height) = (newWidth, newHeight);
        if (swap)
            (FullWidth, FullHeight) = (FullHeight, FullWidth);
    }

    // In tiles: what lies below each other in one image lies side by side in the other, and a tile of both fits the cache.
    private static void Turn(ReadOnlySpan<int> source, Span<int> target, int width, int height, int origin, int right, int down)
    {
        const int tile = 32;
        for (int top = 0; top < height; top += tile)
        {
            for (int left = 0; left < width; left += tile)
            {
                int columns = Math.Min(tile, width - left);
                for (int y = top; y < Math.Min(top + tile, height); y++)
                {
                    Span<int> line = target.Slice(y * width + left, columns);
                    int from = origin + left * right + y * down;
                    for (int x = 0; x < line.Length; x++, from += right)
                        line[x] = source[from];
                }
            }
        }
    }
}

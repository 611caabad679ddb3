namespace MLNet.ConvExtensions.Imaging;

/// <summary>An upright image of four bytes a pixel (red, green, blue, and one unused), in memory that is used again for the next image.</summary>
internal sealed class PixelBuffer
{
    private byte[] _spare = [];

    /// <summary>The pixels, row by row without gaps; only the first <c>Width * Height * 4</c> bytes belong to the image.</summary>
    public byte[] Bytes { get; private set; } = [];

    public int Width { get; private set; }

    public int Height { get; private set; }

    /// <summary>Makes room for an image of this size. The bytes it finds there are those of an earlier one.</summary>
    public void Resize(int width, int height)
    {
        int length = checked(width * height * 4);
        if (Bytes.Length < length)
            Bytes = GC.AllocateUninitializedArray<byte>(length);
        Width = width;
        Height = height;
    }

    /// <summary>Turns the image as an EXIF orientation (1 to 8) says, so that it stands upright.</summary>
    public void TurnUpright(int orientation)
    {
        if (orientation is <= 1 or > 8)
            return;
        int width = Width, height = Height;
        bool swap = orientation >= 5;
        int length = width * height * 4;
        if (_spare.Length < length)
            _spare = GC.AllocateUninitializedArray<byte>(length);
        ReadOnlySpan<int> source = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, int>(Bytes.AsSpan(0, length));
        Span<int> target = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, int>(_spare.AsSpan(0, length));
        int newWidth = swap ? height : width, newHeight = swap ? width : height;
        for (int y = 0; y < newHeight; y++)
        {
            for (int x = 0; x < newWidth; x++)
            {
                (int sourceX, int sourceY) = orientation switch
                {
                    2 => (width - 1 - x, y),
                    3 => (width - 1 - x, height - 1 - y),
                    4 => (x, height - 1 - y),
                    5 => (y, x),
                    6 => (y, height - 1 - x),
                    7 => (width - 1 - y, height - 1 - x),
                    _ => (width - 1 - y, x),
                };
                target[y * newWidth + x] = source[sourceY * width + sourceX];
            }
        }

        (Bytes, _spare) = (_spare, Bytes);
        Width = newWidth;
        Height = newHeight;
    }
}

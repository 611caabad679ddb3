using Microsoft.ML.Data;

namespace MLNet.ConvExtensions.Videos;

/// <summary>Pictures one behind the other in the format PPM: "P6", width, height and 255 in text, then red, green and blue of each pixel.</summary>
/// <param name="stream">Where they come from.</param>
/// <param name="name">What an error calls the video.</param>
/// <param name="maxPixels">The most pixels of a picture.</param>
internal sealed class PixmapStream(Stream stream, string name, long maxPixels)
{
    private byte[] _colors = [];
    private byte[] _pixels = [];

    /// <summary>The next picture; null at the end.</summary>
    public MLImage? Read()
    {
        int first = stream.ReadByte();
        if (first < 0)
            return null;
        if (first != 'P' || stream.ReadByte() != '6' || !IsSpace(stream.ReadByte()))
            throw Damaged();
        int width = ReadNumber(),
            height = ReadNumber(),
            most = ReadNumber();
        if (most != 255 || width < 1 || height < 1)
            throw Damaged();
        if ((long)width * height > maxPixels)
        {
            throw new ImageInputException(
                $"The video '{name}' has frames of {width}x{height} pixels; up to {maxPixels:N0} are allowed (option "
                    + $"{nameof(VideoOptions.MaxPixels)})."
            );
        }

        int count = width * height;
        if (_colors.Length != 3 * count)
            (_colors, _pixels) = (new byte[checked(3 * count)], new byte[checked(4 * count)]);
        if (stream.ReadAtLeast(_colors, _colors.Length, throwOnEndOfStream: false) < _colors.Length)
            throw Damaged();
        for (int i = 0; i < count; i++)
        {
            _pixels[4 * i] = _colors[3 * i];
            _pixels[(4 * i) + 1] = _colors[(3 * i) + 1];
            _pixels[(4 * i) + 2] = _colors[(3 * i) + 2];
            _pixels[(4 * i) + 3] = 255;
        }

        return MLImage.CreateFromPixels(width, height, MLPixelFormat.Rgba32, _pixels);
    }

    private static bool IsSpace(int letter) => letter is ' ' or '\n' or '\r' or '\t';

    private int ReadNumber()
    {
        int number = 0,
            digits = 0;
        while (true)
        {
            int letter = stream.ReadByte();
            if (letter is >= '0' and <= '9' && digits++ < 6)
                number = (10 * number) + letter - '0';
            else if (digits > 0 && IsSpace(letter))
                return number;
            else
                throw Damaged();
        }
    }

    private ImageInputException Damaged() => new($"The video '{name}': what came from FFmpeg isn't a row of whole pictures.");
}

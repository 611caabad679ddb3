using Microsoft.ML.Data;
using MLNet.ConvExtensions.Native;
using SkiaSharp;

namespace MLNet.ConvExtensions.Videos;

/// <summary>The frames of an animated GIF or WebP, by SkiaSharp.</summary>
internal static class AnimationFrames
{
    public static IEnumerable<VideoFrame> Read(string path, VideoOptions options)
    {
        SkiaLibrary.Open();
        using SKCodec codec = Open(path, options);
        TimeSpan[] starts = Starts(codec, out TimeSpan end);
        var picture = new Picture(path, codec);
        foreach ((int number, int frame, TimeSpan time) in Moments(starts, end, options))
            yield return new VideoFrame(number, time, picture.Show(frame));
    }

    private static SKCodec Open(string path, VideoOptions options)
    {
        SKCodec? codec;
        try
        {
            codec = SKCodec.Create(new MemoryStream(File.ReadAllBytes(path)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ImageInputException($"The video '{path}' can't be read: {e.Message}", e);
        }

        if (codec is null)
            throw new ImageInputException($"The video '{path}' is damaged: it is no GIF or WebP that can be decoded.");
        SKImageInfo info = codec.Info;
        if ((long)info.Width * info.Height <= options.MaxPixels)
            return codec;
        codec.Dispose();
        throw new ImageInputException(
            $"The video '{path}' has frames of {info.Width}x{info.Height} pixels; up to {options.MaxPixels:N0} are allowed (option "
                + $"{nameof(VideoOptions.MaxPixels)})."
        );
    }

    /// <summary>When each frame begins to be shown. A picture without a duration, or a single one, is shown for a tenth of a second.</summary>
    private static TimeSpan[] Starts(SKCodec codec, out TimeSpan end)
    {
        SKCodecFrameInfo[] frames = codec.FrameInfo;
        var starts = new TimeSpan[Math.Max(1, frames.Length)];
        end = TimeSpan.Zero;
        for (int i = 0; i < starts.Length; i++)
        {
            starts[i] = end;
            int milliseconds = i < frames.Length ? frames[i].Duration : 0;
            end += TimeSpan.FromMilliseconds(milliseconds > 0 ? milliseconds : 100);
        }

        return starts;
    }

    private static IEnumerable<(int Number, int Frame, TimeSpan Time)> Moments(TimeSpan[] starts, TimeSpan end, VideoOptions options)
    {
        if (options.FramesPerSecond is not { } rate)
        {
            for (int i = 0; i < starts.Length; i++)
                yield return (i, i, starts[i]);
            yield break;
        }

        int frame = 0;
        for (int number = 0; number < options.MostFrames; number++)
        {
            var time = TimeSpan.FromSeconds(number / rate);
            if (time >= end)
                yield break;
            while (frame + 1 < starts.Length && starts[frame + 1] <= time)
                frame++;
            yield return (number, frame, time);
        }
    }

    /// <summary>The picture as it is after the frames so far: a frame may change a part of it alone.</summary>
    private sealed class Picture(string path, SKCodec codec)
    {
        private readonly SKImageInfo _info = new(codec.Info.Width, codec.Info.Height, SKColorType.Rgba8888, SKAlphaType.Unpremul);
        private readonly SKCodecFrameInfo[] _frames = codec.FrameInfo;
        private readonly byte[] _pixels = new byte[codec.Info.Width * codec.Info.Height * 4];
        private int _shown = -1;

        public unsafe MLImage Show(int frame)
        {
            if (frame != _shown)
            {
                for (int i = Math.Max(0, _shown + 1); i <= frame; i++)
                    Decode(i);
                _shown = frame;
            }

            return MLImage.CreateFromPixels(_info.Width, _info.Height, MLPixelFormat.Rgba32, _pixels);
        }

        private unsafe void Decode(int frame)
        {
            SKCodecResult result;
            fixed (byte* pixels = _pixels)
            {
                int needed = frame < _frames.Length ? _frames[frame].RequiredFrame : -1;
                result =
                    _frames.Length == 0 ? codec.GetPixels(_info, (IntPtr)pixels)
                    : needed == frame - 1 && frame > 0 ? codec.GetPixels(_info, (IntPtr)pixels, new SKCodecOptions(frame, frame - 1))
                    : codec.GetPixels(_info, (IntPtr)pixels, new SKCodecOptions(frame));
            }

            if (result != SKCodecResult.Success)
                throw new ImageInputException($"The video '{path}' is damaged at frame {frame}: the decoder says {result}.");
        }
    }
}

using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using Microsoft.ML.Data;

namespace MLNet.ConvExtensions.Videos;

/// <summary>The frames of any video that FFmpeg reads, from its standard output.</summary>
internal static class FfmpegFrames
{
    public static IEnumerable<VideoFrame> Read(string path, VideoOptions options)
    {
        using Process process = Start(path, options);
        Task<string> messages = process.StandardError.ReadToEndAsync();
        try
        {
            using var stream = new BufferedStream(process.StandardOutput.BaseStream, 1 << 16);
            var pictures = new PixmapStream(stream, path, options.MaxPixels);
            for (int number = 0; pictures.Read() is { } image; number++)
                yield return new VideoFrame(
                    number,
                    options.FramesPerSecond is { } rate ? TimeSpan.FromSeconds(number / rate) : null,
                    image
                );
            process.WaitForExit();
            if (process.ExitCode != 0)
            {
                string why = messages.Result.Trim().Split('\n')[^1].Trim();
                throw new ImageInputException($"The video '{path}' can't be read; FFmpeg says: {(why.Length > 0 ? why : "nothing")}");
            }
        }
        finally
        {
            // Nobody asks for more frames, or something is wrong with one.
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }

    private static Process Start(string path, VideoOptions options)
    {
        var start = new ProcessStartInfo(options.Ffmpeg)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };

        // With 'file:' in front nothing in a name is taken for another protocol, or for an option.
        string[] rate = options.FramesPerSecond is { } frames
            ? ["-vf", string.Create(CultureInfo.InvariantCulture, $"fps={frames}:round=down")]
            : ["-fps_mode", "passthrough"];
        foreach (string argument in (string[])["-v", "error", "-nostdin", "-i", "file:" + Path.GetFullPath(path), "-map", "0:v:0", .. rate])
            start.ArgumentList.Add(argument);
        foreach (string argument in (string[])["-f", "image2pipe", "-c:v", "ppm", "-"])
            start.ArgumentList.Add(argument);
        try
        {
            return Process.Start(start)!;
        }
        catch (Exception e) when (e is Win32Exception or FileNotFoundException)
        {
            throw new ImageInputException(
                $"The video '{path}' is read by FFmpeg, and there is no program '{options.Ffmpeg}' here ({e.Message}). Install FFmpeg, say where "
                    + $"it is by {nameof(VideoOptions)}.{nameof(VideoOptions.Ffmpeg)}, or give an animated GIF or WebP, or a folder of frames.",
                e
            );
        }
    }
}

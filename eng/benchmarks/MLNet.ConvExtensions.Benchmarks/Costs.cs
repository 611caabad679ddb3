using Microsoft.ML.OnnxRuntime;
using MLNet.ConvExtensions.Imaging;
using MLNet.ConvExtensions.Rows;

namespace MLNet.ConvExtensions.Benchmarks;

/// <summary>
/// What one photo costs on one thread: decoding, resizing, and the network on a ready tensor. They bound the stage's speed.
/// </summary>
internal static class Costs
{
    public static void Measure()
    {
        foreach (string set in Inputs.PhotoSets)
        {
            byte[][] photos = [.. Inputs.Photos(set).Take(24).Select(File.ReadAllBytes)];
            foreach (bool fast in (bool[])[true, false])
                MeasurePhotos(set, photos, fast);
        }

        foreach (string network in Inputs.Networks)
        {
            using SessionOptions options = RawRuntime.Options(threads: 1);
            using var session = new InferenceSession(Inputs.Network(network), options);
            using var caller = new RawRuntime.Caller(session, batch: 1);
            SideBySide.Write("network", network, "-", "one thread", 1000 / SideBySide.PerSecond(caller.Run), "ms");
        }
    }

    private static void MeasurePhotos(string set, byte[][] photos, bool fast)
    {
        var preprocessing = new BackbonePreprocessing();
        var workspace = new ImageWorkspace(preprocessing, PixelNormalisation.None, new ConvFeaturesOptions().MaxImagePixels, fast);
        var planes = new float[3 * preprocessing.Width * preprocessing.Height];
        var decoded = new PixelBuffer[photos.Length];
        for (int i = 0; i < photos.Length; i++)
            workspace.Decoder.Decode(photos[i], "The photo", decoded[i] = new PixelBuffer());

        int next = 0;
        double decode = SideBySide.PerSecond(() => workspace.Decoder.Decode(photos[next++ % photos.Length], "The photo", workspace.Image));
        double resize = SideBySide.PerSecond(() => workspace.Preprocessor.Write(decoded[next++ % photos.Length], planes));
        var skia = new ImageDecoder(
            new ConvFeaturesOptions().MaxImagePixels,
            fast ? ImageWorkspace.Enough(preprocessing.ResizeWidth) : int.MaxValue,
            fast ? ImageWorkspace.Enough(preprocessing.ResizeHeight) : int.MaxValue,
            turbo: false
        );
        double bySkia = SideBySide.PerSecond(() => skia.Decode(photos[next++ % photos.Length], "The photo", workspace.Image));
        string setting = fast ? "fast" : "exact";
        SideBySide.Write("decode", "-", set, setting, 1000 / decode, "ms");
        SideBySide.Write("decode-skia", "-", set, setting, 1000 / bySkia, "ms");
        SideBySide.Write("resize", "-", set, setting, 1000 / resize, "ms");
    }
}

using Microsoft.ML;

namespace MLNet.ConvExtensions.Benchmarks;

/// <summary>
/// The feature stage from JPEG files, in a pipeline; on large photos also with exact decoding. Without its cache: the photos come up again.
/// </summary>
internal static class StageSpeed
{
    public static void Measure()
    {
        foreach (string network in Inputs.Networks)
        {
            foreach (string set in Inputs.PhotoSets)
            {
                SideBySide.Write("stage", network, set, "defaults", Speed(network, set, fastDecode: true), "images/s");
                if (set == "large")
                    SideBySide.Write("stage", network, set, "FastDecode off", Speed(network, set, fastDecode: false), "images/s");
            }
        }
    }

    private static double Speed(string network, string set, bool fastDecode)
    {
        var context = new MLContext();
        string[] photos = Inputs.Photos(set);
        var options = new ConvFeaturesOptions
        {
            InputColumnName = nameof(PhotoRow.ImagePath),
            Layer = Inputs.Layer(network),
            FastDecode = fastDecode,
            CacheMegabytes = 0,
        };
        using ConvFeaturesTransformer stage = context
            .Transforms.ConvFeatures(Backbone.FromFile(Inputs.Network(network)), options)
            .Fit(Rows(context, photos, 1));
        return PerSecond(stage.Transform(Rows(context, photos, int.MaxValue)));
    }

    /// <summary>Images a second in the midst of a pass, as the other contenders are measured: after some that warm up.</summary>
    public static double PerSecond(IDataView features)
    {
        const int few = 8;
        using var pass = new EndlessPass(features);
        SideBySide.PerSecond(() => pass.Read(few), 0.4 * SideBySide.Seconds);
        return few * SideBySide.PerSecond(() => pass.Read(few));
    }

    public static IDataView Rows(MLContext context, string[] photos, int count) =>
        context.Data.LoadFromEnumerable(Enumerable.Range(0, count).Select(i => new PhotoRow { ImagePath = photos[i % photos.Length] }));

    internal sealed class PhotoRow
    {
        public string ImagePath { get; set; } = "";
    }
}

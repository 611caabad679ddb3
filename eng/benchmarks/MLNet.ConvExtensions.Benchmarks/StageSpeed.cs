using System.Diagnostics;
using Microsoft.ML;
using Microsoft.ML.Data;

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
        return FromPasses(count => Count(stage.Transform(Rows(context, photos, count))));
    }

    /// <summary>Images a second in a pass that is long enough for its start and end not to matter, after one to warm up.</summary>
    public static double FromPasses(Action<int> pass)
    {
        const int few = 24;
        pass(few);
        double estimate = few / Time(() => pass(few));
        int count = (int)Math.Max(few, estimate * SideBySide.Seconds);
        return count / Time(() => pass(count));
    }

    public static IDataView Rows(MLContext context, string[] photos, int count) =>
        context.Data.LoadFromEnumerable(Enumerable.Range(0, count).Select(i => new PhotoRow { ImagePath = photos[i % photos.Length] }));

    public static void Count(IDataView data)
    {
        DataViewSchema.Column column = data.Schema[data.Schema.Count - 1];
        using DataViewRowCursor cursor = data.GetRowCursor([column]);
        ValueGetter<VBuffer<float>> getter = cursor.GetGetter<VBuffer<float>>(column);
        VBuffer<float> features = default;
        while (cursor.MoveNext())
            getter(ref features);
    }

    private static double Time(Action work)
    {
        long start = Stopwatch.GetTimestamp();
        work();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    internal sealed class PhotoRow
    {
        public string ImagePath { get; set; } = "";
    }
}

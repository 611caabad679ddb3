using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.Native;
using MLNet.ConvExtensions.Tests.Mutation;
using MLNet.ConvExtensions.Tests.Support;
using SkiaSharp;

namespace MLNet.ConvExtensions.Tests.Stages.ConvFeatures;

/// <summary>What the stage leaves to the garbage collector for each photo, once its cursor is running.</summary>
[Collection(AloneCollection.Name)]
public sealed class StageAllocationTests
{
    private const int Warm = 60,
        Counted = 400;

    private readonly MLContext _context = new();

    [SkippableFact]
    public void A_photo_costs_no_managed_memory_but_its_file_s_handle()
    {
        Skip.If(TurboJpegLibrary.Current is null, "libjpeg-turbo's library (Debian: libturbojpeg0) isn't installed");
        using var folder = new TemporaryFolder();
        string path = folder.Write("photo.jpg", Drawn());
        double handle = AllocatedBy(() => File.OpenHandle(path).Dispose());

        var row = new Row { Path = path };
        IDataView photos = _context.Data.LoadFromEnumerable(Enumerable.Repeat(row, Warm + Counted + 100));
        var options = new ConvFeaturesOptions
        {
            InputColumnName = nameof(Row.Path),
            NumberOfThreads = 2,
            CacheMegabytes = 0,
        };
        using ConvFeaturesTransformer stage = _context.Transforms.ConvFeatures(Tiny.Backbone, options).Fit(photos);
        IDataView features = stage.Transform(photos);
        DataViewSchema.Column column = features.Schema["Features"];
        using DataViewRowCursor cursor = features.GetRowCursor([column]);
        ValueGetter<VBuffer<float>> getter = cursor.GetGetter<VBuffer<float>>(column);
        VBuffer<float> value = default;
        Read(cursor, getter, ref value, Warm);
        long before = GC.GetTotalAllocatedBytes(precise: true);
        Read(cursor, getter, ref value, Counted);
        double each = (GC.GetTotalAllocatedBytes(precise: true) - before) / (double)Counted;

        // The workers are a few photos ahead or behind of the reader when the counting begins and ends.
        Assert.InRange(each, 0, handle * 1.1 + 16);
    }

    [SkippableFact]
    public void A_reader_leaves_nothing_behind_but_the_file_s_handle()
    {
        Skip.If(TurboJpegLibrary.Current is null, "libjpeg-turbo's library (Debian: libturbojpeg0) isn't installed");
        using var folder = new TemporaryFolder();
        string path = folder.Write("photo.jpg", Drawn());
        var reader = new ImageReader(Tiny.Preprocessing);
        var planes = new float[reader.Length];

        double read = AllocatedBy(() => reader.ReadFile(path, planes));

        Assert.InRange(read, 0, AllocatedBy(() => File.OpenHandle(path).Dispose()) + 24);
    }

    /// <summary>Bytes for each call, after some; what the runtime itself takes now and then is among them.</summary>
    private static double AllocatedBy(Action action)
    {
        const int times = 1000;
        for (int i = 0; i < 5; i++)
            action();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < times; i++)
            action();
        return (GC.GetAllocatedBytesForCurrentThread() - before) / (double)times;
    }

    private static void Read(DataViewRowCursor cursor, ValueGetter<VBuffer<float>> getter, ref VBuffer<float> value, int count)
    {
        for (int i = 0; i < count; i++)
        {
            Assert.True(cursor.MoveNext());
            getter(ref value);
        }
    }

    private static byte[] Drawn()
    {
        using SKBitmap bitmap = TestImages.Bitmap(1, 100, 80);
        using SKData data = bitmap.Encode(SKEncodedImageFormat.Jpeg, 90);
        return data.ToArray();
    }

    private sealed class Row
    {
        public string Path { get; set; } = "";
    }
}

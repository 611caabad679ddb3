using MLNet.ConvExtensions.Tests.Support;
using MLNet.ConvExtensions.Training.Data;

namespace MLNet.ConvExtensions.Training.Tests.Data;

public sealed class ImageStoreTests
{
    private static readonly BackbonePreprocessing Pixels = new()
    {
        Width = 64,
        Height = 48,
        CropFraction = 1,
    };

    [Theory]
    [InlineData(2, 1)]
    [InlineData(4, 3)]
    [InlineData(8, 5)]
    public void Samples_that_several_workers_decode_at_the_same_time_are_counted_once(int workers, int samples)
    {
        for (int attempt = 0; attempt < 20; attempt++)
        {
            using var cache = new PixelCache(null, 1 << 30, 1 << 20, logger: null);
            ImageStore store = Store(samples, cache);
            using var together = new Barrier(workers);
            Thread[] threads =
            [
                .. Enumerable
                    .Range(0, workers)
                    .Select(_ => new Thread(() =>
                    {
                        var workspace = new SampleWorkspace(store.CreateReader(1 << 20), store.Shape.Length);
                        for (int sample = 0; sample < samples; sample++)
                        {
                            together.SignalAndWait();
                            store.Write(sample, workspace, workspace.Planes);
                        }
                    })),
            ];
            foreach (Thread thread in threads)
                thread.Start();
            foreach (Thread thread in threads)
                thread.Join();

            Assert.Equal(samples * store.Shape.Length, store.KeptBytes);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(5)]
    public void No_more_is_kept_than_there_is_room_for(int kept)
    {
        int length = 3 * 64 * 48;
        using var cache = new PixelCache(null, kept * length, 1 << 20, logger: null);
        ImageStore store = Store(5, cache);
        var workspace = new SampleWorkspace(store.CreateReader(1 << 20), store.Shape.Length);
        for (int pass = 0; pass < 2; pass++)
        {
            for (int sample = 0; sample < 5; sample++)
                store.Write(sample, workspace, workspace.Planes);
        }

        Assert.Equal(kept * length, store.KeptBytes);
    }

    private static ImageStore Store(int samples, PixelCache cache)
    {
        var store = new ImageStore(Pixels, grey: false, margin: 1, cache);
        for (int i = 0; i < samples; i++)
            store.AddEncoded(TestImages.Png(i, 80, 60));
        return store;
    }
}

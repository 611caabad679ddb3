using System.Diagnostics;
using System.Globalization;
using MLNet.ConvExtensions.Training.Data;

namespace MLNet.ConvExtensions.StoreBenchmarks;

/// <summary>
/// From decoded images of 256 px in the store to batches of normalised 224 px: images a second of one processor's time, with one worker, in
/// the epochs after the first.
/// </summary>
internal static class StoreSpeed
{
    private const int Images = 256;
    private const int Epochs = 12;
    private const int Rounds = 5;

    public static void Run()
    {
        foreach (
            (string name, AugmentationOptions options) in new[]
            {
                ("crop and flip", new AugmentationOptions { CropArea = 224.0 * 224 / (256 * 256), HorizontalFlip = true }),
                ("photo", AugmentationOptions.Photo),
            }
        )
        {
            double[] speeds = [.. Enumerable.Range(0, Rounds).Select(_ => Measure(options)).Order()];
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"store,{name},{speeds[Rounds / 2]:F0},images/s and core"));
        }
    }

    private static double Measure(AugmentationOptions augmentation)
    {
        var preprocessing = new BackbonePreprocessing { CropFraction = 1 };
        using var cache = new PixelCache(folder: null, 1L << 30, 1 << 24, logger: null);
        var store = new ImageStore(preprocessing, grey: false, augmentation.Margin, cache);
        var random = new Random(1);
        for (int i = 0; i < Images; i++)
            store.AddEncoded(Bitmap(random, store.Shape.Width, store.Shape.Height));
        var samples = new TrainingSamples(store, new float[Images], weights: null);
        var pipeline = new BatchPipelineOptions
        {
            BatchSize = 32,
            Augmentation = augmentation,
            Workers = 1,
        };
        using var batches = new BatchPipeline(samples, new SampleShape(3, preprocessing.Height, preprocessing.Width), pipeline);
        Pass(batches, 0);
        TimeSpan before = Process.GetCurrentProcess().TotalProcessorTime;
        for (int epoch = 1; epoch <= Epochs; epoch++)
            Pass(batches, epoch);
        return Images * Epochs / (Process.GetCurrentProcess().TotalProcessorTime - before).TotalSeconds;
    }

    private static void Pass(BatchPipeline batches, int epoch)
    {
        batches.Start(epoch, 0);
        while (batches.Next(CancellationToken.None) is not null) { }
    }

    /// <summary>An uncompressed image of random colours, 24 bits a pixel.</summary>
    private static byte[] Bitmap(Random random, int width, int height)
    {
        const int header = 54;
        int line = (3 * width + 3) / 4 * 4;
        var file = new byte[header + (line * height)];
        random.NextBytes(file.AsSpan(header));
        using var writer = new BinaryWriter(new MemoryStream(file));
        writer.Write("BM"u8);
        writer.Write(file.Length);
        writer.Write(0);
        writer.Write(header);
        writer.Write(40);
        writer.Write(width);
        writer.Write(height);
        writer.Write((short)1);
        writer.Write((short)24);
        writer.Write(0);
        return file;
    }
}

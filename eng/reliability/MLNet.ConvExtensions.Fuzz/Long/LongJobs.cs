using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.Columns;
using MLNet.ConvExtensions.Tests.Support;
using MLNet.ConvExtensions.Training.Loop;
using MLNet.ConvExtensions.Training.Tests.Loop;

namespace MLNet.ConvExtensions.Fuzz.Long;

/// <summary>Predictions on several threads, features of many images, steps of a training.</summary>
internal static class LongJobs
{
    private const int Threads = 8,
        Photos = 20,
        StepsPerEpoch = 100;

    /// <summary>Predictions of a saved model, on eight threads.</summary>
    public static void Predict(int count, Meter meter)
    {
        var context = new MLContext(seed: 1);
        byte[][] photos = [.. Enumerable.Range(0, Photos).Select(i => TestImages.Png(i))];
        using ImageModel model = SmallModels.Load(context, photos);
        var threads = new Thread[Threads];
        for (int i = 0; i < Threads; i++)
        {
            int first = i;
            threads[i] = new Thread(() =>
            {
                for (int photo = first; photo < count; photo += Threads)
                {
                    model.Predict(photos[photo % Photos]);
                    meter.Add();
                }
            });
            threads[i].Start();
        }

        foreach (Thread thread in threads)
            thread.Join();
    }

    /// <summary>Features of images, in one pass over a view.</summary>
    public static void ComputeFeatures(int count, Meter meter)
    {
        var context = new MLContext(seed: 1);
        byte[][] photos = [.. Enumerable.Range(0, Photos).Select(i => TestImages.Png(i))];
        IDataView view = context.Data.LoadFromEnumerable(
            Enumerable.Range(0, count).Select(i => new SmallModels.Photo { Image = photos[i % Photos] })
        );
        var options = new ConvFeaturesOptions { InputColumnName = nameof(SmallModels.Photo.Image), CacheMegabytes = 0 };
        using ConvFeaturesTransformer transformer = context
            .Transforms.ConvFeatures(Backbone.FromNetwork("small", SmallModels.Network(), SmallModels.Preprocessing), options)
            .Fit(view);
        foreach (float[] _ in transformer.Transform(view).GetColumn<float[]>(options.OutputColumnName))
            meter.Add();
    }

    /// <summary>Steps of a small network.</summary>
    public static void Train(int count, Meter meter)
    {
        TorchLibrary.Open();
        TrainingLoop.Run(
            new TrainingJob
            {
                Network = NetworkBuilder.Image(8, 8, 1).Conv(8, 3).BatchNorm().Relu().MaxPool(2).Flatten().Dense(3).Build(),
                Task = ModelTask.Multiclass,
                Source = new StripesSource(8 * StepsPerEpoch, 8),
                Options = new ConvNetOptions
                {
                    Epochs = (count + StepsPerEpoch - 1) / StepsPerEpoch,
                    NumberOfThreads = 1,
                    Callbacks = [new Counter(meter)],
                },
            }
        );
    }

    private sealed class Counter(Meter meter) : TrainingCallback
    {
        public override void OnBatchEnd(TrainingContext context) => meter.Add();
    }
}

using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.ConvExtensions.Training.Tests.Trainers.SelfSupervised;

/// <summary>The three ways to learn without labels.</summary>
public enum Kind
{
    Autoencoder,
    Rotation,
    Contrastive,
}

/// <summary>Drawn images without labels, and what learns from them.</summary>
internal static class Drawings
{
    public static OnnxNetwork Network(int channels, int height = 12, int width = 12, float momentum = 0.9f) =>
        NetworkBuilder
            .Image(height, width, channels, seed: 2)
            .Conv(8, 3)
            .BatchNorm(momentum: momentum)
            .Relu()
            .MaxPool(2)
            .Conv(12, 3)
            .Relu()
            .GlobalAveragePool()
            .Dense(5)
            .Build("drawn");

    public static PretrainingEstimator Estimator(Kind kind, OnnxNetwork network, Func<PretrainingOptions, PretrainingOptions> change)
    {
        TransformsCatalog catalog = new MLContext(0).Transforms;
        return kind switch
        {
            Kind.Autoencoder => catalog.PretrainAutoencoder(network, Options(new PretrainAutoencoderOptions())),
            Kind.Rotation => catalog.PretrainRotation(network, Options(new PretrainRotationOptions())),
            _ => catalog.PretrainContrastive(network, Options(new PretrainContrastiveOptions())),
        };

        T Options<T>(T options)
            where T : PretrainingOptions =>
            (T)change(options with { InputColumnName = "Image", Epochs = 2, BatchSize = 8, NumberOfThreads = 1 });
    }

    public static IDataView Vectors(int count, int channels, int height = 12, int width = 12)
    {
        SchemaDefinition schema = SchemaDefinition.Create(typeof(Drawn));
        schema[nameof(Drawn.Image)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, channels * height * width);
        return new MLContext().Data.LoadFromEnumerable(
            Enumerable.Range(0, count).Select(i => Drawn.Create(i, channels, height, width)).ToArray(),
            schema
        );
    }

    /// <summary>Bright above and dark below with noise, and a patch of a colour of its own; two kinds, by where the patch is.</summary>
    private sealed class Drawn
    {
        public string Name { get; set; } = "";

        public float[] Image { get; set; } = [];

        public static Drawn Create(int number, int channels, int height, int width)
        {
            var random = new Random(number + 100);
            var values = new float[channels * height * width];
            bool left = number % 2 == 0;
            for (int channel = 0; channel < channels; channel++)
            {
                float patch = (float)(random.NextDouble() * 2) - 1;
                for (int y = 0; y < height; y++)
                {
                    for (int x = 0; x < width; x++)
                    {
                        bool inside = y > height / 3 && y < 2 * height / 3 && x < width / 2 == left;
                        values[(((channel * height) + y) * width) + x] = inside
                            ? patch
                            : 1 - (2f * y / height) + (float)(random.NextDouble() - 0.5) / 4;
                    }
                }
            }

            return new Drawn { Name = left ? "left" : "right", Image = values };
        }
    }
}

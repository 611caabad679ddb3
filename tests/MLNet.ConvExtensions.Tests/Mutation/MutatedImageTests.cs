using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.Tests.Support;

namespace MLNet.ConvExtensions.Tests.Mutation;

/// <summary>Damaged photos cost their own rows at most.</summary>
[Collection(AloneCollection.Name)]
public sealed class MutatedImageTests
{
    private const int Count = 700;

    /// <summary>Every so many rows there is an image that nobody has touched.</summary>
    private const int Whole = 10;

    private readonly MLContext _context = new(seed: 1);

    [Theory]
    [InlineData("*.jpg", false)]
    [InlineData("*.png", false)]
    [InlineData("*.png", true)]
    public void Damaged_images_give_features_or_missing_values_and_leave_their_neighbours_alone(string pattern, bool withinChunks)
    {
        string folder = Path.Combine(AppContext.BaseDirectory, "Data");
        List<byte[]> originals =
        [
            .. Directory.GetFiles(folder, pattern, SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(File.ReadAllBytes),
        ];
        if (pattern == "*.png")
            originals.AddRange([TestImages.Png(1), TestImages.Png(2, 400, 300)]);
        float[][] expected = Features(originals, _ => { }, out _);
        var watchdog = new Watchdog();
        float[][] features = [];
        long bad = 0;
        watchdog.Watch(() =>
            features = Features(
                Enumerable.Range(0, Count).Select(i => Mutated(i, originals[i % originals.Count], withinChunks)),
                i => watchdog.Next($"{pattern}, seed {i}"),
                out bad
            )
        );

        Assert.Equal(Count, features.Length);
        Assert.All(features, f => Assert.Equal(Tiny.FeatureCount, f.Length));
        Assert.Equal(bad, features.Count(f => Array.TrueForAll(f, float.IsNaN)));
        Assert.Equal(bad, features.Count(f => Array.Exists(f, v => !float.IsFinite(v))));
        Assert.InRange(bad, Count / 10, Count * 9 / 10);
        for (int i = 0; i < Count; i += Whole)
            Assert.Equal(expected[i % originals.Count], features[i]);
    }

    private static byte[] Mutated(int seed, byte[] original, bool withinChunks)
    {
        if (seed % Whole == 0)
            return original;
        var mutator = new Mutator(seed);
        return withinChunks ? mutator.DamageChunks(original) : mutator.Damage(original);
    }

    private float[][] Features(IEnumerable<byte[]> images, Action<int> next, out long bad)
    {
        IDataView data = _context.Data.LoadFromEnumerable(images.Select(image => new EncodedImage { Image = image }));
        var options = new ConvFeaturesOptions
        {
            InputColumnName = nameof(EncodedImage.Image),
            BadImages = BadImageHandling.Missing,
            MaxImagePixels = 1_000_000,
        };
        using ConvFeaturesTransformer transformer = _context.Transforms.ConvFeatures(Tiny.Backbone, options).Fit(data);
        var features = new List<float[]>();
        foreach (float[] row in transformer.Transform(data).GetColumn<float[]>("Features"))
        {
            features.Add(row);
            next(features.Count);
        }

        bad = transformer.BadImages.Count;
        return [.. features];
    }

    private sealed class EncodedImage
    {
        public byte[] Image { get; set; } = [];
    }
}

using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.Tests.Support;

namespace MLNet.ConvExtensions.Tests.Saving;

/// <summary>
/// Models that earlier versions saved. Data/saved-in-0.1.zip: the network of <see cref="Tiny"/> over paths, with a crop of 0.875.
/// </summary>
public sealed class SavedEarlierTests : IDisposable
{
    private readonly MLContext _ml = new(seed: 1);
    private readonly TemporaryFolder _folder = new();

    private static string Model => Path.Combine(AppContext.BaseDirectory, "Data", "saved-in-0.1.zip");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_model_of_0_1_gives_its_stage_back_to_the_bit()
    {
        IDataView photos = Photos();
        using ConvFeaturesTransformer fresh = _ml
            .Transforms.ConvFeatures("Features", "Image", Backbone.FromFile(Tiny.File, Tiny.Preprocessing with { CropFraction = 0.875 }))
            .Fit(photos);
        using var loaded = Assert.IsType<ConvFeaturesTransformer>(_ml.Model.LoadWithConvFeatures(Model, out _));
        Assert.Equal(Read(fresh, photos), Read(loaded, photos));
    }

    [Fact]
    public void A_model_of_0_1_loads_plainly_as_it_did()
    {
        IDataView photos = Photos();
        using var loaded = (IDisposable)new MLContext().Model.Load(Model, out _);
        using var stage = (IDisposable)_ml.Model.LoadWithConvFeatures(Model, out _);
        float[][] plain = Read((ITransformer)loaded, photos),
            expected = Read((ITransformer)stage, photos);
        Assert.All(expected.Zip(plain), pair => Assert.InRange(Vectors.Cosine(pair.First, pair.Second), 0.9, 1.0001));
    }

    private IDataView Photos() =>
        _ml.Data.LoadFromEnumerable(
            Enumerable
                .Range(0, 4)
                .Select(i => new PathRow { Image = _folder.Write($"{i}.png", TestImages.Png(i, 60 + 10 * i, 50)) })
                .ToList()
        );

    private static float[][] Read(ITransformer model, IDataView photos) => [.. model.Transform(photos).GetColumn<float[]>("Features")];

    private sealed class PathRow
    {
        public string Image { get; set; } = "";
    }
}

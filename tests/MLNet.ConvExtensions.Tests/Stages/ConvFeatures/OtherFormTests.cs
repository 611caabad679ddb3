using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.Tests.Serving;

namespace MLNet.ConvExtensions.Tests.Stages.ConvFeatures;

/// <summary>Stages that were fitted to images in one form transform images in another, and run on the device that they are told.</summary>
public sealed class OtherFormTests(ImageModels models) : IClassFixture<ImageModels>
{
    private static readonly string[] Forms = ["paths", "bytes", "images"];

    [Theory]
    [InlineData("conv", "paths")]
    [InlineData("conv", "bytes")]
    [InlineData("conv", "images")]
    [InlineData("crafted", "paths")]
    [InlineData("crafted", "bytes")]
    [InlineData("crafted", "images")]
    public void Every_form_gives_the_same_features(string stage, string form)
    {
        ITransformer fitted = (stage == "conv" ? models.Conv() : models.HandCrafted()).Fit(models.Data(form));
        string file = models.Save(fitted, models.Data(form).Schema);
        ITransformer loaded = new MLContext().Model.LoadWithConvFeatures(file, out _);
        Assert.Equal(fitted.GetType(), loaded.GetType());
        float[][] expected = Read(fitted, form);
        foreach (ITransformer transformer in new[] { fitted, loaded })
        {
            Assert.All(Forms, other => Assert.Equal(expected, Read(transformer, other)));
            (transformer as IDisposable)?.Dispose();
        }
    }

    [Fact]
    public void Hand_crafted_features_come_back_with_their_options_and_can_be_saved_again()
    {
        var fitted = (HandCraftedFeaturesTransformer)models.HandCrafted(BadImageHandling.Missing).Fit(models.Data("bytes"));
        var once = Assert.IsType<HandCraftedFeaturesTransformer>(
            new MLContext().Model.LoadWithConvFeatures(models.Save(fitted, models.Data("bytes").Schema), out DataViewSchema schema)
        );
        Assert.Equal(fitted.Options.WithoutMachine(), once.Options);
        Assert.Equal(fitted.FeatureNames, once.FeatureNames);
        var twice = Assert.IsType<HandCraftedFeaturesTransformer>(
            new MLContext().Model.LoadWithConvFeatures(models.Save(once, schema), out _)
        );
        Assert.Equal(Read(fitted, "bytes"), Read(twice, "bytes"));
    }

    [Fact]
    public void A_stage_moves_to_a_device_or_says_why_it_cannot()
    {
        IDataView data = models.Data("paths");
        using var conv = (ConvFeaturesTransformer)models.Conv().Fit(data);
        var trained = (TrainedNetworkTransformer)((TransformerChain<ITransformer>)models.Fit("trained", "paths")).Last();
        Assert.Contains("GPU 99", Assert.Throws<InvalidOperationException>(() => conv.OnDevice(99)).Message, StringComparison.Ordinal);
        Assert.Contains("GPU 99", Assert.Throws<InvalidOperationException>(() => trained.OnDevice(99)).Message, StringComparison.Ordinal);
        Assert.ThrowsAny<ArgumentException>(() => conv.OnDevice(-1));
        Assert.ThrowsAny<ArgumentException>(() => trained.OnDevice(-1));

        using (
            ConvFeaturesTransformer moved = conv.OnDevice(99, fallbackToCpu: true),
                back = moved.OnDevice(null)
        )
        {
            Assert.Equal(Read(conv, "paths"), Read(moved, "paths"));
            Assert.Equal(Read(conv, "paths"), Read(back, "paths"));
        }

        using (TrainedNetworkTransformer moved = trained.OnDevice(99, fallbackToCpu: true))
            Assert.Equal(Read(trained, "paths", "Score"), Read(moved, "paths", "Score"));
        Assert.NotEmpty(Read(conv, "paths"));
        Assert.NotEmpty(Read(trained, "paths", "Score"));
    }

    private float[][] Read(ITransformer transformer, string form, string column = "Features") =>
        [.. transformer.Transform(models.Data(form)).GetColumn<float[]>(column)];
}

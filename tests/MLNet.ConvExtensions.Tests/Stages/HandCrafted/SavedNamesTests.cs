using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.Tests.Support;

namespace MLNet.ConvExtensions.Tests.Stages.HandCrafted;

/// <summary>Loaded models name their features: importances and reports are of no use without.</summary>
public sealed class SavedNamesTests : IDisposable
{
    private readonly MLContext _ml = new(seed: 1);
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(HandCraftedKinds.Color)]
    [InlineData(HandCraftedKinds.Shape | HandCraftedKinds.Lbp)]
    [InlineData(HandCraftedKinds.All)]
    public void They_are_those_of_the_fitted_stage(HandCraftedKinds kinds)
    {
        IDataView data = _ml.Data.LoadFromEnumerable([new PathRow { Image = _folder.Write("photo.png", TestImages.Png(1)) }]);
        HandCraftedFeaturesTransformer stage = _ml
            .Transforms.HandCraftedFeatures(
                new()
                {
                    InputColumnName = "Image",
                    OutputColumnName = "Features",
                    Kinds = kinds,
                }
            )
            .Fit(data);
        ITransformer copy = _ml.Transforms.CopyColumns("Copy", "Features").Fit(stage.Transform(data));
        _ml.Model.Save(new TransformerChain<ITransformer>(stage, copy), data.Schema, _folder.File("model.zip"));

        var fresh = new MLContext();
        fresh.ComponentCatalog.RegisterAssembly(typeof(HandCraftedFeaturesEstimator).Assembly);
        using var loaded = (IDisposable)fresh.Model.Load(_folder.File("model.zip"), out _);
        Assert.Equal(stage.FeatureNames, Names(((ITransformer)loaded).Transform(data), "Features"));
        Assert.Equal(stage.FeatureNames, Names(((ITransformer)loaded).Transform(data), "Copy"));
    }

    private static string[] Names(IDataView data, string column)
    {
        VBuffer<ReadOnlyMemory<char>> names = default;
        data.Schema[column].GetSlotNames(ref names);
        return [.. names.DenseValues().Select(n => n.ToString())];
    }

    private sealed class PathRow
    {
        public string Image { get; set; } = "";
    }
}

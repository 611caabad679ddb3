using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.ConvExtensions.Tests.Serving;

/// <summary>What decisions in a model make of its predictions for single images.</summary>
public sealed class ImageModelDecisionTests(ImageModels models) : IClassFixture<ImageModels>
{
    private MLContext Ml => models.Context;

    private MulticlassDecisionsCatalog Decisions => Ml.MulticlassClassification.Decisions();

    [Fact]
    public void Predictions_have_the_set_the_taxon_and_how_unlike_the_image_is()
    {
        IDataView data = models.Data("paths");
        ITransformer fitted = models.Fit("hand-crafted", "paths");
        IDataView scored = fitted.Transform(data);
        using PredictionSetTransformer sets = Decisions.PredictionSet(0.8).Fit(scored);
        string tree = models.File("tree.csv");
        File.WriteAllText(tree, "class,order\nant,Hymenoptera\nbee,Hymenoptera\ncat,Carnivora\n");
        using RollUpTransformer taxa = Decisions.RollUp(Taxonomy.Load(tree), new RollUpOptions { Probability = 0.9999f }).Fit(scored);
        var options = new UnknownOptions { NumberOfNeighbors = 1, AcceptedShare = 0.5 };
        using UnknownTransformer unknown = Decisions.UnknownByNeighbors(options).Fit(scored);
        var decided = new TransformerChain<ITransformer>(fitted, sets, taxa, unknown);
        IDataView expected = decided.Transform(data);
        bool[][] inside = [.. expected.GetColumn<bool[]>("PredictionSet")];
        float[] scores = [.. expected.GetColumn<float>("UnknownScore")];
        uint[] taxon = [.. expected.GetColumn<uint>("Taxon")];
        using ImageModel loaded = new MLContext().Model.LoadImageModel(models.Save(decided, data.Schema));

        Assert.True(loaded is { HasPredictionSets: true, HasTaxa: true, TellsUnknown: true });
        for (int i = 0; i < ImageModels.Count; i++)
        {
            ImagePrediction found = loaded.Predict(models.Paths[i]);
            Assert.Equal(loaded.Classes.Where((_, c) => inside[i][c]), found.PredictionSet);
            Assert.Equal(scores[i], found.UnknownScore!.Value, 1e-4f);
            Assert.Equal(found.UnknownScore > unknown.Threshold, found.IsUnknown);
            Assert.Equal(found.IsUnknown, found.Label is null);
            Assert.Equal(found.IsUnknown || taxon[i] == 0 ? null : taxa.Taxa[(int)taxon[i] - 1], found.Taxon);
            Assert.Equal(3, found.Classes.Count);
        }
    }

    [Fact]
    public void The_label_is_the_one_that_a_threshold_says()
    {
        IDataView data = models.Data("paths");
        ITransformer fitted = models.Fit("neighbors", "paths");
        using ImageModel always = Model(0, "bee");
        using ImageModel never = Model(1, null);

        ImagePrediction said = always.Predict(models.Paths[0]);
        Assert.Equal("bee", said.Label);
        Assert.Equal(said.Classes.First(c => c.Name == "bee").Probability, said.Probability);
        Assert.False(said.IsUnknown);
        ImagePrediction[] unsure = [.. models.Paths.Select(never.Predict).Where(p => p.Classes[0].Probability < 1)];
        Assert.All(unsure, p => Assert.Equal((null, 0f, true), (p.Label, p.Probability, p.IsUnknown)));

        ImageModel Model(float probability, string? target) =>
            new MLContext().Model.LoadImageModel(
                models.Save(Ml.MulticlassClassification.WithThreshold(fitted, data.Schema, probability, target), data.Schema)
            );
    }
}

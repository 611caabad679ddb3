using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.Tests.Support;

namespace MLNet.ConvExtensions.Tests.Stages.Ensembles;

public sealed class ReadmeTests
{
    [Fact]
    public void The_example_of_the_readme_is_fitted_and_comes_back_from_a_file()
    {
        using var folder = new TemporaryFolder();
        var ml = new MLContext(seed: 1);
        var rows = new List<Photo>();
        for (int i = 0; i < 30; i++)
        {
            folder.Write($"{i}.png", TestImages.Png(i));
            rows.Add(new Photo(folder.File($"{i}.png"), i % 2 == 0 ? "even" : "odd"));
        }

        IDataView photos = ml.Data.LoadFromEnumerable(rows);
        MulticlassClassificationCatalog.MulticlassClassificationTrainers trainers = ml.MulticlassClassification.Trainers;
        IEstimator<ITransformer> pipeline = ml
            .Transforms.Conversion.MapValueToKey("Label")
            .Append(ml.Transforms.ConvFeatures("Features", "ImagePath", Tiny.Backbone))
            .AppendCacheCheckpoint(ml)
            .Append(
                trainers.StackingEnsemble(
                    trainers.LbfgsMaximumEntropy(),
                    trainers.SdcaMaximumEntropy(maximumNumberOfIterations: 20),
                    trainers.OneVersusAll(ml.BinaryClassification.Trainers.FastTree())
                )
            );
        ITransformer model = pipeline.Fit(photos);
        ml.Model.Save(model, photos.Schema, folder.File("model.zip"));
        ITransformer loaded = new MLContext().Model.Load(folder.File("model.zip"), out _);

        Assert.Equal(30, model.Transform(photos).GetColumn<float[]>("Score").Count(s => s.Length == 2));
        Assert.Equal(30, loaded.Transform(photos).GetColumn<uint>("PredictedLabel").Count(l => l is 1 or 2));
        (model as IDisposable)?.Dispose();
    }

    private sealed record Photo(string ImagePath, string Label);
}

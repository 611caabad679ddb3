using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.ConvExtensions.Tests.Serving;

/// <summary>Models of every kind, trained on images in every form, predict for images in every form what their Transform says.</summary>
public sealed class ImageModelFormTests(ImageModels models) : IClassFixture<ImageModels>
{
    private const float Tolerance = 1e-5f;

    public static TheoryData<string, string> Classifiers
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (string form in new[] { "paths", "bytes", "images" })
            {
                foreach (string kind in ImageModels.Classifiers)
                    data.Add(kind, form);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Classifiers))]
    public void Classes_are_those_that_Transform_gives(string kind, string form)
    {
        IDataView data = models.Data(form);
        ITransformer fitted = models.Fit(kind, form);
        // The rows of a burst get what is said of all of them; a single image is a burst of its own.
        ITransformer single = kind == "burst" ? ((BurstEnsembleTransformer)((TransformerChain<ITransformer>)fitted).Last()).Member : fitted;
        IDataView keyed = kind == "burst" ? ((TransformerChain<ITransformer>)fitted).First().Transform(data) : data;
        float[][] expected = [.. single.Transform(keyed).GetColumn<float[]>("Score")];
        using ImageModel inMemory = models.Context.Model.CreateImageModel(fitted, data.Schema);
        using ImageModel loaded = new MLContext().Model.LoadImageModel(models.Save(fitted, data.Schema));
        foreach (ImageModel model in new[] { inMemory, loaded })
        {
            Assert.Equal(["ant", "bee", "cat"], model.Classes);
            Assert.Equal(("Image", false), (model.InputColumnName, model.IsBinary));
            Check(
                model,
                (prediction, i) =>
                {
                    int best = Array.IndexOf(expected[i], expected[i].Max());
                    Assert.Equal(expected[i].Length, prediction.Scores.Length);
                    Assert.All(expected[i].Zip(prediction.Scores), pair => Assert.Equal(pair.First, pair.Second, Tolerance));
                    Assert.Equal(model.Classes[best], prediction.Label);
                    Assert.Equal(model.Classes[best], prediction.Classes[0].Name);
                    Assert.Equal(prediction.Classes[0].Probability, prediction.Probability);
                    Assert.Equal(1, prediction.Classes.Sum(c => c.Probability), Tolerance);
                    Assert.Equal(prediction.Classes.OrderByDescending(c => c.Probability), prediction.Classes);
                    Assert.All(prediction.Classes, c => Assert.Equal(model.Classes[c.Index], c.Name));
                    Assert.Null(prediction.Value);
                }
            );
        }
    }

    [Theory]
    [InlineData("binary", "paths")]
    [InlineData("binary", "images")]
    [InlineData("svm", "bytes")]
    [InlineData("binary trees", "paths")]
    [InlineData("binary trained", "bytes")]
    public void Of_two_classes_both_are_there(string kind, string form)
    {
        IDataView data = models.Data(form),
            scored;
        ITransformer fitted = models.Fit(kind, form);
        scored = fitted.Transform(data);
        bool[] labels = [.. scored.GetColumn<bool>("PredictedLabel")];
        float[] scores = [.. scored.GetColumn<float>("Score")];
        float[] shares = kind == "svm" ? [.. scores.Select(s => 1 / (1 + MathF.Exp(-s)))] : [.. scored.GetColumn<float>("Probability")];
        using ImageModel model = new MLContext().Model.LoadImageModel(models.Save(fitted, data.Schema));
        Assert.Equal(["false", "true"], model.Classes);
        Assert.True(model.IsBinary);
        Check(
            model,
            (prediction, i) =>
            {
                Assert.Equal(labels[i] ? "true" : "false", prediction.Label);
                Assert.Equal(labels[i] ? shares[i] : 1 - shares[i], prediction.Probability, Tolerance);
                Assert.Equal(shares[i], prediction.Classes.Single(c => c.Name == "true").Probability, Tolerance);
                Assert.Equal(1 - shares[i], prediction.Classes.Single(c => c.Index == 0).Probability, Tolerance);
                Assert.Equal(scores[i], Assert.Single(prediction.Scores), Tolerance);
            }
        );
    }

    [Theory]
    [InlineData("paths")]
    [InlineData("bytes")]
    [InlineData("images")]
    public void A_regression_gives_a_number(string form)
    {
        IDataView data = models.Data(form);
        ITransformer fitted = models.Fit("regression", form);
        float[] expected = [.. fitted.Transform(data).GetColumn<float>("Score")];
        using ImageModel model = new MLContext().Model.LoadImageModel(models.Save(fitted, data.Schema));
        Assert.Empty(model.Classes);
        Check(
            model,
            (prediction, i) =>
            {
                Assert.Equal(expected[i], prediction.Value!.Value, Tolerance);
                Assert.Equal(expected[i], Assert.Single(prediction.Scores), Tolerance);
                Assert.Null(prediction.Label);
                Assert.Empty(prediction.Classes);
            }
        );
    }

    /// <summary>All photos as a batch, and a photo of each class in every form.</summary>
    private void Check(ImageModel model, Action<ImagePrediction, int> check)
    {
        ImagePrediction[] batch = [.. model.Predict(models.Paths)];
        Assert.Equal(models.Paths, batch.Select(p => p.Image));
        Assert.All(batch, check);
        for (int i = 0; i < 3; i++)
        {
            byte[] within = [9, 9, .. models.Images[i], 9];
            using var stream = new MemoryStream([1, 2, .. models.Images[i]]) { Position = 2 };
            ImagePrediction[] singly =
            [
                batch[i],
                model.Predict(models.Paths[i]),
                model.Predict(models.Images[i]),
                model.Predict(within.AsMemory(2, models.Images[i].Length)),
                model.Predict(models.MLImageOf(i)),
                model.Predict(stream),
                model.PredictAsync(models.Images[i]).GetAwaiter().GetResult(),
            ];
            Assert.All(
                singly,
                prediction =>
                {
                    Assert.Null(prediction.Error);
                    check(prediction, i);
                }
            );
            // The same bytes give the same numbers, whichever way they come.
            Assert.All(singly[1..4], prediction => Assert.Equal(singly[0].Scores, prediction.Scores));
        }
    }
}

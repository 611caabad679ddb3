using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.ConvExtensions.Insight.Tests.Explanations;

public sealed class OcclusionTests
{
    private const int Cells = 4;

    private static readonly MLContext Ml = new(seed: 1);

    [Fact]
    public void Map_is_what_a_plain_loop_finds()
    {
        (ITransformer model, DataViewSchema schema) = Neighbors();
        using ImageModel predictor = Ml.Model.CreateImageModel(model, schema);
        using ImageExplainer explainer = Ml.Model.CreateImageExplainer(
            predictor,
            new ExplanationOptions
            {
                Method = ExplanationMethod.Occlusion,
                OcclusionCells = Cells,
                Class = "striped",
            }
        );
        ImageExplanation found = explainer.Explain(Photos.Some[0]);
        Assert.Equal((Cells, Cells, ImageRegion.Whole), (found.Map!.Height, found.Map.Width, found.Region));

        using MLImage photo = ImageReader.Load(Photos.Some[0]);
        double whole = Probability(predictor, photo);
        for (int row = 0; row < Cells; row++)
        {
            for (int column = 0; column < Cells; column++)
            {
                var falls = new List<double>();
                for (int top = 0; top < Cells - 1; top++)
                {
                    for (int left = 0; left < Cells - 1; left++)
                    {
                        bool covers = row >= top && row < top + 2 && column >= left && column < left + 2;
                        if (covers)
                            falls.Add(whole - Probability(predictor, Hidden(photo, top, left)));
                    }
                }

                Assert.Equal(falls.Average(), found.Map[row, column], 1e-6);
            }
        }
    }

    [Fact]
    public void Other_trainers_are_explained_by_occlusion_and_it_is_said_why()
    {
        (ITransformer model, DataViewSchema schema) = Neighbors();
        using ImageExplainer explainer = Ml.Model.CreateImageExplainer(model, schema, new ExplanationOptions { OcclusionCells = 2 });
        Assert.Equal(ExplanationMethod.Occlusion, explainer.Method);
        Assert.EndsWith("It is explained by occlusion, which explains any model.", explainer.Remark, StringComparison.Ordinal);
        ImageExplanation found = explainer.Explain(Photos.Some[0]);
        Assert.Equal((found.Prediction!.Label, found.Prediction.Probability), (found.Class, found.Probability!.Value));
    }

    [Theory]
    [InlineData(ExplanationMethod.GradCam)]
    [InlineData(ExplanationMethod.Saliency)]
    [InlineData(ExplanationMethod.ClassActivation)]
    public void Gradients_of_other_trainers_are_refused_with_what_works(ExplanationMethod method)
    {
        (ITransformer model, DataViewSchema schema) = Neighbors();
        var error = Assert.Throws<NotSupportedException>(() =>
            Ml.Model.CreateImageExplainer(model, schema, new ExplanationOptions { Method = method })
        );
        Assert.EndsWith($"{method} can't explain it; Occlusion explains any model.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Models_on_what_is_not_linear_in_a_networks_features_are_explained_by_occlusion()
    {
        IDataView photos = Ml.Data.LoadImageFolder(Photos.Folder);
        ITransformer model = Ml
            .Transforms.Conversion.MapValueToKey("Label")
            .Append(Ml.Transforms.ConvFeatures("Features", "ImagePath", Pooled()))
            .Append(Ml.Transforms.NormalizeLpNorm("Features"))
            .Append(Ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy())
            .Fit(photos);
        using ImageExplainer explainer = Ml.Model.CreateImageExplainer(model, photos.Schema);
        Assert.Equal(ExplanationMethod.Occlusion, explainer.Method);
        Assert.Contains("isn't linear", explainer.Remark, StringComparison.Ordinal);
    }

    private static Backbone Pooled() => Backbone.FromNetwork("pooled", SmallNetworks.Pooled, SmallNetworks.Preprocessing, "averages");

    private static (ITransformer Model, DataViewSchema Schema) Neighbors()
    {
        IDataView photos = Ml.Data.LoadImageFolder(Photos.Folder);
        return (
            Ml.Transforms.Conversion.MapValueToKey("Label")
                .Append(Ml.Transforms.ConvFeatures("Features", "ImagePath", Pooled()))
                .Append(Ml.MulticlassClassification.Trainers.KNearestNeighbors())
                .Fit(photos),
            photos.Schema
        );
    }

    private static double Probability(ImageModel model, MLImage image) =>
        model.Predict(image).Classes.Single(c => c.Name == "striped").Probability;

    private static MLImage Hidden(MLImage photo, int top, int left)
    {
        byte[] pixels = photo.Pixels.ToArray();
        for (int y = top * photo.Height / Cells; y < (top + 2) * photo.Height / Cells; y++)
        {
            for (int x = left * photo.Width / Cells; x < (left + 2) * photo.Width / Cells; x++)
                pixels.AsSpan(4 * ((y * photo.Width) + x), 3).Fill(128);
        }

        return MLImage.CreateFromPixels(photo.Width, photo.Height, photo.PixelFormat, pixels);
    }
}

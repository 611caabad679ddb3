using Microsoft.ML;
using MLNet.ConvExtensions.Tests.Support;

namespace MLNet.ConvExtensions.Fuzz;

/// <summary>Models of small networks, as programs save them.</summary>
internal static class SmallModels
{
    private const int Side = 16;

    private static readonly string[] Classes = ["ant", "bee", "cat"];

    public static BackbonePreprocessing Preprocessing { get; } = new() { Width = Side, Height = Side };

    public static OnnxNetwork Network() => NetworkBuilder.Image(Side, Side, 3).Conv(4, 3).Relu().GlobalAveragePool().Dense(3).Build();

    /// <summary>Model files: features of a network or hand-crafted ones, with a linear model or neighbours.</summary>
    public static IEnumerable<byte[]> Save(MLContext context)
    {
        IDataView photos = Labelled(context, [.. Enumerable.Range(0, 12).Select(i => TestImages.Png(1 + (i % 3), 20, 20))]);
        IEstimator<ITransformer> features = Features(context),
            handCrafted = context.Transforms.HandCraftedFeatures("Features", nameof(Photo.Image), HandCraftedKinds.Color),
            linear = context.MulticlassClassification.Trainers.LbfgsMaximumEntropy(),
            neighbors = context.MulticlassClassification.Trainers.KNearestNeighbors();
        return
        [
            Saved(context, photos, features, linear),
            Saved(context, photos, features, neighbors),
            Saved(context, photos, handCrafted, linear),
        ];
    }

    /// <summary>A model of a network's features and a linear model, loaded from its file.</summary>
    public static ImageModel Load(MLContext context, IReadOnlyList<byte[]> photos)
    {
        IEstimator<ITransformer> linear = context.MulticlassClassification.Trainers.LbfgsMaximumEntropy();
        using var file = new MemoryStream(Saved(context, Labelled(context, photos), Features(context), linear));
        return context.Model.LoadImageModel(file);
    }

    private static IEstimator<ITransformer> Features(MLContext context) =>
        context.Transforms.ConvFeatures(
            Backbone.FromNetwork("small", Network(), Preprocessing),
            new ConvFeaturesOptions { InputColumnName = nameof(Photo.Image) }
        );

    private static IDataView Labelled(MLContext context, IReadOnlyList<byte[]> photos) =>
        context.Data.LoadFromEnumerable(
            photos.Select((photo, i) => new Photo { Image = photo, Label = Classes[i % Classes.Length] }).ToArray()
        );

    private static byte[] Saved(MLContext context, IDataView photos, IEstimator<ITransformer> features, IEstimator<ITransformer> trainer)
    {
        ITransformer model = context
            .Transforms.Conversion.MapValueToKey("Label")
            .Append(features)
            .Append(trainer)
            .Append(context.Transforms.Conversion.MapKeyToValue("PredictedLabel"))
            .Fit(photos);
        using (model as IDisposable)
        using (var memory = new MemoryStream())
        {
            context.Model.Save(model, photos.Schema, memory);
            return memory.ToArray();
        }
    }

    internal sealed class Photo
    {
        public byte[] Image { get; set; } = [];

        public string Label { get; set; } = "";
    }
}

using Microsoft.ML;
using MLNet.ConvExtensions;

namespace Guides;

/// <summary>docs/features.md.</summary>
internal static class FewPhotos
{
    public static void Run(MLContext ml)
    {
        IDataView photos = ml.Data.LoadImageFolder("photos");
        var pipeline = ml.Transforms.Conversion.MapValueToKey("Label")
            .Append(ml.Transforms.ConvFeatures("Features", "ImagePath", Backbone.PackagedResNet18))
            .AppendCacheCheckpoint(ml)
            .Append(ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy(l1Regularization: 0, l2Regularization: 0.1f));
        ml.Model.Save(pipeline.Fit(photos), photos.Schema, "model.zip");
    }
}

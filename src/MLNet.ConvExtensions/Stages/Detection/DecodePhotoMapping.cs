using Microsoft.ML.Data;
using Microsoft.ML.Transforms;
using Microsoft.ML.Transforms.Image;
using MLNet.ConvExtensions.Stages.Detection;

namespace MLNet.ConvExtensions;

/// <summary>
/// Decodes photos, upright, in models that were saved with a <see cref="Detector"/>. To load such a model with ML.NET's own
/// <c>Model.Load</c>, call <c>mlContext.ComponentCatalog.RegisterAssembly(typeof(DecodePhotoMapping).Assembly)</c> first.
/// </summary>
[CustomMappingFactoryAttribute(Contract)]
public sealed class DecodePhotoMapping : CustomMappingFactory<DecodePhotoMapping.PhotoFile, DecodePhotoMapping.Photo>
{
    internal const string Contract = "MLNet.ConvExtensions.DecodePhoto";

    /// <inheritdoc/>
    public override Action<PhotoFile, Photo> GetMapping()
    {
        var tools = new ThreadLocal<DetectionTools?>();
        return (file, photo) =>
        {
            DetectionTools own = DetectionTools.For(file.Settings, tools);
            // The object is used again for every row; the stages behind have done with the image before.
            photo.Image?.Dispose();
            photo.Image = own.Decode(file.Path.ToString());
        };
    }

    /// <summary>The input of the mapping.</summary>
    public sealed class PhotoFile
    {
        /// <summary>What was saved of the stage, as text.</summary>
        [ColumnName(SavedDetection.SettingsColumn)]
        public ReadOnlyMemory<char> Settings { get; set; }

        /// <summary>The photo's path.</summary>
        [ColumnName(SavedDetection.PathColumn)]
        public ReadOnlyMemory<char> Path { get; set; }
    }

    /// <summary>The output of the mapping.</summary>
    public sealed class Photo
    {
        /// <summary>The photo, of any size: the stages behind go by the image itself.</summary>
        [ColumnName(SavedDetection.PhotoColumn)]
        [ImageType(1, 1)]
        public MLImage? Image { get; set; }
    }
}

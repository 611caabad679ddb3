using Microsoft.ML.Data;
using Microsoft.ML.Transforms;
using Microsoft.ML.Transforms.Image;
using MLNet.ConvExtensions.Stages.Detection;

namespace MLNet.ConvExtensions;

/// <summary>
/// Brings photos into the input of a network in models that were saved with a <see cref="Detector"/>. To load such a model with ML.NET's own
/// <c>Model.Load</c>, call <c>mlContext.ComponentCatalog.RegisterAssembly(typeof(LetterboxMapping).Assembly)</c> first.
/// </summary>
[CustomMappingFactoryAttribute(Contract)]
public sealed class LetterboxMapping : CustomMappingFactory<LetterboxMapping.Photo, LetterboxMapping.Input>
{
    internal const string Contract = "MLNet.ConvExtensions.Letterbox";

    /// <inheritdoc/>
    public override Action<Photo, Input> GetMapping()
    {
        var tools = new ThreadLocal<DetectionTools?>();
        return (photo, input) =>
        {
            DetectionTools own = DetectionTools.For(photo.Settings, tools);
            // The object is used again for every row; the stages behind have done with the image before.
            input.Image?.Dispose();
            input.Image = own.Letterbox(photo.Image, out VBuffer<float> size);
            input.Size = size;
        };
    }

    /// <summary>The input of the mapping.</summary>
    public sealed class Photo
    {
        /// <summary>What was saved of the stage, as text.</summary>
        [ColumnName(SavedDetection.SettingsColumn)]
        public ReadOnlyMemory<char> Settings { get; set; }

        /// <summary>The photo, upright.</summary>
        [ColumnName(SavedDetection.PhotoColumn)]
        [ImageType(1, 1)]
        public MLImage? Image { get; set; }
    }

    /// <summary>The output of the mapping.</summary>
    public sealed class Input
    {
        /// <summary>The network's input as an image.</summary>
        [ColumnName(SavedDetection.InputColumn)]
        [ImageType(1, 1)]
        public MLImage? Image { get; set; }

        /// <summary>The photo's width and height.</summary>
        [ColumnName(SavedDetection.SizeColumn)]
        public VBuffer<float> Size { get; set; }
    }
}

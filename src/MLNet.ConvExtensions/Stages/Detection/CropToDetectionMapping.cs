using Microsoft.ML.Data;
using Microsoft.ML.Transforms;
using Microsoft.ML.Transforms.Image;
using MLNet.ConvExtensions.Stages.Detection;
using MLNet.ConvExtensions.Stock;

namespace MLNet.ConvExtensions;

/// <summary>
/// Cuts the best object out of photos in models that were saved with <c>CropToDetections</c>. To load such a model with ML.NET's own
/// <c>Model.Load</c>, call <c>mlContext.ComponentCatalog.RegisterAssembly(typeof(CropToDetectionMapping).Assembly)</c> first.
/// </summary>
[CustomMappingFactoryAttribute(Contract)]
public sealed class CropToDetectionMapping : CustomMappingFactory<CropToDetectionMapping.Boxes, CropToDetectionMapping.Row>
{
    internal const string Contract = "MLNet.ConvExtensions.CropToDetection";

    /// <inheritdoc/>
    public override Action<Boxes, Row> GetMapping()
    {
        var tools = new ThreadLocal<DetectionTools?>();
        return (boxes, row) => row.Crop = DetectionTools.For(boxes.Settings, tools).Crop(boxes.Image, boxes.Values, boxes.Size);
    }

    /// <summary>The input of the mapping.</summary>
    public sealed class Boxes
    {
        /// <summary>What was saved of the stage, as text.</summary>
        [ColumnName(SavedDetection.SettingsColumn)]
        public ReadOnlyMemory<char> Settings { get; set; }

        /// <summary>The photo, upright.</summary>
        [ColumnName(SavedDetection.PhotoColumn)]
        [ImageType(1, 1)]
        public MLImage? Image { get; set; }

        /// <summary>The network's numbers.</summary>
        [ColumnName(SavedDetection.BoxesColumn)]
        public VBuffer<float> Values { get; set; }

        /// <summary>The photo's width and height.</summary>
        [ColumnName(SavedDetection.SizeColumn)]
        public VBuffer<float> Size { get; set; }
    }

    /// <summary>The output of the mapping.</summary>
    public sealed class Row
    {
        /// <summary>Planes of red, green and blue of what was cut out.</summary>
        [ColumnName(SizedVectors.Vector)]
        public VBuffer<float> Crop { get; set; }
    }
}

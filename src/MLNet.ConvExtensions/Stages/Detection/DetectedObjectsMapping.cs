using Microsoft.ML.Data;
using Microsoft.ML.Transforms;
using MLNet.ConvExtensions.Stages.Detection;
using MLNet.ConvExtensions.Stock;

namespace MLNet.ConvExtensions;

/// <summary>
/// Reads the numbers of a network in models that were saved with <c>DetectObjects</c>. To load such a model with ML.NET's own
/// <c>Model.Load</c>, call <c>mlContext.ComponentCatalog.RegisterAssembly(typeof(DetectedObjectsMapping).Assembly)</c> first.
/// </summary>
[CustomMappingFactoryAttribute(Contract)]
public sealed class DetectedObjectsMapping : CustomMappingFactory<DetectedObjectsMapping.Boxes, DetectedObjectsMapping.Row>
{
    internal const string Contract = "MLNet.ConvExtensions.DetectedObjects";

    /// <inheritdoc/>
    public override Action<Boxes, Row> GetMapping()
    {
        var tools = new ThreadLocal<DetectionTools?>();
        return (boxes, row) => row.Objects = DetectionTools.For(boxes.Settings, tools).Objects(boxes.Values, boxes.Size);
    }

    /// <summary>The input of the mapping.</summary>
    public sealed class Boxes
    {
        /// <summary>What was saved of the stage, as text.</summary>
        [ColumnName(SavedDetection.SettingsColumn)]
        public ReadOnlyMemory<char> Settings { get; set; }

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
        /// <summary>The objects, six numbers each.</summary>
        [ColumnName(SizedVectors.Vector)]
        public VBuffer<float> Objects { get; set; }
    }
}

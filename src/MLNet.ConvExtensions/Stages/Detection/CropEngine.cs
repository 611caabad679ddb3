using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.Columns;
using MLNet.ConvExtensions.Rows;

namespace MLNet.ConvExtensions.Stages.Detection;

/// <summary>Finds the best object in images, and cuts it out of them.</summary>
internal sealed class CropEngine(DetectorNetwork network, CropToDetectionsOptions crop, DetectionOptions options) : IRowEngine, IDisposable
{
    private readonly DetectionEngine _detection = new(network, options, typeof(CropToDetectionsTransformer));

    public DetectorNetwork Network => network;

    public int Width => 3 * crop.Width * crop.Height;

    public IReadOnlyList<PixelShape> PixelShapes => _detection.PixelShapes;

    public ImageColumnKind KindOf(string column, DataViewType type) => _detection.KindOf(column, type);

    public ColumnReader CreateReader(DataViewRow row, DataViewSchema.Column column, ImageColumnKind kind, string? folder, int places) =>
        _detection.CreateReader(row, column, kind, folder, places);

    public RowWorkspace CreateWorkspace(int capacity)
    {
        // The photo is cut while it is at hand.
        ArgumentOutOfRangeException.ThrowIfNotEqual(capacity, 1);
        RowWorkspace workspace = _detection.CreateWorkspace(capacity);
        return new RowWorkspace(new CropBatch(workspace.Batch, workspace.Images!.Image, network.Settings, crop), workspace.Images);
    }

    public void Dispose() => _detection.Dispose();
}

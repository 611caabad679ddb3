using MLNet.ConvExtensions.Columns;

namespace MLNet.ConvExtensions.Rows;

/// <summary>Turns images of one size into vectors of one width. Shared by all cursors and prediction engines of a stage.</summary>
internal interface IRowEngine
{
    /// <summary>Length of an image's vector.</summary>
    int Width { get; }

    /// <summary>The shapes that a vector of pixels may have as an image; the first is that of three planes.</summary>
    IReadOnlyList<PixelShape> PixelShapes { get; }

    /// <summary>What one thread needs to decode and compute up to <paramref name="capacity"/> images at a time.</summary>
    RowWorkspace CreateWorkspace(int capacity);
}

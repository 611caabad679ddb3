using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.ConvExtensions.Columns;

namespace MLNet.ConvExtensions.Rows;

/// <summary>Turns images of one size into vectors of one width. Shared by all cursors and prediction engines of a stage.</summary>
internal interface IRowEngine
{
    /// <summary>Length of an image's vector.</summary>
    int Width { get; }

    /// <summary>The shapes that a vector of pixels may have as an image; the first is that of three planes.</summary>
    IReadOnlyList<PixelShape> PixelShapes { get; }

    /// <summary>The form in which a column holds images.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column of this type doesn't hold any.</exception>
    ImageColumnKind KindOf(string column, DataViewType type) => ImageColumn.KindOf(column, type, PixelShapes);

    /// <summary>What takes a column's values from rows.</summary>
    /// <param name="row">The rows.</param>
    /// <param name="column">The column.</param>
    /// <param name="kind">The form in which it holds images.</param>
    /// <param name="folder">The folder that relative paths start from.</param>
    /// <param name="places">The number of places.</param>
    ColumnReader CreateReader(DataViewRow row, DataViewSchema.Column column, ImageColumnKind kind, string? folder, int places) =>
        ColumnReader.Create(row, column, kind, PixelShapes[0].Channels, folder, places);

    /// <summary>What one thread needs to decode and compute up to <paramref name="capacity"/> images at a time.</summary>
    RowWorkspace CreateWorkspace(int capacity);
}

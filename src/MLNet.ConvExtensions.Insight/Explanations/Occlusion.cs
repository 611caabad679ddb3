using Microsoft.ML.Data;

namespace MLNet.ConvExtensions.Insight.Explanations;

/// <summary>How far what is predicted for a photo falls where a gray patch hides a part of it.</summary>
internal static class Occlusion
{
    /// <summary>The cells that the patch covers in each direction.</summary>
    private const int Patch = 2;

    private const byte Gray = 128;

    /// <param name="photo">The photo, in red, green, blue and one byte more.</param>
    /// <param name="cells">How many cells the photo has in each direction.</param>
    /// <param name="threads">How many places are tried at the same time; null for as many as there are processors.</param>
    /// <param name="predict">What is predicted for a photo; called from several threads.</param>
    /// <param name="stop">Ends it.</param>
    /// <returns>Of each cell the mean of how much lower the prediction was where the patch covered it.</returns>
    public static ExplanationMap Explain(MLImage photo, int cells, int? threads, Func<MLImage, double> predict, CancellationToken stop)
    {
        int rows = Math.Min(cells, photo.Height),
            columns = Math.Min(cells, photo.Width),
            down = Math.Max(1, rows - Patch + 1),
            across = Math.Max(1, columns - Patch + 1);
        double whole = predict(photo);
        var falls = new double[down * across];
        byte[] pixels = photo.Pixels.ToArray();
        var parallel = new ParallelOptions { CancellationToken = stop, MaxDegreeOfParallelism = threads ?? Environment.ProcessorCount };
        Parallel.For(
            0,
            falls.Length,
            parallel,
            place =>
            {
                byte[] hidden = [.. pixels];
                Hide(hidden, photo.Width, photo.Height, place / across, place % across, rows, columns);
                using MLImage image = MLImage.CreateFromPixels(photo.Width, photo.Height, photo.PixelFormat, hidden);
                falls[place] = whole - predict(image);
            }
        );
        return Spread(falls, down, across, rows, columns);
    }

    private static void Hide(byte[] pixels, int width, int height, int row, int column, int rows, int columns)
    {
        int top = row * height / rows,
            bottom = Math.Min(rows, row + Patch) * height / rows,
            left = column * width / columns,
            right = Math.Min(columns, column + Patch) * width / columns;
        for (int y = top; y < bottom; y++)
        {
            for (int x = left; x < right; x++)
                pixels.AsSpan(((y * width) + x) * 4, 3).Fill(Gray);
        }
    }

    private static ExplanationMap Spread(double[] falls, int down, int across, int rows, int columns)
    {
        var map = new float[rows * columns];
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < columns; column++)
            {
                double sum = 0;
                int count = 0;
                for (int y = Math.Max(0, row - Patch + 1); y <= Math.Min(row, down - 1); y++)
                {
                    for (int x = Math.Max(0, column - Patch + 1); x <= Math.Min(column, across - 1); x++, count++)
                        sum += falls[(y * across) + x];
                }

                map[(row * columns) + column] = (float)(sum / count);
            }
        }

        return new ExplanationMap(rows, columns, map);
    }
}

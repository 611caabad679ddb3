namespace MLNet.ConvExtensions.Insight.Inspection.Copies;

/// <summary>The details of two pictures that lie on each other.</summary>
internal sealed class CopyFit(float[] first, float[] second, int width, int height)
{
    /// <summary>The cosine between the details, -1 to 1.</summary>
    public double Correlation { get; } = DetailPicture.Correlation(first, second);

    /// <summary>
    /// The part of the details, by their energy, in which both agree: the pictures are divided, and a part agrees if it correlates.
    /// </summary>
    /// <param name="parts">Parts along each side.</param>
    /// <param name="least">The least correlation of a part that agrees.</param>
    public double Agreement(int parts, double least)
    {
        double all = 0,
            agreeing = 0;
        for (int row = 0; row < parts; row++)
        {
            for (int column = 0; column < parts; column++)
            {
                (double product, double squares, double otherSquares) = Products(
                    column * width / parts,
                    row * height / parts,
                    (column + 1) * width / parts,
                    (row + 1) * height / parts
                );
                double energy = squares + otherSquares,
                    norm = Math.Sqrt(squares * otherSquares);
                all += energy;
                if (norm > 0 && product / norm >= least)
                    agreeing += energy;
            }
        }

        return all > 0 ? agreeing / all : 0;
    }

    private (double Product, double Squares, double OtherSquares) Products(int left, int top, int right, int bottom)
    {
        double product = 0,
            squares = 0,
            otherSquares = 0;
        for (int y = top; y < bottom; y++)
        {
            for (int i = (y * width) + left; i < (y * width) + right; i++)
            {
                product += (double)first[i] * second[i];
                squares += (double)first[i] * first[i];
                otherSquares += (double)second[i] * second[i];
            }
        }

        return (product, squares, otherSquares);
    }
}

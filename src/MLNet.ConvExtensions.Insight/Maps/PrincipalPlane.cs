using System.Numerics.Tensors;
using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Factorization;

namespace MLNet.ConvExtensions.Insight.Maps;

/// <summary>
/// The first two principal components of rows, by repeated multiplication with a few directions (subspace iteration) until they stay as
/// they are. A component's sign is such that its largest number is positive.
/// </summary>
internal sealed class PrincipalPlane
{
    private const int Components = 2,
        Directions = 10,
        MostIterations = 300,
        RowsInChunk = 256;

    private const double Tolerance = 1e-7;

    private readonly NeighborSearch _rows;
    private readonly ParallelOptions _parallel;
    private readonly double[] _mean;

    private PrincipalPlane(NeighborSearch rows, ParallelOptions parallel)
    {
        (_rows, _parallel) = (rows, parallel);
        _mean = new double[rows.Dimension];
        for (int i = 0; i < rows.RowCount; i++)
        {
            ReadOnlySpan<float> row = rows.Row(i);
            for (int j = 0; j < row.Length; j++)
                _mean[j] += row[j];
        }

        for (int j = 0; j < _mean.Length; j++)
            _mean[j] /= rows.RowCount;
    }

    private int Chunks => (_rows.RowCount + RowsInChunk - 1) / RowsInChunk;

    /// <summary>The rows in the plane, and what part of all variance each of its axes has.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="parallel">Threads.</param>
    /// <returns>The places of the rows: all first coordinates, then all second ones.</returns>
    /// <exception cref="ArgumentException">All rows are the same.</exception>
    public static (double[] First, double[] Second, double[] Shares) Of(NeighborSearch rows, ParallelOptions parallel)
    {
        var plane = new PrincipalPlane(rows, parallel);
        double total = plane.TotalVariance();
        if (!(total > 0))
            throw new ArgumentException($"All {rows.RowCount} rows have the same features: there is nothing to map.");
        int directions = Math.Min(Directions, Math.Min(rows.Dimension, rows.RowCount));
        Matrix<double> basis = Orthonormal(Start(rows.Dimension, directions));
        double[] before = [];
        for (int i = 0; i < MostIterations; i++)
        {
            parallel.CancellationToken.ThrowIfCancellationRequested();
            Matrix<double> covariances = plane.Multiply(basis);
            // Of the directions' own small matrix the eigenvectors are found at once.
            Evd<double> own = basis.TransposeThisAndMultiply(covariances).Evd(Symmetricity.Symmetric);
            double[] values = [.. own.EigenValues.Select(v => v.Real).OrderDescending().Take(Components)];
            basis = Orthonormal(covariances);
            if (before.Length > 0 && values.Zip(before).All(v => Math.Abs(v.First - v.Second) <= Tolerance * values[0]))
                break;
            before = values;
        }

        return plane.Project(basis, total);
    }

    private (double[] First, double[] Second, double[] Shares) Project(Matrix<double> basis, double total)
    {
        Evd<double> own = basis.TransposeThisAndMultiply(Multiply(basis)).Evd(Symmetricity.Symmetric);
        int[] order = [.. Enumerable.Range(0, basis.ColumnCount).OrderByDescending(i => own.EigenValues[i].Real).Take(Components)];
        var places = new double[Components][];
        var shares = new double[Components];
        for (int c = 0; c < Components; c++)
        {
            places[c] = new double[_rows.RowCount];
            if (c >= order.Length)
                continue;
            double[] direction = [.. basis * own.EigenVectors.Column(order[c])];
            if (direction.MaxBy(Math.Abs) < 0)
                direction = Array.ConvertAll(direction, v => -v);
            shares[c] = Math.Max(0, own.EigenValues[order[c]].Real) / total;
            double[] place = places[c];
            Parallel.For(
                0,
                _rows.RowCount,
                _parallel,
                i =>
                {
                    ReadOnlySpan<float> row = _rows.Row(i);
                    double sum = 0;
                    for (int j = 0; j < row.Length; j++)
                        sum += (row[j] - _mean[j]) * direction[j];
                    place[i] = sum;
                }
            );
        }

        return (places[0], places[1], shares);
    }

    /// <summary>The covariances' matrix times some directions, in the rows' own chunks, so that threads change nothing.</summary>
    private Matrix<double> Multiply(Matrix<double> basis)
    {
        int dimension = _rows.Dimension,
            directions = basis.ColumnCount;
        float[][] columns = [.. basis.EnumerateColumns().Select(c => c.Select(v => (float)v).ToArray())];
        var sums = new float[Chunks][];
        Parallel.For(
            0,
            Chunks,
            _parallel,
            chunk =>
            {
                var sum = new float[directions * dimension];
                var centred = new float[dimension];
                int end = Math.Min(_rows.RowCount, (chunk + 1) * RowsInChunk);
                for (int i = chunk * RowsInChunk; i < end; i++)
                {
                    Centre(i, centred);
                    for (int c = 0; c < directions; c++)
                    {
                        Span<float> column = sum.AsSpan(c * dimension, dimension);
                        TensorPrimitives.MultiplyAdd(centred, TensorPrimitives.Dot<float>(centred, columns[c]), column, column);
                    }
                }

                sums[chunk] = sum;
            }
        );
        var result = Matrix<double>.Build.Dense(dimension, directions);
        foreach (float[] sum in sums)
        {
            for (int c = 0; c < directions; c++)
            {
                for (int j = 0; j < dimension; j++)
                    result[j, c] += sum[(c * dimension) + j];
            }
        }

        return result.Multiply(1.0 / _rows.RowCount);
    }

    private double TotalVariance()
    {
        double total = 0;
        for (int i = 0; i < _rows.RowCount; i++)
        {
            ReadOnlySpan<float> row = _rows.Row(i);
            for (int j = 0; j < row.Length; j++)
                total += (row[j] - _mean[j]) * (row[j] - _mean[j]);
        }

        return total / _rows.RowCount;
    }

    private void Centre(int row, Span<float> centred)
    {
        ReadOnlySpan<float> values = _rows.Row(row);
        for (int j = 0; j < values.Length; j++)
            centred[j] = (float)(values[j] - _mean[j]);
    }

    /// <summary>Directions to begin with: they needn't depend on a seed, since all lead to the same components.</summary>
    private static Matrix<double> Start(int dimension, int directions)
    {
        var random = new Random(1);
        return Matrix<double>.Build.Dense(dimension, directions, (_, _) => random.NextDouble() - 0.5);
    }

    private static Matrix<double> Orthonormal(Matrix<double> columns) => columns.QR(QRMethod.Thin).Q;
}

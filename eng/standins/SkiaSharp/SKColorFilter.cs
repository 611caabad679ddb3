namespace SkiaSharp;

public class SKColorFilter : SKObject
{
    private const int Columns = 5;

    private readonly float[] _matrix;

    private SKColorFilter(float[] matrix) => _matrix = matrix;

    /// <param name="matrix">4 rows (red, green, blue, alpha) of 5: the factors of these channels and an offset of 0 to 1.</param>
    public static SKColorFilter CreateColorMatrix(float[] matrix)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        if (matrix.Length != 4 * Columns)
            throw new ArgumentException($"Matrix must have a length of {4 * Columns}, not {matrix.Length}.", nameof(matrix));
        return new SKColorFilter((float[])matrix.Clone());
    }

    internal SKColor Apply(SKColor color) => new(Row(0, color), Row(1, color), Row(2, color), Row(3, color));

    private byte Row(int row, SKColor color)
    {
        ReadOnlySpan<float> factors = _matrix.AsSpan(row * Columns, Columns);
        float value = (factors[0] * color.Red) + (factors[1] * color.Green) + (factors[2] * color.Blue) + (factors[3] * color.Alpha)
            + (factors[4] * byte.MaxValue);
        return (byte)(Math.Clamp(value, 0, byte.MaxValue) + 0.5f);
    }
}

namespace MLNet.ConvExtensions.Stages.HandCrafted;

/// <summary>CIE L*a*b* of sRGB bytes under D65 (2 degree observer), by tables: exact to some thousandths.</summary>
internal sealed class LabColors
{
    private const int Steps = 4096;

    // The rows of sRGB to XYZ, each divided by the white point's value.
    private static readonly double[] White = [0.95047, 1.0, 1.08883];
    private static readonly double[,] ToXyz =
    {
        { 0.412453, 0.357580, 0.180423 },
        { 0.212671, 0.715160, 0.072169 },
        { 0.019334, 0.119193, 0.950227 },
    };

    private readonly float[] _linear = new float[256];
    private readonly float[] _root = new float[Steps + 2];
    private readonly float[] _matrix = new float[9];

    public LabColors()
    {
        for (int i = 0; i < _linear.Length; i++)
        {
            double value = i / 255.0;
            _linear[i] = (float)(value > 0.04045 ? Math.Pow((value + 0.055) / 1.055, 2.4) : value / 12.92);
        }

        for (int i = 0; i < _root.Length; i++)
        {
            double value = (double)i / Steps;
            _root[i] = (float)(value > 0.008856 ? Math.Cbrt(value) : 7.787 * value + 16.0 / 116);
        }

        for (int i = 0; i < _matrix.Length; i++)
            _matrix[i] = (float)(ToXyz[i / 3, i % 3] / White[i / 3] * Steps);
    }

    public (float L, float A, float B) Of(byte red, byte green, byte blue)
    {
        float r = _linear[red],
            g = _linear[green],
            b = _linear[blue];
        float x = Root((_matrix[0] * r) + (_matrix[1] * g) + (_matrix[2] * b));
        float y = Root((_matrix[3] * r) + (_matrix[4] * g) + (_matrix[5] * b));
        float z = Root((_matrix[6] * r) + (_matrix[7] * g) + (_matrix[8] * b));
        return ((116 * y) - 16, 500 * (x - y), 200 * (y - z));
    }

    private float Root(float step)
    {
        int i = Math.Min((int)step, Steps);
        return _root[i] + ((step - i) * (_root[i + 1] - _root[i]));
    }
}

using System.Numerics;

namespace MLNet.ConvExtensions.Stages.HandCrafted;

/// <summary>Sorts gradients by their orientation, 0 to 180 degrees, into bins of one width, without computing an angle.</summary>
internal sealed class OrientationBins
{
    private readonly float[] _cosines;
    private readonly float[] _sines;

    public OrientationBins(int count)
    {
        _cosines = new float[count - 1];
        _sines = new float[count - 1];
        for (int i = 1; i < count; i++)
        {
            (double sine, double cosine) = Math.SinCos(Math.PI * i / count);
            // At a right angle the cosine must be exactly nothing, or vertical edges fall on the wrong side of the border.
            _cosines[i - 1] = Math.Abs(cosine) < 1e-12 ? 0 : (float)cosine;
            _sines[i - 1] = (float)sine;
        }
    }

    /// <summary>The bins of gradients: a gradient lies beyond a border between bins if it turns to the left of it.</summary>
    public Vector<int> Of(Vector<float> x, Vector<float> y)
    {
        Vector<int> turned =
            Vector.LessThan(y, Vector<float>.Zero) | (Vector.Equals(y, Vector<float>.Zero) & Vector.LessThan(x, Vector<float>.Zero));
        x = Vector.ConditionalSelect(turned, -x, x);
        y = Vector.ConditionalSelect(turned, -y, y);
        Vector<int> bin = Vector<int>.Zero;
        for (int i = 0; i < _cosines.Length; i++)
            bin -= Vector.GreaterThanOrEqual((y * _cosines[i]) - (x * _sines[i]), Vector<float>.Zero);
        return bin;
    }
}

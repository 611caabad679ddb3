namespace MLNet.ConvExtensions.Stages.HandCrafted;

/// <summary>
/// Moments of grey values up to the third order, and of these the seven that Hu (1962) found not to change by shift, size and rotation.
/// </summary>
internal struct ImageMoments
{
    /// <summary>Smaller ones are nothing but rounding.</summary>
    private const double Smallest = 1e-30;

    private double _m00,
        _m10,
        _m01,
        _m20,
        _m11,
        _m02,
        _m30,
        _m21,
        _m12,
        _m03;

    /// <summary>Adds a row's values where the mask is 1.</summary>
    public void Add(ReadOnlySpan<byte> row, ReadOnlySpan<byte> mask, int y)
    {
        long s0 = 0,
            s1 = 0,
            s2 = 0,
            s3 = 0;
        for (int x = 0; x < row.Length; x++)
        {
            long value = row[x] * mask[x],
                once = value * x,
                twice = once * x;
            s0 += value;
            s1 += once;
            s2 += twice;
            s3 += twice * x;
        }

        double y1 = y,
            y2 = y1 * y,
            y3 = y2 * y;
        _m00 += s0;
        _m10 += s1;
        _m20 += s2;
        _m30 += s3;
        _m01 += y1 * s0;
        _m11 += y1 * s1;
        _m21 += y1 * s2;
        _m02 += y2 * s0;
        _m12 += y2 * s1;
        _m03 += y3 * s0;
    }

    public readonly void WriteHu(Span<float> features)
    {
        features.Clear();
        if (_m00 == 0)
            return;
        double cx = _m10 / _m00,
            cy = _m01 / _m00,
            square = 1 / (_m00 * _m00),
            cube = square / Math.Sqrt(_m00);
        double n20 = (_m20 - _m10 * cx) * square,
            n11 = (_m11 - _m10 * cy) * square,
            n02 = (_m02 - _m01 * cy) * square;
        double n30 = (_m30 - cx * (3 * _m20 - 2 * cx * _m10)) * cube;
        double n21 = (_m21 - cx * (2 * _m11 - 2 * cx * _m01) - cy * _m20) * cube;
        double n12 = (_m12 - cy * (2 * _m11 - 2 * cy * _m10) - cx * _m02) * cube;
        double n03 = (_m03 - cy * (3 * _m02 - 2 * cy * _m01)) * cube;

        double a = n30 + n12,
            b = n21 + n03,
            c = n30 - 3 * n12,
            d = 3 * n21 - n03,
            e = n20 - n02;
        double aa = a * a,
            bb = b * b;
        ReadOnlySpan<double> hu =
        [
            n20 + n02,
            e * e + 4 * n11 * n11,
            c * c + d * d,
            aa + bb,
            c * a * (aa - 3 * bb) + d * b * (3 * aa - bb),
            e * (aa - bb) + 4 * n11 * a * b,
            d * a * (aa - 3 * bb) - c * b * (3 * aa - bb),
        ];
        for (int i = 0; i < hu.Length; i++)
            features[i] = Math.Abs(hu[i]) < Smallest ? 0 : (float)(-Math.Sign(hu[i]) * Math.Log10(Math.Abs(hu[i])));
    }
}

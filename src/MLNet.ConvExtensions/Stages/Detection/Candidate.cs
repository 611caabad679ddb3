namespace MLNet.ConvExtensions.Stages.Detection;

/// <summary>A box that a network gives, in pixels of its input.</summary>
/// <param name="Left">Its left edge.</param>
/// <param name="Top">Its upper edge.</param>
/// <param name="Right">Its right edge.</param>
/// <param name="Bottom">Its lower edge.</param>
/// <param name="Confidence">How sure the network is.</param>
/// <param name="Class">The class, from 0.</param>
/// <param name="Order">Its place among the network's boxes.</param>
internal readonly record struct Candidate(float Left, float Top, float Right, float Bottom, float Confidence, int Class, int Order)
{
    private float Area => (Right - Left) * (Bottom - Top);

    /// <summary>The more confident first; of the same confidence in the network's order.</summary>
    public static int Compare(Candidate one, Candidate other)
    {
        int order = other.Confidence.CompareTo(one.Confidence);
        return order != 0 ? order : one.Order.CompareTo(other.Order);
    }

    /// <summary>Intersection over union.</summary>
    public float Overlap(in Candidate other)
    {
        float width = Math.Max(0, Math.Min(Right, other.Right) - Math.Max(Left, other.Left)),
            height = Math.Max(0, Math.Min(Bottom, other.Bottom) - Math.Max(Top, other.Top)),
            both = width * height;
        return both / (Area + other.Area - both);
    }
}

namespace SkiaSharp;

public struct SKRect : IEquatable<SKRect>
{
    public static readonly SKRect Empty;

    public SKRect(float left, float top, float right, float bottom)
    {
        Left = left;
        Top = top;
        Right = right;
        Bottom = bottom;
    }

    public float Left { readonly get; set; }

    public float Top { readonly get; set; }

    public float Right { readonly get; set; }

    public float Bottom { readonly get; set; }

    public readonly float Width => Right - Left;

    public readonly float Height => Bottom - Top;

    public static SKRect Create(float width, float height) => new(0, 0, width, height);

    public static SKRect Create(float x, float y, float width, float height) => new(x, y, x + width, y + height);

    public readonly bool Equals(SKRect obj) => Left == obj.Left && Top == obj.Top && Right == obj.Right && Bottom == obj.Bottom;

    public override readonly bool Equals(object? obj) => obj is SKRect other && Equals(other);

    public override readonly int GetHashCode() => HashCode.Combine(Left, Top, Right, Bottom);

    public override readonly string ToString() => $"{{Left={Left},Top={Top},Width={Width},Height={Height}}}";

    public static bool operator ==(SKRect left, SKRect right) => left.Equals(right);

    public static bool operator !=(SKRect left, SKRect right) => !left.Equals(right);
}

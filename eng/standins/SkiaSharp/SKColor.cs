namespace SkiaSharp;

/// <summary>A color of 8 bits a channel, not premultiplied.</summary>
public readonly struct SKColor : IEquatable<SKColor>
{
    public static readonly SKColor Empty;

    private readonly uint _value;

    public SKColor(uint value) => _value = value;

    public SKColor(byte red, byte green, byte blue, byte alpha) => _value = (uint)((alpha << 24) | (red << 16) | (green << 8) | blue);

    public SKColor(byte red, byte green, byte blue)
        : this(red, green, blue, byte.MaxValue)
    {
    }

    public byte Alpha => (byte)(_value >> 24);

    public byte Red => (byte)(_value >> 16);

    public byte Green => (byte)(_value >> 8);

    public byte Blue => (byte)_value;

    public bool Equals(SKColor obj) => _value == obj._value;

    public override bool Equals(object? other) => other is SKColor color && Equals(color);

    public override int GetHashCode() => _value.GetHashCode();

    public override string ToString() => $"#{Alpha:x2}{Red:x2}{Green:x2}{Blue:x2}";

    public static bool operator ==(SKColor left, SKColor right) => left.Equals(right);

    public static bool operator !=(SKColor left, SKColor right) => !left.Equals(right);

    public static implicit operator SKColor(uint color) => new(color);

    public static explicit operator uint(SKColor color) => color._value;
}

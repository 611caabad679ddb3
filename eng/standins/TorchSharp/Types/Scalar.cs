namespace TorchSharp;

/// <summary>A number for the native side: an integer, a double or a boolean.</summary>
public sealed class Scalar : IDisposable
{
    private Scalar(ArgumentKind kind, long bits)
    {
        Kind = kind;
        Bits = bits;
    }

    internal ArgumentKind Kind { get; }

    internal long Bits { get; }

    public torch.ScalarType Type => Kind switch
    {
        ArgumentKind.Int => torch.ScalarType.Int64,
        ArgumentKind.Bool => torch.ScalarType.Bool,
        _ => torch.ScalarType.Float64,
    };

    public static implicit operator Scalar(byte value) => Of((long)value);

    public static implicit operator Scalar(sbyte value) => Of((long)value);

    public static implicit operator Scalar(short value) => Of((long)value);

    public static implicit operator Scalar(int value) => Of((long)value);

    public static implicit operator Scalar(long value) => Of(value);

    public static implicit operator Scalar(float value) => Of((double)value);

    public static implicit operator Scalar(double value) => Of(value);

    public static implicit operator Scalar(bool value) => new(ArgumentKind.Bool, value ? 1 : 0);

    // It holds nothing to give back; the published one does.
    public void Dispose() => GC.SuppressFinalize(this);

    internal static Scalar Of(long value) => new(ArgumentKind.Int, value);

    internal static Scalar Of(double value) => new(ArgumentKind.Double, BitConverter.DoubleToInt64Bits(value));
}

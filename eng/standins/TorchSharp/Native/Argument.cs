using static TorchSharp.torch;

namespace TorchSharp;

/// <summary>One argument of an operator, made without an allocation from the types that operators take.</summary>
internal readonly struct Argument
{
    private Argument(ArgumentKind kind, long bits = 0, object? reference = null)
    {
        Kind = kind;
        Bits = bits;
        Reference = reference;
    }

    public ArgumentKind Kind { get; }

    public long Bits { get; }

    /// <summary>The tensor, the array, the string, the device or the generator; it also keeps its native part alive during the call.</summary>
    public object? Reference { get; }

    public static implicit operator Argument(Tensor? tensor) => tensor is null ? default : new(ArgumentKind.Tensor, tensor.Handle, tensor);

    public static implicit operator Argument(long value) => new(ArgumentKind.Int, value);

    public static implicit operator Argument(int value) => new(ArgumentKind.Int, value);

    public static implicit operator Argument(double value) => new(ArgumentKind.Double, BitConverter.DoubleToInt64Bits(value));

    public static implicit operator Argument(bool value) => new(ArgumentKind.Bool, value ? 1 : 0);

    public static implicit operator Argument(long? value) => value is { } known ? known : default(Argument);

    public static implicit operator Argument(double? value) => value is { } known ? known : default(Argument);

    public static implicit operator Argument(bool? value) => value is { } known ? known : default(Argument);

    public static implicit operator Argument(ScalarType value) => new(ArgumentKind.Int, (long)value);

    public static implicit operator Argument(ScalarType? value) => value is { } known ? known : default(Argument);

    public static implicit operator Argument(Scalar? value) => value is null ? default : new(value.Kind, value.Bits);

    public static implicit operator Argument(string? value) => value is null ? default : new(ArgumentKind.String, 0, value);

    public static implicit operator Argument(Device? value) => value is null ? default : new(ArgumentKind.Device, value.index, value);

    public static implicit operator Argument(Generator? value) => value is null ? default : new(ArgumentKind.Generator, value.Handle, value);

    public static implicit operator Argument(long[]? values) => values is null ? default : new(ArgumentKind.IntList, 0, values);

    public static implicit operator Argument(double[]? values) => values is null ? default : new(ArgumentKind.DoubleList, 0, values);

    public static implicit operator Argument(Tensor[] values) => new(ArgumentKind.TensorList, 0, values);

    /// <summary>A list in which an item may be missing, as indexing takes it.</summary>
    public static Argument Optional(Tensor?[] values) => new(ArgumentKind.OptionalTensorList, 0, values);
}

using static TorchSharp.torch;

namespace TorchSharp;

/// <summary>Which type of .NET holds an element of which type of tensor.</summary>
internal static class ElementTypes
{
    public static void Check<T>(ScalarType dtype)
    {
        if (typeof(T) != Of(dtype)) throw new ArgumentException($"{typeof(T).Name} is not compatible with {dtype}");
    }

    public static ScalarType Of<T>() => Of(typeof(T));

    public static ScalarType Of(Type type) =>
        type == typeof(float) ? ScalarType.Float32
        : type == typeof(double) ? ScalarType.Float64
        : type == typeof(long) ? ScalarType.Int64
        : type == typeof(int) ? ScalarType.Int32
        : type == typeof(short) ? ScalarType.Int16
        : type == typeof(sbyte) ? ScalarType.Int8
        : type == typeof(byte) ? ScalarType.Byte
        : type == typeof(bool) ? ScalarType.Bool
        : type == typeof(Half) ? ScalarType.Float16
        : throw new NotSupportedException($"The type {type.Name} is not supported.");

    private static Type Of(ScalarType dtype) => dtype switch
    {
        ScalarType.Float32 => typeof(float),
        ScalarType.Float64 => typeof(double),
        ScalarType.Int64 => typeof(long),
        ScalarType.Int32 => typeof(int),
        ScalarType.Int16 => typeof(short),
        ScalarType.Int8 => typeof(sbyte),
        ScalarType.Byte => typeof(byte),
        ScalarType.Bool => typeof(bool),
        ScalarType.Float16 => typeof(Half),
        _ => throw new ArgumentException($"No support for {dtype} in TorchSharp"),
    };
}

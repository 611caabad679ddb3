using System.Runtime.InteropServices;

namespace TorchSharp;

internal enum ArgumentKind
{
    None,
    Tensor,
    Int,
    Double,
    Bool,
    IntList,
    DoubleList,
    TensorList,
    OptionalTensorList,
    String,
    Device,
    Generator,
}

/// <summary>One argument or result of an operator as the native side sees it.</summary>
[StructLayout(LayoutKind.Explicit)]
internal struct NativeArgument
{
    [FieldOffset(0)]
    public ArgumentKind Kind;

    /// <summary>Items of a list, bytes of a string, the type of a device.</summary>
    [FieldOffset(4)]
    public int Count;

    [FieldOffset(8)]
    public long Integer;

    [FieldOffset(8)]
    public double Number;

    [FieldOffset(8)]
    public nint Pointer;
}

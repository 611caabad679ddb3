using static TorchSharp.torch;

namespace TorchSharp;

public static class TensorExtensionMethods
{
    public static byte ToByte(this Tensor value) => value.ToScalar().ToByte();

    public static int ToInt32(this Tensor value) => value.ToScalar().ToInt32();

    public static long ToInt64(this Tensor value) => value.ToScalar().ToInt64();

    public static float ToSingle(this Tensor value) => value.ToScalar().ToSingle();

    public static double ToDouble(this Tensor value) => value.ToScalar().ToDouble();

    public static bool ToBoolean(this Tensor value) => value.ToScalar().ToBoolean();

    public static Modules.Parameter AsParameter(this Tensor tensor) => new(tensor);

    /// <summary>Writes the type, the shape and the elements: the format of .NET, not Python's.</summary>
    public static void Save(this Tensor tensor, BinaryWriter writer)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor source = tensor.is_cpu() && tensor.is_contiguous() ? tensor : tensor.cpu().contiguous();
        writer.Write7BitEncodedInt64((long)source.dtype);
        long[] shape = source.shape;
        writer.Write7BitEncodedInt64(shape.Length);
        foreach (long size in shape) writer.Write7BitEncodedInt64(size);
        writer.Write(source.bytes);
    }

    public static Tensor Load(BinaryReader reader, bool skip = false)
    {
        (ScalarType type, long[] shape) = ReadHead(reader);
        Tensor tensor = empty(shape, type);
        ReadElements(tensor, reader, skip);
        return tensor;
    }

    public static void Load(this Tensor tensor, BinaryReader reader, bool skip = false)
    {
        (ScalarType type, long[] shape) = ReadHead(reader);
        if (type != tensor.dtype) throw new ArgumentException("Mismatched tensor data types while loading.");
        if (!skip && !shape.AsSpan().SequenceEqual(tensor.shape)) throw new ArgumentException("Mismatched tensor shape while loading.");
        ReadElements(tensor, reader, skip);
    }

    private static (ScalarType Type, long[] Shape) ReadHead(BinaryReader reader)
    {
        var type = (ScalarType)reader.Read7BitEncodedInt64();
        var shape = new long[reader.Read7BitEncodedInt64()];
        for (int axis = 0; axis < shape.Length; axis++) shape[axis] = reader.Read7BitEncodedInt64();
        return (type, shape);
    }

    private static void ReadElements(Tensor tensor, BinaryReader reader, bool skip)
    {
        long length = tensor.NumberOfElements * tensor.ElementSize;
        if (skip)
        {
            reader.BaseStream.Seek(length, SeekOrigin.Current);
            return;
        }

        if (tensor.device_type == DeviceType.CPU)
        {
            reader.BaseStream.ReadExactly(tensor.bytes);
            return;
        }

        using Tensor read = empty(tensor.shape, tensor.dtype);
        reader.BaseStream.ReadExactly(read.bytes);
        using IDisposable _ = no_grad();
        tensor.copy_(read);
    }
}

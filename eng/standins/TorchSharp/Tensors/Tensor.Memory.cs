using TorchSharp.Utils;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>The memory itself of a contiguous tensor on the CPU: valid while the tensor lives.</summary>
        public unsafe Span<byte> bytes
        {
            get
            {
                long length = NumberOfElements * ElementSize;
                if (!is_contiguous()) throw new InvalidOperationException("Bytes() called on non-contiguous tensor.");
                if (length > int.MaxValue) throw new ArgumentException("Span only supports up to int.MaxValue elements.");
                if (device_type != DeviceType.CPU)
                    throw new InvalidOperationException("Reading data from non-CPU memory is not supported. Move or copy the tensor to the cpu before reading.");
                return new Span<byte>((void*)Data, (int)length);
            }

            set
            {
                if (!is_contiguous()) throw new InvalidOperationException("SetBytes() called on non-contiguous tensor.");
                if (NumberOfElements * ElementSize != value.Length) throw new ArgumentException("Mismatched data sizes in SetBytes().");
                value.CopyTo(bytes);
            }
        }

        internal nint Data => NumberOfElements == 0 ? 0 : Errors.Checked(Lts.lts_data(Handle));

        public TensorAccessor<T> data<T>()
            where T : unmanaged
        {
            ElementTypes.Check<T>(dtype);
            return new TensorAccessor<T>(this);
        }

        public T item<T>()
            where T : unmanaged
        {
            if (NumberOfElements != 1) throw new ArgumentException($"Number of elements in the tensor must be 1, but it is {NumberOfElements}.");
            ElementTypes.Check<T>(dtype);
            using Tensor? copy = device_type == DeviceType.CPU ? null : cpu();
            return (copy ?? this).ReadCpuValue<T>(0);
        }

        public unsafe T ReadCpuValue<T>(long i)
            where T : unmanaged
        {
            ElementTypes.Check<T>(dtype);
            if (i < 0 || i >= NumberOfElements) throw new ArgumentOutOfRangeException(nameof(i), i, $"The tensor has {NumberOfElements} elements.");
            return new TensorAccessor<T>(this).At(i);
        }

        public float ReadCpuSingle(long i) => ReadCpuValue<float>(i);

        public double ReadCpuDouble(long i) => ReadCpuValue<double>(i);

        public long ReadCpuInt64(long i) => ReadCpuValue<long>(i);

        public int ReadCpuInt32(long i) => ReadCpuValue<int>(i);

        public byte ReadCpuByte(long i) => ReadCpuValue<byte>(i);

        public bool ReadCpuBool(long i) => ReadCpuValue<bool>(i);

        /// <summary>The one element as a number, whatever the type of the tensor.</summary>
        public unsafe Scalar ToScalar()
        {
            using Tensor wide = to_type(torch.is_floating_point(dtype) ? ScalarType.Float64 : ScalarType.Int64).cpu();
            if (dtype == ScalarType.Bool) return Aten.Bits("item", this) != 0;
            return torch.is_floating_point(dtype) ? Scalar.Of(wide.item<double>()) : Scalar.Of(wide.item<long>());
        }
    }
}

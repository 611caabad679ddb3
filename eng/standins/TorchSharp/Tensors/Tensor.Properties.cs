namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public long ndim => Lts.lts_ndim(Handle);

        public long Dimensions => ndim;

        public long NumberOfElements => Lts.lts_numel(Handle);

        public long ElementSize => Lts.lts_element_size(Handle);

        public ScalarType dtype => (ScalarType)Lts.lts_dtype(Handle);

        public Device device => device_type == DeviceType.CPU ? new Device(DeviceType.CPU) : new Device(device_type, device_index);

        public unsafe DeviceType device_type
        {
            get
            {
                int index;
                return (DeviceType)Lts.lts_device(Handle, &index);
            }
        }

        public unsafe int device_index
        {
            get
            {
                int index;
                _ = Lts.lts_device(Handle, &index);
                return index;
            }
        }

        public bool is_cuda => device_type == DeviceType.CUDA;

        public bool is_meta => device_type == DeviceType.META;

        public bool is_sparse => Lts.lts_is_sparse(Handle) != 0;

        public unsafe long[] shape
        {
            get
            {
                var sizes = new long[ndim];
                fixed (long* into = sizes) Lts.lts_sizes(Handle, into);
                return sizes;
            }
        }

        public long dim() => ndim;

        public long numel() => NumberOfElements;

        public long element_size() => ElementSize;

        public bool is_cpu() => device_type == DeviceType.CPU;

        public bool is_contiguous() => Lts.lts_is_contiguous(Handle) != 0;

        public bool is_floating_point() => torch.is_floating_point(dtype);

        public bool is_integral() => torch.is_integral(dtype);

        public long storage_offset() => Lts.lts_storage_offset(Handle);

        public unsafe long[] size() => shape;

        public long size(int dim) => SizeAt(shape, dim);

        public unsafe long[] stride()
        {
            var strides = new long[ndim];
            fixed (long* into = strides) Lts.lts_strides(Handle, into);
            return strides;
        }

        public long stride(int dim) => SizeAt(stride(), dim);

        private static long SizeAt(long[] values, int dim) => dim < 0 ? values[values.Length + dim] : values[dim];
    }

    public static bool is_floating_point(ScalarType type) => type is ScalarType.Float16 or ScalarType.Float32 or ScalarType.Float64 or ScalarType.BFloat16;

    public static bool is_floating_point(Tensor input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return is_floating_point(input.dtype);
    }

    public static bool is_integral(ScalarType type) => type is ScalarType.Byte or ScalarType.Int8 or ScalarType.Int16 or ScalarType.Int32 or ScalarType.Int64 or ScalarType.Bool;

    public static bool is_integral(Tensor t)
    {
        ArgumentNullException.ThrowIfNull(t);
        return is_integral(t.dtype);
    }
}

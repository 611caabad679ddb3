namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            public static Tensor max_pool1d(Tensor input, long kernel_size, long? stride = null, long? padding = null, long? dilation = null, bool ceil_mode = false) =>
                Aten.One("max_pool1d", input, Along(1, kernel_size, 1), Along(1, stride, kernel_size), Along(1, padding, 0), Along(1, dilation, 1), ceil_mode);

            public static (Tensor output, Tensor indices) max_pool1d_with_indices(Tensor input, long kernel_size, long? stride = null, long? padding = null, long? dilation = null, bool ceil_mode = false) =>
                Aten.Two("max_pool1d_with_indices", input, Along(1, kernel_size, 1), Along(1, stride, kernel_size), Along(1, padding, 0), Along(1, dilation, 1), ceil_mode);

            public static Tensor max_pool2d(Tensor input, long kernel_size, long? stride = null, long? padding = null, long? dilation = null, bool ceil_mode = false) =>
                Aten.One("max_pool2d", input, Along(2, kernel_size, 1), Along(2, stride, kernel_size), Along(2, padding, 0), Along(2, dilation, 1), ceil_mode);

            public static Tensor max_pool2d(Tensor input, (long, long) kernel_size, (long, long)? stride = null, (long, long)? padding = null, (long, long)? dilation = null, bool ceil_mode = false) =>
                Aten.One("max_pool2d", input, Pair(kernel_size), Pair(stride ?? kernel_size), Pair(padding ?? (0, 0)), Pair(dilation ?? (1, 1)), ceil_mode);

            public static Tensor max_pool2d(Tensor input, long[] kernel_size, long[]? strides = null, long[]? padding = null, long[]? dilation = null, bool ceil_mode = false) =>
                Aten.One("max_pool2d", input, kernel_size, strides ?? kernel_size, padding ?? Zeros2, dilation ?? Ones2, ceil_mode);

            public static (Tensor output, Tensor indices) max_pool2d_with_indices(Tensor input, long[] kernel_size, long[]? strides = null, long[]? padding = null, long[]? dilation = null, bool ceil_mode = false) =>
                Aten.Two("max_pool2d_with_indices", input, kernel_size, strides ?? kernel_size, padding ?? Zeros2, dilation ?? Ones2, ceil_mode);

            public static Tensor max_pool3d(Tensor input, long[] kernel_size, long[]? strides = null, long[]? padding = null, long[]? dilation = null, bool ceil_mode = false) =>
                Aten.One("max_pool3d", input, kernel_size, strides ?? kernel_size, padding ?? Zeros3, dilation ?? Ones3, ceil_mode);

            public static (Tensor output, Tensor indices) max_pool3d_with_indices(Tensor input, long[] kernel_size, long[]? strides = null, long[]? padding = null, long[]? dilation = null, bool ceil_mode = false) =>
                Aten.Two("max_pool3d_with_indices", input, kernel_size, strides ?? kernel_size, padding ?? Zeros3, dilation ?? Ones3, ceil_mode);

            public static Tensor avg_pool1d(Tensor input, long kernel_size, long? stride = null, long? padding = null, bool ceil_mode = false, bool count_include_pad = true) =>
                Aten.One("avg_pool1d", input, Along(1, kernel_size, 1), Along(1, stride, kernel_size), Along(1, padding, 0), ceil_mode, count_include_pad);

            public static Tensor avg_pool2d(Tensor input, long kernel_size, long? stride = null, long padding = 0, bool ceil_mode = false, bool count_include_pad = true, long? divisor_override = null) =>
                Aten.One("avg_pool2d", input, Along(2, kernel_size, 1), Along(2, stride, kernel_size), Along(2, padding, 0), ceil_mode, count_include_pad, divisor_override);

            public static Tensor avg_pool2d(Tensor input, (long, long) kernel_size, (long, long)? stride = null, (long, long)? padding = null, bool ceil_mode = false, bool count_include_pad = true, long? divisor_override = null) =>
                Aten.One("avg_pool2d", input, Pair(kernel_size), Pair(stride ?? kernel_size), Pair(padding ?? (0, 0)), ceil_mode, count_include_pad, divisor_override);

            public static Tensor avg_pool2d(Tensor input, long[] kernel_size, long[]? stride = null, long[]? padding = null, bool ceil_mode = false, bool count_include_pad = true, long? divisor_override = null) =>
                Aten.One("avg_pool2d", input, kernel_size, stride ?? kernel_size, padding ?? Zeros2, ceil_mode, count_include_pad, divisor_override);

            public static Tensor avg_pool3d(Tensor input, long[] kernel_size, long[]? stride = null, long[]? padding = null, bool ceil_mode = false, bool count_include_pad = true, long? divisor_override = null) =>
                Aten.One("avg_pool3d", input, kernel_size, stride ?? kernel_size, padding ?? Zeros3, ceil_mode, count_include_pad, divisor_override);

            public static Tensor adaptive_avg_pool1d(Tensor input, long output_size) => Aten.One("adaptive_avg_pool1d", input, Along(1, output_size, 1));

            public static Tensor adaptive_avg_pool2d(Tensor input, long output_size) => Aten.One("adaptive_avg_pool2d", input, Along(2, output_size, 1));

            public static Tensor adaptive_avg_pool2d(Tensor input, long[] output_size) => Aten.One("adaptive_avg_pool2d", input, output_size);

            public static Tensor adaptive_avg_pool2d(Tensor input, (long, long) output_size) => Aten.One("adaptive_avg_pool2d", input, Pair(output_size));

            public static Tensor adaptive_avg_pool3d(Tensor input, long output_size) => Aten.One("adaptive_avg_pool3d", input, Along(3, output_size, 1));

            public static Tensor adaptive_avg_pool3d(Tensor input, long[] output_size) => Aten.One("adaptive_avg_pool3d", input, output_size);

            public static Tensor adaptive_avg_pool3d(Tensor input, (long, long, long) output_size) => Aten.One("adaptive_avg_pool3d", input, Triple(output_size));

            public static Tensor adaptive_max_pool1d(Tensor input, long output_size) => First(Aten.Two("adaptive_max_pool1d", input, Along(1, output_size, 1)));

            public static Tensor adaptive_max_pool2d(Tensor input, long[] output_size) => First(Aten.Two("adaptive_max_pool2d", input, output_size));

            public static Tensor adaptive_max_pool3d(Tensor input, long[] output_size) => First(Aten.Two("adaptive_max_pool3d", input, output_size));

            public static Tensor lp_pool1d(Tensor input, double norm_type, long kernel_size, long? stride = null, bool ceil_mode = false)
            {
                using DisposeScope scope = NewDisposeScope();
                Tensor mean = avg_pool1d(input.pow(norm_type), kernel_size, stride, 0, ceil_mode);
                return Root(mean, kernel_size, norm_type).MoveToOuterDisposeScope();
            }

            public static Tensor lp_pool2d(Tensor input, double norm_type, long kernel_size, long? stride = null, bool ceil_mode = false) =>
                lp_pool2d(input, norm_type, Along(2, kernel_size, 1), stride is { } step ? Along(2, step, 1) : null, ceil_mode);

            public static Tensor lp_pool2d(Tensor input, double norm_type, long[] kernel_size, long[]? stride = null, bool ceil_mode = false)
            {
                using DisposeScope scope = NewDisposeScope();
                Tensor mean = avg_pool2d(input.pow(norm_type), kernel_size, stride, null, ceil_mode);
                return Root(mean, kernel_size[0] * kernel_size[1], norm_type).MoveToOuterDisposeScope();
            }

            // The sum of a window from its mean, and the root of that; negative sums give nothing.
            private static Tensor Root(Tensor mean, long samples, double norm) => mean.sign().mul(mean.abs().relu()).mul(samples).pow(1 / norm);

            private static Tensor First((Tensor Wanted, Tensor Unwanted) pair)
            {
                pair.Unwanted.Dispose();
                return pair.Wanted;
            }
        }
    }
}

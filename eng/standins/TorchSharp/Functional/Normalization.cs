using System.Runtime.InteropServices;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            public static Tensor batch_norm(Tensor input, Tensor? running_mean, Tensor? running_var, Tensor? weight = null, Tensor? bias = null, bool training = false, double momentum = 0.1, double eps = 1e-05)
            {
                if (training)
                {
                    long[] shape = input.shape;
                    if (shape.Length >= 2 && input.NumberOfElements == shape[1])
                        throw new ExternalException($"Expected more than 1 value per channel when training, got input size [{string.Join(", ", shape)}]");
                }

                return Aten.One("batch_norm", input, weight, bias, running_mean, running_var, training, momentum, eps, true);
            }

            public static Tensor group_norm(Tensor input, long num_groups, Tensor? weight = null, Tensor? bias = null, double eps = 1e-05) =>
                Aten.One("group_norm", input, num_groups, weight, bias, eps);

            public static Tensor layer_norm(Tensor input, long[] normalized_shape, Tensor? weight = null, Tensor? bias = null, double eps = 1e-05) =>
                Aten.One("layer_norm", input, normalized_shape, weight, bias, eps);

            public static Tensor instance_norm(Tensor input, Tensor? running_mean = null, Tensor? running_var = null, Tensor? weight = null, Tensor? bias = null, bool use_input_stats = true, double momentum = 0.1, double eps = 1e-05) =>
                Aten.One("instance_norm", input, weight, bias, running_mean, running_var, use_input_stats, momentum, eps, true);

            /// <summary>Across channels: input / (k + alpha * mean of the squares of `size` neighbouring channels) ^ beta.</summary>
            public static Tensor local_response_norm(Tensor input, long size, double alpha = 0.0001, double beta = 0.75, double k = 1)
            {
                if (input.ndim < 3) throw new ExternalException($"Expected 3D or higher dimensionality input (got {input.ndim} dimensions)");
                using DisposeScope scope = NewDisposeScope();
                long[] shape = input.shape;
                Tensor squares = input.mul(input);
                long before = size / 2, after = (size - 1) / 2;
                Tensor mean;
                if (shape.Length == 3)
                {
                    mean = avg_pool2d(pad(squares.unsqueeze(1), [0, 0, before, after]), [size, 1], Ones2).squeeze(1);
                }
                else
                {
                    Tensor folded = squares.view(shape[0], 1, shape[1], shape[2], -1);
                    mean = avg_pool3d(pad(folded, [0, 0, 0, 0, before, after]), [size, 1, 1], Ones3).squeeze(1).view(shape);
                }

                return input.div(mean.mul(alpha).add(k).pow(beta)).MoveToOuterDisposeScope();
            }

            public static Tensor normalize(Tensor input, double p = 2, long dim = 1, double eps = 1e-12)
            {
                using DisposeScope scope = NewDisposeScope();
                Tensor norm = Aten.One("norm.ScalarOpt_dim", input, p, new long[] { dim }, true);
                return input.div(norm.clamp_min(eps).expand_as(input)).MoveToOuterDisposeScope();
            }
        }
    }
}

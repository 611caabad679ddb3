namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            public static Tensor relu(Tensor x, bool inplace = false) => inplace ? x.relu_().alias() : x.relu();

            public static Tensor relu6(Tensor x, bool inplace = false) => inplace ? x.relu6_().alias() : x.relu6();

            public static Tensor leaky_relu(Tensor input, double negative_slope = 0.01, bool inplace = false) => Activated("leaky_relu", inplace, input, negative_slope);

            public static Tensor elu(Tensor x, double alpha, bool inplace = false) => Activated("elu", inplace, x, alpha);

            public static Tensor celu(Tensor x, double alpha, bool inplace = false) => Activated("celu", inplace, x, alpha);

            public static Tensor selu(Tensor x, bool inplace = false) => inplace ? x.selu_().alias() : x.selu();

            public static Tensor gelu(Tensor x) => x.gelu();

            public static Tensor gelu(Tensor x, bool inplace) => Activated("gelu", inplace, x);

            public static Tensor silu(Tensor x, bool inplace = false) => inplace ? x.silu_().alias() : x.silu();

            public static Tensor mish(Tensor x, bool inplace = false) => Activated("mish", inplace, x);

            public static Tensor sigmoid(Tensor x) => x.sigmoid();

            public static Tensor sigmoid(Tensor x, bool inplace) => inplace ? x.sigmoid_().alias() : x.sigmoid();

            public static Tensor tanh(Tensor x, bool inplace = false) => inplace ? x.tanh_().alias() : x.tanh();

            public static Tensor hardsigmoid(Tensor input, bool inplace = false) => Activated("hardsigmoid", inplace, input);

            public static Tensor hardswish(Tensor input, bool inplace = false) => Activated("hardswish", inplace, input);

            public static Tensor hardshrink(Tensor x, double lambda = 0.5) => Aten.One("hardshrink", x, lambda);

            public static Tensor softshrink(Tensor x, double lambda = 0.5) => Aten.One("softshrink", x, lambda);

            public static Tensor softplus(Tensor x, double beta = 1, double threshold = 20) => Aten.One("softplus", x, beta, threshold);

            public static Tensor softsign(Tensor x, bool inplace = false)
            {
                using Tensor magnitude = x.abs();
                using Tensor divisor = magnitude.add(1);
                return inplace ? x.div_(divisor).alias() : x.div(divisor);
            }

            public static Tensor tanhshrink(Tensor x, bool inplace = false)
            {
                using Tensor curve = x.tanh();
                return inplace ? x.sub_(curve).alias() : x.sub(curve);
            }

            public static Tensor threshold(Tensor x, double threshold, double value, bool inplace = false) => Activated("threshold", inplace, x, threshold, value);

            public static Tensor logsigmoid(Tensor x) => Aten.One("log_sigmoid", x);

            public static Tensor glu(Tensor input, long dim = -1) => Aten.One("glu", input, dim);

            public static Tensor prelu(Tensor input, Tensor weight) => Aten.One("prelu", input, weight);

            public static Tensor softmax(Tensor input, long dim, ScalarType? dtype = null) => Aten.One("softmax.int", input, dim, dtype);

            public static Tensor softmin(Tensor x, long dim)
            {
                using Tensor negative = x.neg();
                return Aten.One("softmax.int", negative, dim);
            }

            public static Tensor log_softmax(Tensor x, long dim) => Aten.One("log_softmax.int", x, dim);

            private static Tensor Activated(string name, bool inplace, params ReadOnlySpan<Argument> arguments) =>
                Aten.One(inplace ? name + "_" : name, arguments);
        }
    }
}

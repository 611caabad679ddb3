namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor abs() => Aten.One("abs", this);

        public Tensor abs_()
        {
            Aten.Run("abs_", this);
            return this;
        }

        public Tensor acos() => Aten.One("acos", this);

        public Tensor acosh() => Aten.One("acosh", this);

        public Tensor asin() => Aten.One("asin", this);

        public Tensor asinh() => Aten.One("asinh", this);

        public Tensor atan() => Aten.One("atan", this);

        public Tensor atanh() => Aten.One("atanh", this);

        public Tensor atan2(Tensor other) => Aten.One("atan2", this, other);

        public Tensor ceil() => Aten.One("ceil", this);

        public Tensor ceil_()
        {
            Aten.Run("ceil_", this);
            return this;
        }

        public Tensor cos() => Aten.One("cos", this);

        public Tensor cosh() => Aten.One("cosh", this);

        public Tensor erf() => Aten.One("erf", this);

        public Tensor erfc() => Aten.One("erfc", this);

        public Tensor exp() => Aten.One("exp", this);

        public Tensor exp_()
        {
            Aten.Run("exp_", this);
            return this;
        }

        public Tensor exp2() => Aten.One("exp2", this);

        public Tensor expm1() => Aten.One("expm1", this);

        public Tensor floor() => Aten.One("floor", this);

        public Tensor floor_()
        {
            Aten.Run("floor_", this);
            return this;
        }

        public Tensor frac() => Aten.One("frac", this);

        public Tensor log() => Aten.One("log", this);

        public Tensor log_()
        {
            Aten.Run("log_", this);
            return this;
        }

        public Tensor log10() => Aten.One("log10", this);

        public Tensor log1p() => Aten.One("log1p", this);

        public Tensor log2() => Aten.One("log2", this);

        public Tensor logit(double? eps = null) => Aten.One("logit", this, eps);

        public Tensor neg() => Aten.One("neg", this);

        public Tensor neg_()
        {
            Aten.Run("neg_", this);
            return this;
        }

        public Tensor negative() => Aten.One("negative", this);

        public Tensor reciprocal() => Aten.One("reciprocal", this);

        public Tensor reciprocal_()
        {
            Aten.Run("reciprocal_", this);
            return this;
        }

        public Tensor relu() => Aten.One("relu", this);

        public Tensor relu_()
        {
            Aten.Run("relu_", this);
            return this;
        }

        public Tensor relu6() => Aten.One("relu6", this);

        public Tensor relu6_()
        {
            Aten.Run("relu6_", this);
            return this;
        }

        public Tensor round(long decimals = 0) => Aten.One("round.decimals", this, decimals);

        public Tensor round_(long decimals = 0)
        {
            Aten.Run("round_.decimals", this, decimals);
            return this;
        }

        public Tensor rsqrt() => Aten.One("rsqrt", this);

        public Tensor rsqrt_()
        {
            Aten.Run("rsqrt_", this);
            return this;
        }

        public Tensor sigmoid() => Aten.One("sigmoid", this);

        public Tensor sigmoid_()
        {
            Aten.Run("sigmoid_", this);
            return this;
        }

        public Tensor sign() => Aten.One("sign", this);

        public Tensor sign_()
        {
            Aten.Run("sign_", this);
            return this;
        }

        public Tensor sin() => Aten.One("sin", this);

        public Tensor sin_()
        {
            Aten.Run("sin_", this);
            return this;
        }

        public Tensor sinh() => Aten.One("sinh", this);

        public Tensor sqrt() => Aten.One("sqrt", this);

        public Tensor sqrt_()
        {
            Aten.Run("sqrt_", this);
            return this;
        }

        public Tensor square() => Aten.One("square", this);

        public Tensor tan() => Aten.One("tan", this);

        public Tensor tanh() => Aten.One("tanh", this);

        public Tensor tanh_()
        {
            Aten.Run("tanh_", this);
            return this;
        }

        public Tensor trunc() => Aten.One("trunc", this);

        public Tensor trunc_()
        {
            Aten.Run("trunc_", this);
            return this;
        }

        public Tensor cos_()
        {
            Aten.Run("cos_", this);
            return this;
        }

        public Tensor silu() => Aten.One("silu", this);

        public Tensor silu_()
        {
            Aten.Run("silu_", this);
            return this;
        }

        public Tensor selu() => Aten.One("selu", this);

        public Tensor selu_()
        {
            Aten.Run("selu_", this);
            return this;
        }

        public Tensor celu() => Aten.One("celu", this);

        public Tensor celu(Scalar alpha) => Aten.One("celu", this, alpha);

        public Tensor elu(double alpha = 1) => Aten.One("elu", this, alpha);

        public Tensor elu(Scalar alpha, Scalar scale, Scalar input_scale) => Aten.One("elu", this, alpha, scale, input_scale);

        public Tensor gelu() => Aten.One("gelu", this);

        public Tensor hardsigmoid() => Aten.One("hardsigmoid", this);

        public Tensor hardsigmoid_()
        {
            Aten.Run("hardsigmoid_", this);
            return this;
        }

        public Tensor hardswish() => Aten.One("hardswish", this);

        public Tensor hardswish_()
        {
            Aten.Run("hardswish_", this);
            return this;
        }

        public Tensor hardtanh_(Scalar min, Scalar max)
        {
            Aten.Run("hardtanh_", this, min, max);
            return this;
        }

        public Tensor leaky_relu(Scalar negative_slope) => Aten.One("leaky_relu", this, negative_slope);

        public Tensor leaky_relu_(Scalar negative_slope)
        {
            Aten.Run("leaky_relu_", this, negative_slope);
            return this;
        }

        public Tensor softplus(double beta = 1, double threshold = 20) => Aten.One("softplus", this, beta, threshold);

        public Tensor prelu(Tensor target) => Aten.One("prelu", this, target);

        public Tensor log_sigmoid() => Aten.One("log_sigmoid", this);

        public Tensor isnan() => Aten.One("isnan", this);

        public Tensor isinf() => Aten.One("isinf", this);

        public Tensor isfinite() => Aten.One("isfinite", this);

        public Tensor isneginf() => Aten.One("isneginf", this);

        public Tensor isposinf() => Aten.One("isposinf", this);

        public Tensor logical_not() => Aten.One("logical_not", this);

        public Tensor bitwise_not() => Aten.One("bitwise_not", this);

        public Tensor nan_to_num(double nan = 0, double? posinf = null, double? neginf = null) => Aten.One("nan_to_num", this, nan, posinf, neginf);

        public Tensor softmax(long dim, ScalarType? dtype = null) => Aten.One("softmax.int", this, dim, dtype);

        public Tensor log_softmax(long dim, ScalarType? dtype = null) => Aten.One("log_softmax.int", this, dim, dtype);

        public Tensor lgamma() => Aten.One("lgamma", this);

        public Tensor digamma() => Aten.One("digamma", this);

        public Tensor erfinv() => Aten.One("erfinv", this);

        public Tensor sgn() => Aten.One("sgn", this);
    }
}

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor add(Scalar scalar) => Aten.One("add.Scalar", this, scalar);

        public Tensor add(Scalar scalar, Scalar alpha) => Aten.One("add.Scalar", this, scalar, alpha);

        public Tensor add(Tensor target) => Aten.One("add.Tensor", this, target);

        public Tensor add(Tensor target, Scalar alpha) => Aten.One("add.Tensor", this, target, alpha);

        public Tensor add_(Scalar scalar)
        {
            Aten.Run("add_.Scalar", this, scalar);
            return this;
        }

        public Tensor add_(Scalar scalar, Scalar alpha)
        {
            Aten.Run("add_.Scalar", this, scalar, alpha);
            return this;
        }

        public Tensor add_(Tensor target)
        {
            Aten.Run("add_.Tensor", this, target);
            return this;
        }

        public Tensor add_(Tensor target, Scalar alpha)
        {
            Aten.Run("add_.Tensor", this, target, alpha);
            return this;
        }

        public Tensor sub(Scalar target) => Aten.One("sub.Scalar", this, target);

        public Tensor sub(Tensor target) => Aten.One("sub.Tensor", this, target);

        public Tensor sub_(Scalar target)
        {
            Aten.Run("sub_.Scalar", this, target);
            return this;
        }

        public Tensor sub_(Tensor target)
        {
            Aten.Run("sub_.Tensor", this, target);
            return this;
        }

        public Tensor subtract(Scalar target) => Aten.One("sub.Scalar", this, target);

        public Tensor subtract(Tensor target) => Aten.One("sub.Tensor", this, target);

        public Tensor subtract_(Scalar target)
        {
            Aten.Run("sub_.Scalar", this, target);
            return this;
        }

        public Tensor subtract_(Tensor target)
        {
            Aten.Run("sub_.Tensor", this, target);
            return this;
        }

        public Tensor mul(Scalar target) => Aten.One("mul.Scalar", this, target);

        public Tensor mul(Tensor target) => Aten.One("mul.Tensor", this, target);

        public Tensor mul_(Scalar target)
        {
            Aten.Run("mul_.Scalar", this, target);
            return this;
        }

        public Tensor mul_(Tensor target)
        {
            Aten.Run("mul_.Tensor", this, target);
            return this;
        }

        public Tensor multiply(Scalar target) => Aten.One("multiply.Scalar", this, target);

        public Tensor multiply(Tensor target) => Aten.One("multiply.Tensor", this, target);

        public Tensor pow(Scalar exponent) => Aten.One("pow.Tensor_Scalar", this, exponent);

        public Tensor pow(Tensor exponent) => Aten.One("pow.Tensor_Tensor", this, exponent);

        public Tensor pow_(Scalar exponent)
        {
            Aten.Run("pow_.Scalar", this, exponent);
            return this;
        }

        public Tensor pow_(Tensor exponent)
        {
            Aten.Run("pow_.Tensor", this, exponent);
            return this;
        }

        public Tensor remainder(Scalar scalar) => Aten.One("remainder.Scalar", this, scalar);

        public Tensor remainder(Tensor target) => Aten.One("remainder.Tensor", this, target);

        public Tensor remainder_(Scalar scalar)
        {
            Aten.Run("remainder_.Scalar", this, scalar);
            return this;
        }

        public Tensor remainder_(Tensor target)
        {
            Aten.Run("remainder_.Tensor", this, target);
            return this;
        }

        public Tensor fmod(Scalar scalar) => Aten.One("fmod.Scalar", this, scalar);

        public Tensor fmod(Tensor target) => Aten.One("fmod.Tensor", this, target);

        public Tensor fmod_(Scalar scalar)
        {
            Aten.Run("fmod_.Scalar", this, scalar);
            return this;
        }

        public Tensor fmod_(Tensor target)
        {
            Aten.Run("fmod_.Tensor", this, target);
            return this;
        }

        public Tensor floor_divide(Scalar other) => Aten.One("floor_divide.Scalar", this, other);

        public Tensor floor_divide(Tensor other) => Aten.One("floor_divide", this, other);

        public Tensor addcmul(Tensor tensor1, Tensor tensor2, Scalar value) => Aten.One("addcmul", this, tensor1, tensor2, value);

        public Tensor addcmul_(Tensor tensor1, Tensor tensor2, Scalar value)
        {
            Aten.Run("addcmul_", this, tensor1, tensor2, value);
            return this;
        }

        public Tensor addcdiv(Tensor tensor1, Tensor tensor2) => Aten.One("addcdiv", this, tensor1, tensor2);

        public Tensor addcdiv(Tensor tensor1, Tensor tensor2, Scalar value) => Aten.One("addcdiv", this, tensor1, tensor2, value);

        public Tensor addcdiv_(Tensor tensor1, Tensor tensor2)
        {
            Aten.Run("addcdiv_", this, tensor1, tensor2);
            return this;
        }

        public Tensor addcdiv_(Tensor tensor1, Tensor tensor2, Scalar value)
        {
            Aten.Run("addcdiv_", this, tensor1, tensor2, value);
            return this;
        }

        public Tensor lerp(Tensor end, Tensor weight) => Aten.One("lerp.Tensor", this, end, weight);

        public Tensor lerp_(Tensor end, Tensor weight)
        {
            Aten.Run("lerp_.Tensor", this, end, weight);
            return this;
        }

        public Tensor maximum(Tensor other) => Aten.One("maximum", this, other);

        public Tensor minimum(Tensor other) => Aten.One("minimum", this, other);

        public Tensor fmax(Tensor other) => Aten.One("fmax", this, other);

        public Tensor fmin(Tensor other) => Aten.One("fmin", this, other);

        public Tensor eq(Scalar target) => Aten.One("eq.Scalar", this, target);

        public Tensor eq(Tensor target) => Aten.One("eq.Tensor", this, target);

        public Tensor ne(Scalar target) => Aten.One("ne.Scalar", this, target);

        public Tensor ne(Tensor target) => Aten.One("ne.Tensor", this, target);

        public Tensor lt(Scalar target) => Aten.One("lt.Scalar", this, target);

        public Tensor lt(Tensor target) => Aten.One("lt.Tensor", this, target);

        public Tensor le(Scalar target) => Aten.One("le.Scalar", this, target);

        public Tensor le(Tensor target) => Aten.One("le.Tensor", this, target);

        public Tensor gt(Scalar target) => Aten.One("gt.Scalar", this, target);

        public Tensor gt(Tensor target) => Aten.One("gt.Tensor", this, target);

        public Tensor ge(Scalar target) => Aten.One("ge.Scalar", this, target);

        public Tensor ge(Tensor target) => Aten.One("ge.Tensor", this, target);

        public Tensor greater(Tensor target) => Aten.One("greater.Tensor", this, target);

        public Tensor greater_equal(Tensor target) => Aten.One("greater_equal.Tensor", this, target);

        public Tensor less(Tensor target) => Aten.One("lt.Tensor", this, target);

        public Tensor less_equal(Tensor target) => Aten.One("less_equal.Tensor", this, target);

        public Tensor not_equal(Tensor target) => Aten.One("not_equal.Tensor", this, target);

        public Tensor logical_and(Tensor other) => Aten.One("logical_and", this, other);

        public Tensor logical_or(Tensor other) => Aten.One("logical_or", this, other);

        public Tensor logical_xor(Tensor other) => Aten.One("logical_xor", this, other);

        public Tensor bitwise_and(Tensor other) => Aten.One("bitwise_and.Tensor", this, other);

        public Tensor bitwise_or(Tensor other) => Aten.One("bitwise_or.Tensor", this, other);

        public Tensor bitwise_xor(Tensor other) => Aten.One("bitwise_xor.Tensor", this, other);

        public Tensor bitwise_left_shift(Tensor other) => Aten.One("bitwise_left_shift.Tensor", this, other);

        public Tensor bitwise_right_shift(Tensor other) => Aten.One("bitwise_right_shift.Tensor", this, other);

        public Tensor clamp(Scalar? min = null, Scalar? max = null) => Aten.One("clamp", this, min, max);

        public Tensor clamp(Tensor? min = null, Tensor? max = null) => Aten.One("clamp.Tensor", this, min, max);

        public Tensor clamp_(Scalar? min = null, Scalar? max = null)
        {
            Aten.Run("clamp_", this, min, max);
            return this;
        }

        public Tensor clamp_(Tensor? min = null, Tensor? max = null)
        {
            Aten.Run("clamp_.Tensor", this, min, max);
            return this;
        }

        public Tensor clamp_max(Scalar max) => Aten.One("clamp_max", this, max);

        public Tensor clamp_max_(Scalar max)
        {
            Aten.Run("clamp_max_", this, max);
            return this;
        }

        public Tensor clamp_min(Scalar min) => Aten.One("clamp_min", this, min);

        public Tensor clamp_min_(Scalar min)
        {
            Aten.Run("clamp_min_", this, min);
            return this;
        }

        public bool allclose(Tensor target, double rtol = 1e-5, double atol = 1e-8, bool equal_nan = false) => Aten.Bits("allclose", this, target, rtol, atol, equal_nan) != 0;

        public Tensor isclose(Tensor other, double rtol = 1e-5, double atol = 1e-8, bool nanEqual = false) => Aten.One("isclose", this, other, rtol, atol, nanEqual);

        public Tensor hypot(Tensor other) => Aten.One("hypot", this, other);

        public Tensor copysign(Tensor other) => Aten.One("copysign.Tensor", this, other);

        public Tensor true_divide(Scalar other) => Aten.One("true_divide.Scalar", this, other);

        public Tensor true_divide(Tensor other) => Aten.One("true_divide.Tensor", this, other);
    }
}

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor sum(long dim, bool keepdim = false, ScalarType? type = null) => Aten.One("sum.dim_IntList", this, new long[] { dim }, keepdim, type);

        public Tensor sum(long[] dim, bool keepdim = false, ScalarType? type = null) => Aten.One("sum.dim_IntList", this, dim, keepdim, type);

        public Tensor sum(ScalarType? type = null) => Aten.One("sum", this, type);

        public Tensor mean() => Aten.One("mean", this);

        public Tensor mean(long[] dimensions, bool keepdim = false, ScalarType? type = null) => Aten.One("mean.dim", this, dimensions, keepdim, type);

        public Tensor prod(long dim, bool keepdim = false, ScalarType? type = null) => Aten.One("prod.dim_int", this, dim, keepdim, type);

        public Tensor prod(ScalarType? type = null) => Aten.One("prod", this, type);

        public Tensor amax(params long[] dims) => Aten.One("amax", this, dims);

        public Tensor amin(params long[] dims) => Aten.One("amin", this, dims);

        public Tensor argmax() => Aten.One("argmax", this);

        public Tensor argmax(long dim, bool keepdim = false) => Aten.One("argmax", this, dim, keepdim);

        public Tensor argmin() => Aten.One("argmin", this);

        public Tensor argmin(long dim, bool keepdim = false) => Aten.One("argmin", this, dim, keepdim);

        public Tensor max() => Aten.One("max", this);

        public (Tensor values, Tensor indexes) max(long dim, bool keepdim = false) => Aten.Two("max.dim", this, dim, keepdim);

        public Tensor max(Tensor other) => Aten.One("max.other", this, other);

        public Tensor min() => Aten.One("min", this);

        public (Tensor values, Tensor indexes) min(long dim, bool keepdim = false) => Aten.Two("min.dim", this, dim, keepdim);

        public Tensor min(Tensor other) => Aten.One("min.other", this, other);

        public (Tensor values, Tensor indexes) topk(int k, int dim = -1, bool largest = true, bool sorted = true) => Aten.Two("topk", this, k, dim, largest, sorted);

        public Tensor norm(int dim, bool keepdim = false, float p = 2) => Aten.One("norm.ScalarOpt_dim", this, (double)p, new long[] { dim }, keepdim);

        public Tensor norm(float p = 2) => Aten.One("norm.Scalar", this, (double)p);

        public Tensor logsumexp(long dim, bool keepdim = false) => Aten.One("logsumexp", this, new long[] { dim }, keepdim);

        public Tensor cumsum(long dim, ScalarType? type = null) => Aten.One("cumsum", this, dim, type);

        public Tensor cumprod(long dim, ScalarType? type = null) => Aten.One("cumprod", this, dim, type);

        public Tensor var(bool unbiased = true) => Aten.One("var", this, unbiased);

        public Tensor std(bool unbiased = true) => Aten.One("std", this, unbiased);

        public (Tensor var, Tensor mean) var_mean(bool unbiased = true) => Aten.Two("var_mean", this, unbiased);

        public (Tensor std, Tensor mean) std_mean(bool unbiased = true) => Aten.Two("std_mean", this, unbiased);

        public Tensor all() => Aten.One("all", this);

        public Tensor all(long dim, bool keepdim = false) => Aten.One("all.dim", this, dim, keepdim);

        public Tensor any() => Aten.One("any", this);

        public Tensor any(long dim, bool keepdim = false) => Aten.One("any.dim", this, dim, keepdim);

        public Tensor count_nonzero(long[]? dims = null) => Aten.One("count_nonzero.dim_IntList", this, dims);

        public Tensor median() => Aten.One("median", this);

        public (Tensor Values, Tensor Indices) sort(long dim = -1, bool descending = false, bool stable = false) => Aten.Two("sort.stable", this, stable, dim, descending);

        public Tensor argsort(long dim = -1, bool descending = false) => Aten.One("argsort", this, dim, descending);

        public Tensor nonzero() => Aten.One("nonzero", this);

        public Tensor bincount(Tensor weights, long minlength = 0) => Aten.One("bincount", this, weights, minlength);

        public (Tensor min, Tensor max) aminmax(long? dim = null, bool keepdim = false) => Aten.Two("aminmax", this, dim, keepdim);
    }
}

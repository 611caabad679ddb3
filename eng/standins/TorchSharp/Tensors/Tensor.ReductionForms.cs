namespace TorchSharp;

public static partial class torch
{
    /// <summary>Forms of reductions that the schemas don't have as they are.</summary>
    public partial class Tensor
    {
        public Tensor sum(long dim0, long dim1, bool keepdim = false, ScalarType? type = null) => sum([dim0, dim1], keepdim, type);

        public Tensor sum(long dim0, long dim1, long dim2, bool keepdim = false, ScalarType? type = null) => sum([dim0, dim1, dim2], keepdim, type);

        public Tensor amax(long[] dims, bool keepdim = false, Tensor? @out = null) => Reduced("amax", dims, keepdim, @out);

        public Tensor amin(long[] dims, bool keepdim = false, Tensor? @out = null) => Reduced("amin", dims, keepdim, @out);

        public Tensor var(long dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) => var([dim], unbiased, keepdim, type);

        public Tensor var(long[] dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Typed(Aten.One("var.dim", this, dimensions, unbiased, keepdim), type);

        public Tensor std(long dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) => std([dim], unbiased, keepdim, type);

        public Tensor std(long[] dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Typed(Aten.One("std.dim", this, dimensions, unbiased, keepdim), type);

        public (Tensor var, Tensor mean) var_mean(long dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            var_mean([dim], unbiased, keepdim, type);

        public (Tensor var, Tensor mean) var_mean(long[] dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null)
        {
            (Tensor variance, Tensor mean) = Aten.Two("var_mean.dim", this, dimensions, unbiased, keepdim);
            return (Typed(variance, type), Typed(mean, type));
        }

        private static Tensor Typed(Tensor tensor, ScalarType? type) => type is { } wanted ? tensor.to_type(wanted) : tensor;

        private Tensor Reduced(string name, long[] dims, bool keepdim, Tensor? into)
        {
            Tensor reduced = Aten.One(name, this, dims, keepdim);
            return into is null ? reduced : into.copy_(reduced);
        }
    }
}

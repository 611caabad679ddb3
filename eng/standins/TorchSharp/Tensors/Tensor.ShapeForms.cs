namespace TorchSharp;

public static partial class torch
{
    /// <summary>Changes of shape that the schemas don't have as they are.</summary>
    public partial class Tensor
    {
        public Tensor T => Aten.One("numpy_T", this);

        public Tensor permute(IEnumerable<long> permutation) => permute(permutation.ToArray());

        public Tensor squeeze(long? dim = null) => dim is { } axis ? Aten.One("squeeze.dim", this, axis) : Aten.One("squeeze", this);

        public Tensor squeeze_(long? dim = null)
        {
            if (dim is { } axis) Aten.Run("squeeze_.dim", this, axis);
            else Aten.Run("squeeze_", this);
            return this;
        }

        public Tensor slice(long dim, long start, long finish, long step) => Aten.One("slice.Tensor", this, dim, start, finish, step);

        public Tensor[] split(long size, int dim = 0) => Aten.Many("split.Tensor", this, size, dim);

        public Tensor[] split(long[] sizes, long dim = 0) => Aten.Many("split_with_sizes", this, sizes, dim);

        public Tensor[] split(params long[] sizes) => Aten.Many("split_with_sizes", this, sizes);

        public Tensor where(Tensor condition, Tensor y) => Aten.One("where.self", condition, this, y);

        public Tensor equal(Tensor target) => eq(target);
    }

    public static Tensor where(Tensor condition, Tensor x, Tensor y) => Aten.One("where.self", condition, x, y);

    public static Tensor cat(Tensor[] tensors, long dim = 0) => Aten.One("cat", tensors, dim);

    public static Tensor cat(IList<Tensor> tensors, long dim = 0) => cat(tensors.ToArray(), dim);

    public static Tensor stack(IEnumerable<Tensor> tensors, long dim = 0) => Aten.One("stack", tensors.ToArray(), dim);

    public static Tensor einsum(string equation, params Tensor[] tensors) => Aten.One("einsum", equation, tensors);
}

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public bool requires_grad
        {
            get => Lts.lts_requires_grad(Handle) != 0;
            set => Errors.Checked(Lts.lts_set_requires_grad(Handle, value ? 1 : 0));
        }

        public bool is_leaf => Lts.lts_is_leaf(Handle) != 0;

        /// <summary>A new object each time; null before the first backward pass.</summary>
        public Tensor? grad
        {
            get
            {
                nint gradient = Lts.lts_grad(Handle);
                return gradient == 0 ? null : new Tensor(gradient);
            }

            set
            {
                Errors.Checked(Lts.lts_set_grad(Handle, value is null ? 0 : value.Handle));
                GC.KeepAlive(value);
            }
        }

        public Tensor requires_grad_(bool requires_grad = true)
        {
            this.requires_grad = requires_grad;
            return this;
        }

        public Tensor with_requires_grad(bool requires_grad = true) => requires_grad_(requires_grad);

        public void retain_grad() => Errors.Checked(Lts.lts_retain_grad(Handle));

        public void backward() => autograd.backward([this]);

        public void backward(IList<Tensor>? grad_tensors = null, bool retain_graph = false, bool create_graph = false, IList<Tensor>? inputs = null) =>
            autograd.backward([this], grad_tensors, retain_graph, create_graph, inputs);
    }
}

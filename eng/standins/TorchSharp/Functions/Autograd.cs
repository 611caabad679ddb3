namespace TorchSharp;

public static partial class torch
{
    public static partial class autograd
    {
        public static unsafe void backward(IList<Tensor> tensors, IList<Tensor>? grad_tensors = null, bool? retain_graph = null, bool create_graph = false, IList<Tensor>? inputs = null)
        {
            nint[] roots = Handles(tensors), gradients = Handles(grad_tensors), leaves = Handles(inputs);
            fixed (nint* root = roots, gradient = gradients, leaf = leaves)
                Errors.Checked(Lts.lts_backward(root, roots.Length, gradient, gradients.Length, retain_graph ?? create_graph ? 1 : 0, create_graph ? 1 : 0, leaf, leaves.Length));
            GC.KeepAlive(tensors);
            GC.KeepAlive(grad_tensors);
            GC.KeepAlive(inputs);
        }

        public static unsafe IList<Tensor> grad(IList<Tensor> outputs, IList<Tensor> inputs, IList<Tensor>? grad_outputs = null, bool retain_graph = false, bool create_graph = false, bool allow_unused = false)
        {
            nint[] roots = Handles(outputs), leaves = Handles(inputs), gradients = Handles(grad_outputs);
            var results = new nint[leaves.Length];
            fixed (nint* root = roots, leaf = leaves, gradient = gradients, result = results)
                Errors.Checked(Lts.lts_gradients(root, roots.Length, leaf, leaves.Length, gradient, gradients.Length, retain_graph ? 1 : 0, create_graph ? 1 : 0, allow_unused ? 1 : 0, result));
            GC.KeepAlive(outputs);
            GC.KeepAlive(inputs);
            GC.KeepAlive(grad_outputs);
            return results.Select(handle => handle == 0 ? null! : new Tensor(handle)).ToArray();
        }

        private static nint[] Handles(IList<Tensor>? tensors)
        {
            if (tensors is null) return [];
            var handles = new nint[tensors.Count];
            for (int i = 0; i < handles.Length; i++) handles[i] = tensors[i].Handle;
            return handles;
        }
    }

    public static IDisposable no_grad() => new GradModeScope(false);

    public static IDisposable enable_grad(bool enabled = true) => new GradModeScope(enabled);

    public static IDisposable inference_mode(bool mode = true) => new InferenceModeScope(mode);

    public static bool is_grad_enabled() => Lts.lts_grad_mode() != 0;

    public static bool is_inference_mode_enabled() => Lts.lts_inference_mode() != 0;

    private sealed class GradModeScope : IDisposable
    {
        private readonly int _before;

        public GradModeScope(bool enabled)
        {
            LoadNativeBackend();
            _before = Lts.lts_grad_mode();
            Lts.lts_set_grad_mode(enabled ? 1 : 0);
        }

        public void Dispose() => Lts.lts_set_grad_mode(_before);
    }

    private sealed class InferenceModeScope : IDisposable
    {
        private nint _mode;

        public InferenceModeScope(bool enabled)
        {
            LoadNativeBackend();
            _mode = Lts.lts_begin_inference_mode(enabled ? 1 : 0);
        }

        public void Dispose()
        {
            if (_mode != 0) Lts.lts_end_inference_mode(_mode);
            _mode = 0;
        }
    }
}

using System.Runtime.InteropServices;

namespace TorchSharp;

/// <summary>The functions of libLibTorchSharp.so. All arguments are blittable: a call costs no more than the jump.</summary>
internal static unsafe partial class Lts
{
    private const string Library = "LibTorchSharp";

    [LibraryImport(Library)]
    internal static partial byte* lts_take_error();

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint lts_operator(string name, string overload);

    [LibraryImport(Library)]
    internal static partial int lts_call(nint operation, NativeArgument* arguments, int count, NativeArgument* results, int capacity);

    [LibraryImport(Library)]
    [SuppressGCTransition]
    internal static partial int lts_dtype(nint handle);

    [LibraryImport(Library)]
    [SuppressGCTransition]
    internal static partial int lts_device(nint handle, int* index);

    [LibraryImport(Library)]
    [SuppressGCTransition]
    internal static partial long lts_ndim(nint handle);

    [LibraryImport(Library)]
    [SuppressGCTransition]
    internal static partial long lts_numel(nint handle);

    [LibraryImport(Library)]
    [SuppressGCTransition]
    internal static partial long lts_element_size(nint handle);

    [LibraryImport(Library)]
    [SuppressGCTransition]
    internal static partial void lts_sizes(nint handle, long* into);

    [LibraryImport(Library)]
    [SuppressGCTransition]
    internal static partial void lts_strides(nint handle, long* into);

    [LibraryImport(Library)]
    [SuppressGCTransition]
    internal static partial long lts_storage_offset(nint handle);

    [LibraryImport(Library)]
    [SuppressGCTransition]
    internal static partial int lts_is_contiguous(nint handle);

    [LibraryImport(Library)]
    [SuppressGCTransition]
    internal static partial int lts_is_sparse(nint handle);

    [LibraryImport(Library)]
    internal static partial nint lts_data(nint handle);

    [LibraryImport(Library)]
    internal static partial void lts_free(nint handle);

    [LibraryImport(Library)]
    internal static partial nint lts_alias(nint handle);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int lts_save(nint handle, string path);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint lts_load(string path);

    [LibraryImport(Library)]
    internal static partial int lts_requires_grad(nint handle);

    [LibraryImport(Library)]
    internal static partial int lts_set_requires_grad(nint handle, int value);

    [LibraryImport(Library)]
    internal static partial int lts_is_leaf(nint handle);

    [LibraryImport(Library)]
    internal static partial int lts_retain_grad(nint handle);

    [LibraryImport(Library)]
    internal static partial nint lts_grad(nint handle);

    [LibraryImport(Library)]
    internal static partial int lts_set_grad(nint handle, nint grad);

    [LibraryImport(Library)]
    internal static partial int lts_backward(nint* roots, int rootCount, nint* gradients, int gradientCount, int retainGraph, int createGraph, nint* inputs, int inputCount);

    [LibraryImport(Library)]
    internal static partial int lts_gradients(nint* roots, int rootCount, nint* inputs, int inputCount, nint* gradients, int gradientCount, int retainGraph, int createGraph, int allowUnused, nint* results);

    [LibraryImport(Library)]
    internal static partial int lts_grad_mode();

    [LibraryImport(Library)]
    internal static partial void lts_set_grad_mode(int enabled);

    [LibraryImport(Library)]
    internal static partial int lts_inference_mode();

    [LibraryImport(Library)]
    internal static partial nint lts_begin_inference_mode(int enabled);

    [LibraryImport(Library)]
    internal static partial void lts_end_inference_mode(nint mode);

    [LibraryImport(Library)]
    internal static partial nint lts_default_generator();

    [LibraryImport(Library)]
    internal static partial nint lts_new_generator(ulong seed);

    [LibraryImport(Library)]
    internal static partial void lts_free_generator(nint generator);

    [LibraryImport(Library)]
    internal static partial void lts_manual_seed_all(ulong seed);

    [LibraryImport(Library)]
    internal static partial void lts_manual_seed(nint generator, ulong seed);

    [LibraryImport(Library)]
    internal static partial ulong lts_initial_seed(nint generator);

    [LibraryImport(Library)]
    internal static partial ulong lts_seed(nint generator);

    [LibraryImport(Library)]
    internal static partial nint lts_generator_state(nint generator);

    [LibraryImport(Library)]
    internal static partial int lts_set_generator_state(nint generator, nint state);

    [LibraryImport(Library)]
    internal static partial int lts_cuda_available();

    [LibraryImport(Library)]
    internal static partial int lts_cuda_count();

    [LibraryImport(Library)]
    internal static partial int lts_threads();

    [LibraryImport(Library)]
    internal static partial int lts_set_threads(int count);

    [LibraryImport(Library)]
    internal static partial int lts_interop_threads();

    [LibraryImport(Library)]
    internal static partial int lts_set_interop_threads(int count);
}

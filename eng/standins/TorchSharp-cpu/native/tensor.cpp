// Lifetime and properties of tensors, and files of them.
#include "shim.h"

#include <torch/serialize.h>

#include <cstring>

EXPORT void lts_free(Handle handle) {
    c10::intrusive_ptr<c10::TensorImpl, c10::UndefinedTensorImpl>::reclaim(handle);
}

EXPORT int32_t lts_dtype(Handle handle) { return static_cast<int32_t>(c10::typeMetaToScalarType(handle->dtype())); }

EXPORT int32_t lts_device(Handle handle, int32_t* index) {
    *index = handle->device().index();
    return static_cast<int32_t>(handle->device().type());
}

EXPORT int64_t lts_ndim(Handle handle) { return handle->dim(); }

EXPORT int64_t lts_numel(Handle handle) { return handle->numel(); }

EXPORT int64_t lts_element_size(Handle handle) { return static_cast<int64_t>(handle->itemsize()); }

EXPORT void lts_sizes(Handle handle, int64_t* into) {
    const auto sizes = handle->sizes();
    std::memcpy(into, sizes.data(), sizes.size() * sizeof(int64_t));
}

EXPORT void lts_strides(Handle handle, int64_t* into) {
    const auto strides = handle->strides();
    std::memcpy(into, strides.data(), strides.size() * sizeof(int64_t));
}

EXPORT int64_t lts_storage_offset(Handle handle) { return handle->storage_offset(); }

EXPORT int32_t lts_is_contiguous(Handle handle) { return handle->is_contiguous(); }

EXPORT int32_t lts_is_sparse(Handle handle) { return handle->is_sparse(); }

EXPORT void* lts_data(Handle handle) {
    return guarded([&]() -> void* { return tensor_of(handle).data_ptr(); }, nullptr);
}

// A second handle of the same tensor.
EXPORT Handle lts_alias(Handle handle) { return handle_of(tensor_of(handle)); }

// Writes the file that torch.load of Python reads; 0 when it is written.
EXPORT int32_t lts_save(Handle handle, const char* path) {
    return guarded([&]() -> int32_t { torch::save(tensor_of(handle), path); return 0; }, -1);
}

EXPORT Handle lts_load(const char* path) {
    return guarded([&]() -> Handle { at::Tensor tensor; torch::load(tensor, path); return handle_of(tensor); }, nullptr);
}

// Gradients: of leaves, backward passes, and the modes in which nothing is recorded.
#include "shim.h"

#include <ATen/core/grad_mode.h>
#include <c10/core/InferenceMode.h>
#include <torch/csrc/autograd/autograd.h>

namespace {

std::vector<at::Tensor> tensors_of(const Handle* handles, int32_t count) {
    std::vector<at::Tensor> tensors;
    tensors.reserve(count);
    for (int32_t i = 0; i < count; i++) tensors.push_back(tensor_of(handles[i]));
    return tensors;
}

}  // namespace

EXPORT int32_t lts_requires_grad(Handle handle) {
    return guarded([&]() -> int32_t { return tensor_of(handle).requires_grad(); }, -1);
}

EXPORT int32_t lts_set_requires_grad(Handle handle, int32_t value) {
    return guarded([&]() -> int32_t { tensor_of(handle).set_requires_grad(value != 0); return 0; }, -1);
}

EXPORT int32_t lts_is_leaf(Handle handle) {
    return guarded([&]() -> int32_t { return tensor_of(handle).is_leaf(); }, -1);
}

EXPORT int32_t lts_retain_grad(Handle handle) {
    return guarded([&]() -> int32_t { tensor_of(handle).retain_grad(); return 0; }, -1);
}

// The gradient; null where there is none.
EXPORT Handle lts_grad(Handle handle) {
    return guarded([&]() -> Handle { return handle_of(tensor_of(handle).grad()); }, nullptr);
}

EXPORT int32_t lts_set_grad(Handle handle, Handle grad) {
    return guarded([&]() -> int32_t { tensor_of(handle).mutable_grad() = tensor_of(grad); return 0; }, -1);
}

// Without gradients of the roots (gradientCount 0) they must be scalars.
EXPORT int32_t lts_backward(const Handle* roots, int32_t rootCount, const Handle* gradients, int32_t gradientCount,
                            int32_t retainGraph, int32_t createGraph, const Handle* inputs, int32_t inputCount) {
    return guarded([&]() -> int32_t {
        torch::autograd::backward(tensors_of(roots, rootCount), tensors_of(gradients, gradientCount), retainGraph != 0, createGraph != 0, tensors_of(inputs, inputCount));
        return 0;
    }, -1);
}

// The gradients of the roots by the inputs, one handle each into `results`; null for an input that isn't used.
EXPORT int32_t lts_gradients(const Handle* roots, int32_t rootCount, const Handle* inputs, int32_t inputCount, const Handle* gradients, int32_t gradientCount,
                             int32_t retainGraph, int32_t createGraph, int32_t allowUnused, Handle* results) {
    return guarded([&]() -> int32_t {
        auto found = torch::autograd::grad(tensors_of(roots, rootCount), tensors_of(inputs, inputCount), tensors_of(gradients, gradientCount),
                                           retainGraph != 0, createGraph != 0, allowUnused != 0);
        for (size_t i = 0; i < found.size(); i++) results[i] = handle_of(std::move(found[i]));
        return 0;
    }, -1);
}

EXPORT int32_t lts_grad_mode() { return c10::GradMode::is_enabled(); }

EXPORT void lts_set_grad_mode(int32_t enabled) { c10::GradMode::set_enabled(enabled != 0); }

EXPORT int32_t lts_inference_mode() { return c10::InferenceMode::is_enabled(); }

// The mode ends when what is returned is given to lts_end_inference_mode, on the same thread.
EXPORT void* lts_begin_inference_mode(int32_t enabled) { return new c10::InferenceMode(enabled != 0); }

EXPORT void lts_end_inference_mode(void* mode) { delete static_cast<c10::InferenceMode*>(mode); }

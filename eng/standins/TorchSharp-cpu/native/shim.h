// What all files share: the handle of a tensor, and the one way in which errors leave.
//
// A handle is a TensorImpl whose reference the caller owns. Every function that can fail returns a value that the managed
// side recognises as failure (null or -1) and leaves its message in this thread's last error.
#pragma once

#include <ATen/ATen.h>

#include <cstdint>
#include <exception>
#include <string>

#define EXPORT extern "C" __attribute__((visibility("default")))

using Handle = c10::TensorImpl*;

void set_last_error(const char* message);

// A reference of its own to the tensor that the handle names; an undefined tensor for null.
inline at::Tensor tensor_of(Handle handle) {
    if (handle == nullptr) return at::Tensor();
    return at::Tensor(c10::intrusive_ptr<c10::TensorImpl, c10::UndefinedTensorImpl>::reclaim_copy(handle));
}

// Gives the reference away; null for an undefined tensor.
inline Handle handle_of(at::Tensor tensor) {
    return tensor.defined() ? tensor.unsafeReleaseTensorImpl() : nullptr;
}

template <typename Body>
auto guarded(Body body, decltype(body()) failure) -> decltype(body()) {
    try {
        return body();
    } catch (const c10::Error& error) {
        set_last_error(error.what_without_backtrace());
    } catch (const std::exception& error) {
        set_last_error(error.what());
    } catch (...) {
        set_last_error("an error without a message");
    }
    return failure;
}

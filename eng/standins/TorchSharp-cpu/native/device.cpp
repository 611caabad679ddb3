// Devices and threads.
#include "shim.h"

#include <ATen/Context.h>
#include <ATen/Parallel.h>

EXPORT int32_t lts_cuda_available() { return at::hasCUDA() && at::detail::getCUDAHooks().hasCUDA(); }

EXPORT int32_t lts_cuda_count() { return static_cast<int32_t>(at::detail::getCUDAHooks().getNumGPUs()); }

EXPORT int32_t lts_threads() { return at::get_num_threads(); }

EXPORT int32_t lts_set_threads(int32_t count) {
    return guarded([&]() -> int32_t { at::set_num_threads(count); return 0; }, -1);
}

EXPORT int32_t lts_interop_threads() { return at::get_num_interop_threads(); }

EXPORT int32_t lts_set_interop_threads(int32_t count) {
    return guarded([&]() -> int32_t { at::set_num_interop_threads(count); return 0; }, -1);
}

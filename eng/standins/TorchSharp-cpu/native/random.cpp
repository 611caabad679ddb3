// Generators of random numbers.
#include "shim.h"

#include <ATen/CPUGeneratorImpl.h>

namespace {

at::Generator& generator_of(void* generator) { return *static_cast<at::Generator*>(generator); }

}  // namespace

EXPORT void* lts_default_generator() { return new at::Generator(at::detail::getDefaultCPUGenerator()); }

EXPORT void* lts_new_generator(uint64_t seed) {
    return guarded([&]() -> void* { return new at::Generator(at::make_generator<at::CPUGeneratorImpl>(seed)); }, nullptr);
}

EXPORT void lts_free_generator(void* generator) { delete static_cast<at::Generator*>(generator); }

// All devices' default generators.
EXPORT void lts_manual_seed_all(uint64_t seed) { at::manual_seed(seed); }

EXPORT void lts_manual_seed(void* generator, uint64_t seed) {
    std::lock_guard<std::mutex> lock(generator_of(generator).mutex());
    generator_of(generator).set_current_seed(seed);
}

EXPORT uint64_t lts_initial_seed(void* generator) { return generator_of(generator).current_seed(); }

// A new seed that isn't foreseeable.
EXPORT uint64_t lts_seed(void* generator) {
    std::lock_guard<std::mutex> lock(generator_of(generator).mutex());
    return generator_of(generator).seed();
}

EXPORT Handle lts_generator_state(void* generator) {
    return guarded([&]() -> Handle { return handle_of(generator_of(generator).get_state()); }, nullptr);
}

EXPORT int32_t lts_set_generator_state(void* generator, Handle state) {
    return guarded([&]() -> int32_t { generator_of(generator).set_state(tensor_of(state)); return 0; }, -1);
}

#include "shim.h"

static thread_local std::string last_error;
static thread_local bool has_error = false;

void set_last_error(const char* message) {
    last_error = message;
    has_error = true;
}

// The message of this thread's last error, which is taken away; null when there was none. Valid until the next error.
EXPORT const char* lts_take_error() {
    if (!has_error) return nullptr;
    has_error = false;
    return last_error.c_str();
}

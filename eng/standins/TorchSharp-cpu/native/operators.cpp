// Any operator of libtorch by its name, called with tagged arguments. Arguments left out at the end get the defaults of the
// operator's schema, so that a managed wrapper is one line and needs nothing here.
#include "shim.h"

#include <ATen/core/dispatch/Dispatcher.h>
#include <ATen/core/stack.h>

namespace {

enum Kind : int32_t { None, TensorKind, Int, Double, Bool, IntList, DoubleList, TensorList, OptionalTensorList, String, DeviceKind, GeneratorKind };

struct Argument {
    Kind kind;
    int32_t count;
    union {
        int64_t integer;
        double number;
        void* pointer;
    };
};

at::IValue value_of(const Argument& argument) {
    switch (argument.kind) {
        case None: return at::IValue();
        case TensorKind: return at::IValue(tensor_of(static_cast<Handle>(argument.pointer)));
        case Int: return at::IValue(argument.integer);
        case Double: return at::IValue(argument.number);
        case Bool: return at::IValue(argument.integer != 0);
        case IntList: {
            auto* values = static_cast<int64_t*>(argument.pointer);
            return at::IValue(std::vector<int64_t>(values, values + argument.count));
        }
        case DoubleList: {
            auto* values = static_cast<double*>(argument.pointer);
            return at::IValue(std::vector<double>(values, values + argument.count));
        }
        case TensorList: {
            auto* handles = static_cast<Handle*>(argument.pointer);
            c10::List<at::Tensor> tensors;
            tensors.reserve(argument.count);
            for (int32_t i = 0; i < argument.count; i++) tensors.push_back(tensor_of(handles[i]));
            return at::IValue(std::move(tensors));
        }
        case OptionalTensorList: {
            auto* handles = static_cast<Handle*>(argument.pointer);
            c10::List<c10::optional<at::Tensor>> tensors;
            tensors.reserve(argument.count);
            for (int32_t i = 0; i < argument.count; i++)
                tensors.push_back(handles[i] == nullptr ? c10::nullopt : c10::optional<at::Tensor>(tensor_of(handles[i])));
            return at::IValue(std::move(tensors));
        }
        case String: return at::IValue(std::string(static_cast<char*>(argument.pointer), argument.count));
        case DeviceKind: return at::IValue(c10::Device(static_cast<c10::DeviceType>(argument.count), static_cast<c10::DeviceIndex>(argument.integer)));
        case GeneratorKind: return at::IValue(*static_cast<at::Generator*>(argument.pointer));
    }
    TORCH_CHECK(false, "an argument of unknown kind ", argument.kind);
}

void store(at::IValue&& value, Argument& result, std::vector<Handle>& listed) {
    result.count = 0;
    if (value.isTensor()) {
        result.kind = TensorKind;
        result.pointer = handle_of(std::move(value).toTensor());
    } else if (value.isInt()) {
        result.kind = Int;
        result.integer = value.toInt();
    } else if (value.isDouble()) {
        result.kind = Double;
        result.number = value.toDouble();
    } else if (value.isBool()) {
        result.kind = Bool;
        result.integer = value.toBool();
    } else if (value.isTensorList()) {
        TORCH_CHECK(listed.empty(), "an operator with two lists of tensors");
        for (const at::Tensor& tensor : value.toTensorVector()) listed.push_back(handle_of(tensor));
        result.kind = TensorList;
        result.count = static_cast<int32_t>(listed.size());
        result.pointer = listed.data();
    } else {
        TORCH_CHECK(false, "a result of a kind that isn't passed on: ", value.tagKind());
    }
}

}  // namespace

// The operator `name` ("aten::add") with the overload's name ("Tensor"), for the life of the process; null where there is none.
EXPORT void* lts_operator(const char* name, const char* overload) {
    return guarded([&]() -> void* { return new c10::OperatorHandle(c10::Dispatcher::singleton().findSchemaOrThrow(name, overload)); }, nullptr);
}

// Calls it; returns the number of results, -1 on failure. With room for none they are dropped. The handles of a list stay where they are until the thread's next call.
EXPORT int32_t lts_call(void* operation, const Argument* arguments, int32_t count, Argument* results, int32_t capacity) {
    static thread_local std::vector<Handle> listed;
    return guarded([&]() -> int32_t {
        const auto& handle = *static_cast<c10::OperatorHandle*>(operation);
        const auto& parameters = handle.schema().arguments();
        TORCH_CHECK(static_cast<size_t>(count) <= parameters.size(), handle.schema().name(), " takes ", parameters.size(), " arguments, not ", count);
        torch::jit::Stack stack;
        stack.reserve(parameters.size());
        for (int32_t i = 0; i < count; i++) stack.push_back(value_of(arguments[i]));
        for (size_t i = count; i < parameters.size(); i++) {
            TORCH_CHECK(parameters[i].default_value().has_value(), handle.schema().name(), " needs its argument ", parameters[i].name());
            stack.push_back(*parameters[i].default_value());
        }
        handle.callBoxed(&stack);
        if (capacity == 0) return 0;
        TORCH_CHECK(stack.size() <= static_cast<size_t>(capacity), handle.schema().name(), " gives ", stack.size(), " results, ", capacity, " are taken");
        listed.clear();
        for (size_t i = 0; i < stack.size(); i++) store(std::move(stack[i]), results[i], listed);
        return static_cast<int32_t>(stack.size());
    }, -1);
}

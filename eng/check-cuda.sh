#!/usr/bin/env bash
# Builds a sample for CUDA, beside what is built for CPUs, and asks it for a GPU. Where there is none, that is one error and no run on the CPU.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=eng/lib.sh
. eng/lib.sh

sample=samples/GpuFeatures
program=artifacts/cuda/bin/GpuFeatures/release/GpuFeatures.dll
dotnet build $sample -c Release -p:NativeFlavor=cuda --verbosity quiet -nologo -clp:NoSummary
[ -f "$(dirname $program)/runtimes/linux-x64/native/libonnxruntime_providers_cuda.so" ] || die "NativeFlavor=cuda built $sample without CUDA's ONNX Runtime"
dotnet $program

if [ -e /dev/nvidiactl ]; then
    dotnet $program 0
elif output=$(dotnet $program 0 2>&1); then
    die "a GPU was asked for, there is none, and the sample ran: $output"
elif [ "$(grep -c "^GPU 0 can't be used: " <<< "$output")" -ne 1 ] || grep -q "photos/s" <<< "$output"; then
    die "a GPU was asked for, there is none, and that isn't one error: $output"
fi

if output=$(dotnet build $sample -c Release -p:NativeFlavor=rocm --verbosity quiet -nologo 2>&1) || ! grep -q "NativeFlavor is 'rocm'; allowed: cpu, cuda" <<< "$output"; then
    die "a flavor that there isn't is no clear error: $output"
fi

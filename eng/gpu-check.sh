#!/usr/bin/env bash
# Packs a program that checks and measures a GPU, with its networks and photos, as artifacts/gpu/gpu-check.tar.gz. Copy it to a Linux machine with
# an NVIDIA GPU and Python's torch 2.10 or 2.11, unpack it and start gpu-check/run.sh: docs/gpu.md.
# --dry-run runs the pack here as well, on the CPU and with the CPU's libtorch in place of CUDA's, and asks for GPUs that aren't there.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=eng/lib.sh
. eng/lib.sh

case ${1:-} in '' | --dry-run) ;; *) die "there is no option '$1'; allowed: --dry-run" ;; esac
most=60
out=$PWD/artifacts/gpu
rm -rf "$out"
mkdir -p "$out/gpu-check"
dotnet publish eng/gpu/MLNet.ConvExtensions.GpuCheck -c Release -r linux-x64 --self-contained -p:DebugType=none -o "$out/gpu-check/app" --verbosity quiet -nologo -clp:NoSummary
# What the program doesn't need on Linux: another system's library, debuggers' ones, symbols.
(cd "$out/gpu-check/app" && rm -f ./*.xml ./*.pdb ./*.dbg onnxruntime.dll onnxruntime.lib libmscordaccore.so libmscordbi.so libcoreclrtraceptprovider.so createdump)
[ -f "$out/gpu-check/app/libLibTorchSharp.so" ] || die "the program was published without TorchSharp's native library"
[ ! -e "$out/gpu-check/app/libtorch_cpu.so" ] || die "the program was published with a libtorch of its own"
cp eng/gpu/run.sh eng/gpu/peer_gpu.py eng/benchmarks/peer_training.py "$out/gpu-check"
cp -r samples/QuickStart/photos "$out/gpu-check"
tar -C "$out" -I 'gzip -6' -cf "$out/gpu-check.tar.gz" gpu-check
size=$(($(stat -c %s "$out/gpu-check.tar.gz") / 1000000))
echo "artifacts/gpu/gpu-check.tar.gz: $size MB"
[ "$size" -lt $most ] || die "the pack has $size MB; allowed: less than $most"
[ "${1:-}" = --dry-run ] || exit 0

# Other programs may share these processors: threads that wait mustn't keep them from working.
export OMP_WAIT_POLICY=passive
rm -rf "$out/gpu-check"
tar -C "$out" -xzf "$out/gpu-check.tar.gz"
packages=$(dotnet nuget locals global-packages --list | sed -E 's/^[^:]*: *//')
torch=$(ls -d "$packages"/libtorch-cpu-linux-x64/*/runtimes/linux-x64/native | tail -n 1)
pack=$out/gpu-check

# Debian's Python lacks torch, as a rule: the ratio is left out then.
"$pack/run.sh" --device cpu --torch "$torch" --quick || die "the pack failed on the CPU"

# What must be one clear error, and no run on the CPU.
refuses() {
    local expected=$1 output
    shift
    if output=$("$@" 2>&1); then die "it ran, though it can't: $*: $output"; fi
    grep -q -- "$expected" <<< "$output" || die "no clear error of: $*: $output"
    if grep -qE '^(passed|speed) ' <<< "$output"; then die "it ran on something else: $*: $output"; fi
}
program=("$pack/app/MLNet.ConvExtensions.GpuCheck" --photos "$pack/photos" --quick)
refuses "MLNET_CONV_LIBTORCH is '$pack/photos', which lacks 'libc10.so'" env MLNET_CONV_LIBTORCH="$pack/photos" "${program[@]}" --device cpu
refuses "--device is 'gpu:0'; allowed: cpu, cuda:N" env MLNET_CONV_LIBTORCH="$torch" "${program[@]}" --device gpu:0
refuses "which lacks libonnxruntime.so" "$pack/run.sh" --device cpu --torch "$torch" --onnxruntime "$pack/photos"
refuses "GPU 0 was asked for, but TorchSharp finds no CUDA device, since this libtorch is for processors alone: reference the package TorchSharp-cuda-linux" \
    env MLNET_CONV_LIBTORCH="$torch" "${program[@]}" --device cuda:0

# The same of ONNX Runtime, by a sample that is built for CUDA, beside what is built for CPUs.
sample=samples/GpuFeatures
built=artifacts/cuda/bin/GpuFeatures/release/GpuFeatures.dll
dotnet build $sample -c Release -p:NativeFlavor=cuda --verbosity quiet -nologo -clp:NoSummary
[ -f "$(dirname $built)/runtimes/linux-x64/native/libonnxruntime_providers_cuda.so" ] || die "NativeFlavor=cuda built $sample without CUDA's ONNX Runtime"
dotnet $built
if [ -e /dev/nvidiactl ]; then
    dotnet $built 0
else
    refuses "^GPU 0 can't be used: .*Microsoft.ML.OnnxRuntime.Gpu of version" dotnet $built 0
fi
refuses "NativeFlavor is 'rocm'; allowed: cpu, cuda" dotnet build $sample -c Release -p:NativeFlavor=rocm --verbosity quiet -nologo
rm -rf "$pack"

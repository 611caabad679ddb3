#!/usr/bin/env bash
# Checks and measures this machine's GPU with what eng/gpu-check.sh packed; all of it stands in results.txt afterwards.
# usage: ./run.sh [--device cuda:N|cpu] [--python PYTHON] [--torch DIR] [--onnxruntime DIR] [--quick]
#   --python       the Python that has torch (python3); it is measured for the ratio
#   --torch        the folder of libtorch 2.10 or 2.11 (that Python's torch/lib)
#   --onnxruntime  the folder of ONNX Runtime's GPU package, with libonnxruntime.so and libonnxruntime_providers_cuda.so; without it features aren't checked
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
die() { printf 'run.sh: %s\n' "$*" >&2; exit 2; }

device=cuda:0 python=python3 torch='' runtime='' quick=()
while [ $# -gt 0 ]; do
    case $1 in
        --quick) quick=(--quick); shift; continue ;;
        --device | --python | --torch | --onnxruntime) [ $# -gt 1 ] || die "$1 has no value" ;;
        *) die "there is no option '$1'; allowed: --device, --python, --torch, --onnxruntime, --quick" ;;
    esac
    case $1 in
        --device) device=$2 ;;
        --python) python=$2 ;;
        --torch) torch=$2 ;;
        --onnxruntime) runtime=$2 ;;
    esac
    shift 2
done

found=$("$python" -c 'import importlib.util as u, os; s = u.find_spec("torch"); print(os.path.dirname(s.origin) if s else "")' 2> /dev/null || true)
[ -n "$torch" ] || torch=${found:+$found/lib}
[ -n "$torch" ] || die "'$python' has no torch: name a Python that has 2.10 or 2.11 with --python, or the folder of libtorch with --torch"

# Of ONNX Runtime the program takes what lies beside it.
program=app on_runtime=cpu
if [ -n "$runtime" ]; then
    library=$(find "$runtime" -maxdepth 1 -name 'libonnxruntime.so*' | sort | head -n 1)
    [ -n "$library" ] || die "--onnxruntime is '$runtime', which lacks libonnxruntime.so"
    [ -f "$runtime/libonnxruntime_providers_cuda.so" ] || die "--onnxruntime is '$runtime', which lacks libonnxruntime_providers_cuda.so: it is for processors alone"
    rm -rf app-cuda
    cp -rl app app-cuda
    rm app-cuda/libonnxruntime*.so
    ln -s "$(readlink -f "$library")" app-cuda/libonnxruntime.so
    for provider in cuda shared; do ln -s "$(readlink -f "$runtime/libonnxruntime_providers_$provider.so")" app-cuda/; done
    program=app-cuda on_runtime=$device
fi

{
    nvidia-smi --query-gpu=name,driver_version,memory.total --format=csv,noheader 2> /dev/null || true
    peer=()
    if [ -n "$found" ]; then
        "$python" -c 'import torch; print("torch", torch.__version__, "CUDA", torch.version.cuda)'
        if "$python" peer_gpu.py "$device" "${quick[@]}" > peer.csv; then peer=(--peer peer.csv); fi
    fi
    MLNET_CONV_LIBTORCH=$torch "$program/MLNet.ConvExtensions.GpuCheck" --device "$device" --onnxruntime "$on_runtime" --photos photos "${peer[@]}" "${quick[@]}"
} 2>&1 | tee results.txt

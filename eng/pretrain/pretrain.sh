#!/usr/bin/env bash
# Makes src/MLNet.ConvExtensions/Backbones/embedded.onnx anew, and says how well its features transfer:
#     eng/pretrain/pretrain.sh CIFAR_FOLDER PHOTOS [PHOTOS ...]
# CIFAR_FOLDER holds CIFAR-10 (docs/embedded-backbone.md says which copy was used), each PHOTOS a folder of photos for each class. Takes about 40 minutes of one core. Stopped, it
# goes on from the last epoch when it is called again.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
[ $# -ge 2 ] || { sed -n '2,5s/^# //p' "${BASH_SOURCE[0]}"; exit 2; }
cifar=$1
shift
dotnet build eng/pretrain -c Release --verbosity quiet -nologo -clp:NoSummary
mkdir -p artifacts/pretrain
run() { dotnet eng/pretrain/bin/Release/net10.0/MLNet.ConvExtensions.Pretrain.dll "$@"; }
# One thread: with more, sums come in another order, and the weights differ in their last bits.
run train --cifar "$cifar" --threads 1 --out artifacts/pretrain/embedded.onnx
run pack --network artifacts/pretrain/embedded.onnx --images "$1" --out src/MLNet.ConvExtensions/Backbones/embedded.onnx
run probe --network compact-32-1-2-2-1 compact-32-1-2-2-1=artifacts/pretrain/embedded.onnx --sizes 32 64 96 --images "$@"

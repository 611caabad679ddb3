#!/usr/bin/env bash
# What 8 bits cost and bring: processor time of fp32 to int8 in ONNX Runtime, and accuracy before and after, of ResNet-18 (packaged),
# MobileNetV2 (features, and a whole classifier of ImageNet) and CIFAR's ResNet-20. Under four minutes on two cores; other programs may
# run, since the ratio is one of processor time. METHODS=MinMax,Entropy,Percentile compares the ways to find ranges.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
# shellcheck source=eng/lib.sh
. eng/lib.sh

shared=${MLNETCONV_SHARED:-$PWD/../shared}
[ -d "$shared/models" ] || die "the shared networks and photos are not at '$shared': set MLNETCONV_SHARED"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
bench=eng/benchmarks/MLNet.ConvExtensions.Benchmarks
dotnet build $bench -c Release --verbosity quiet -nologo >&2 || die "the benchmarks don't build"
program=$bench/bin/Release/net10.0/MLNet.ConvExtensions.Benchmarks

mkdir "$work/cats" "$work/flowers" "$work/cifar"
tar -xf "$shared/data/wildcats/wildcats_7x120.tar" -C "$work/cats"
tar -xf "$shared/data/flowers/flowers_5x40.tar" -C "$work/flowers"
# The first 100 test images of each class.
tar -tf "$shared/data/cifar10/cifar10_jpeg_60000.tar.gz" | grep '^test/.*\.jpe\?g$' | sort | awk -F/ '{ if (n[$(NF-1)]++ < 100) print }' > "$work/names"
tar -xf "$shared/data/cifar10/cifar10_jpeg_60000.tar.gz" -C "$work/cifar" -T "$work/names"

grep -m 1 '^model name' /proc/cpuinfo
grep -qE 'avx512_vnni|avx_vnni' /proc/cpuinfo && echo "with VNNI" || echo "without VNNI"
mobile=$shared/models/mobilenetv2
$program quantize "$work/cats" packaged-resnet18 "$mobile/mobilenetv2-7_features_fp32.onnx" "raw:$mobile/mobilenet_v2_1.0_224_coral_dequantized_fp32.onnx"
$program quantize "$work/flowers" packaged-resnet18 "$mobile/mobilenetv2-7_features_fp32.onnx"
$program quantize "$work/cifar" "cifar:$shared/models/resnet-cifar10/resnet20_cifar10_fp32.onnx"

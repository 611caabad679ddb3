#!/usr/bin/env bash
# Measures the trainer ConvNet next to a plain loop of TorchSharp and to PyTorch in Python, and writes training.csv and the part 'training' of
# docs/performance.md; some minutes on two cores, which should have nothing else to do.
#
# usage: training.sh [--short] [NETWORK...]
#   NETWORK  lenet5, fourconv28, fourconv32, resnet20 or resnet18; all if left out
#   --short  three rounds of few images, under four minutes in all; prints the table and leaves the document as it is
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
# shellcheck source=eng/lib.sh
. eng/lib.sh

# Batch, images an epoch, epochs; and the same for a short run.
declare -A sizes=([lenet5]="64 12800 6" [fourconv28]="64 1920 4" [fourconv32]="64 1280 4" [resnet20]="128 1280 4" [resnet18]="16 48 3")
declare -A short_sizes=([lenet5]="64 6400 5" [fourconv28]="64 640 4" [fourconv32]="64 512 4" [resnet20]="128 512 3" [resnet18]="16 32 2")
rounds=5 short=
networks=()
for argument in "$@"; do
    case $argument in
        --short) rounds=3 short=yes ;;
        *) [ -n "${sizes[$argument]:-}" ] || die "the argument is '$argument'; allowed: --short, ${!sizes[*]}"; networks+=("$argument") ;;
    esac
done
[ ${#networks[@]} -gt 0 ] || networks=(lenet5 fourconv28 fourconv32 resnet20 resnet18)
threads=$(nproc)
here=eng/benchmarks
bench=$here/MLNet.ConvExtensions.TrainingBenchmarks
work=$PWD/artifacts/benchmarks
# Debian's interpreter: the one that sees Debian's torch.
python=/usr/bin/python3

dotnet build $bench -c Release --verbosity quiet -nologo || die "the benchmark doesn't build"
(install_debian python3-torch libopenblas0-openmp) || die "there is no torch to compare with"
# Where the environment pins the kernels of OpenBLAS, which PyTorch computes with, the peer gets those of this processor all the same.
unset OPENBLAS_CORETYPE
mkdir -p "$work"

machine="$(nproc) cores of $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1), .NET $(dotnet --version), $(date +%F)"
results=$work/training.csv
echo "round,contender,network,setting,value,unit" > "$results"
measure() { "$@" | sed "s/^/$round,/" >> "$results"; }
for round in $(seq "$rounds"); do
    say "round $round of $rounds (load $(cut -d' ' -f1 /proc/loadavg))"
    for network in "${networks[@]}"; do
        size=${sizes[$network]}
        [ -z "$short" ] || size=${short_sizes[$network]}
        # shellcheck disable=SC2086 # several numbers
        {
            measure $bench/bin/Release/net10.0/MLNet.ConvExtensions.TrainingBenchmarks training $network $size "$threads"
            measure $bench/bin/Release/net10.0/MLNet.ConvExtensions.TrainingBenchmarks plain $network $size "$threads"
            for setting in foreach nhwc; do
                measure $python $here/peer_training.py $network $size "$threads" $setting
            done
        }
    done
done
document=docs/performance.md
if [ -n "$short" ]; then
    document=$work/performance.md
    cp docs/performance.md "$document"
else
    cp "$results" $here/training.csv
fi
$python $here/training_report.py "$results" "$document" "$machine"
sed -n '/<!-- training: begin -->/,/<!-- training: end -->/p' "$document"

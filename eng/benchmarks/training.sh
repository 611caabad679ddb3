#!/usr/bin/env bash
# Measures the trainer ConvNet next to PyTorch in Python and writes training.csv and the part 'training' of docs/performance.md; some minutes on two
# cores, which should have nothing else to do. ROUNDS=1 for a quick look, NETWORKS='lenet5 resnet20' for some of the networks.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
# shellcheck source=eng/lib.sh
. eng/lib.sh

rounds=${ROUNDS:-5}
networks=${NETWORKS:-lenet5 fourconv28 fourconv32 resnet20}
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

# Batch, images an epoch, epochs.
declare -A sizes=([lenet5]="64 12800 6" [fourconv28]="64 1920 4" [fourconv32]="64 1280 4" [resnet20]="128 1280 4")
machine="$(nproc) cores of $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1), .NET $(dotnet --version), $(date +%F)"
results=$work/training.csv
echo "round,contender,network,setting,value,unit" > "$results"
measure() { "$@" | sed "s/^/$round,/" >> "$results"; }
for round in $(seq "$rounds"); do
    say "round $round of $rounds (load $(cut -d' ' -f1 /proc/loadavg))"
    for network in $networks; do
        # shellcheck disable=SC2086 # several numbers
        {
            measure $bench/bin/Release/net10.0/MLNet.ConvExtensions.TrainingBenchmarks $network ${sizes[$network]} "$threads"
            for setting in foreach nhwc; do
                measure $python $here/peer_training.py $network ${sizes[$network]} "$threads" $setting
            done
        }
    done
done
cp "$results" $here/training.csv
$python $here/training_report.py "$results" docs/performance.md "$machine"

#!/usr/bin/env bash
# Measures the feature stage next to its peers and writes results.csv and RESULTS.md beside this script; about ten minutes on two
# cores, which should have nothing else to do. ROUNDS=1 for a quick look. Needs the shared photos and networks (MLNETCONV_SHARED, or
# the folder 'shared' beside the repository), Debian's apt-get for torch and npm for Node's packages; a peer that can't be had is left out.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
# shellcheck source=eng/lib.sh
. eng/lib.sh

rounds=${ROUNDS:-5}
here=eng/benchmarks
work=$PWD/artifacts/benchmarks
shared=${MLNETCONV_SHARED:-$PWD/../shared}
bench=$here/MLNet.ConvExtensions.Benchmarks
[ -d "$shared/models" ] || die "the shared networks and photos are not at '$shared': set MLNETCONV_SHARED"
# Debian's interpreter: the one that sees Debian's torch.
python=/usr/bin/python3

dotnet build $bench -c Release --verbosity quiet -nologo || die "the benchmarks don't build"

mkdir -p "$work/node"
(install_debian python3-numpy python3-onnx python3-pil) || die "the inputs can't be made"
if (install_debian python3-torch python3-torchvision libopenblas0-openmp); then torch=yes; else torch=; say "without torch"; fi
cp $here/peer_node.mjs "$work/node/"
if (cd "$work/node" && npm install --silent --ignore-scripts --no-audit --no-fund --prefix . onnxruntime-node@1.30.0 sharp@0.35.5 >/dev/null); then node=yes; else node=; say "without Node"; fi

export BENCHMARK_INPUTS=$work/inputs BENCHMARK_SETTINGS=$work/settings
if [ ! -f "$work/inputs/.complete" ]; then
    rm -rf "$work/inputs"
    $python $here/make_inputs.py "$shared" "$work/inputs"
    touch "$work/inputs/.complete"
fi
# Where the environment pins the kernels of OpenBLAS, which PyTorch computes with, the peer gets those of this processor all the same.
unset OPENBLAS_CORETYPE
rm -rf "$BENCHMARK_SETTINGS"
mkdir "$BENCHMARK_SETTINGS"

machine="$(nproc) cores of $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1), .NET $(dotnet --version), $(date +%F)"
results=$work/results.csv
echo "round,contender,network,photos,setting,value,unit" > "$results"
measure() { "$@" | sed "s/^/$round,/" >> "$results"; }
for round in $(seq "$rounds"); do
    say "round $round of $rounds (load $(cut -d' ' -f1 /proc/loadavg))"
    measure $bench/bin/Release/net10.0/MLNet.ConvExtensions.Benchmarks side-by-side costs raw stage mlnet
    [ -z "$torch" ] || measure $python $here/peer_torch.py
    [ -z "$node" ] || measure node "$work/node/peer_node.mjs"
done
cp "$results" $here/results.csv
$python $here/report.py "$results" $here/RESULTS.md "$machine"
cat $here/RESULTS.md

#!/usr/bin/env bash
# Measures the feature stage next to its peers and writes results.csv and the part 'features' of docs/performance.md; 50 minutes on two
# cores, which should have nothing else to do. A part of it is measured, printed, and written to artifacts/benchmarks alone, by
#   ROUNDS=1                            rounds, 5 if left out
#   NETWORKS='squeezenet1.1 resnet18'   some of squeezenet1.1, mobilenetv2, resnet18
#   PHOTOS=small                        some of small (224 pixels), large (12 megapixels)
#   CONTENDERS='costs stage'            some of costs (which give the bound), raw, stage, mlnet, torch, node; 'processor' alone compares the stage
#                                       with its parts by processor time, which other work on the machine hardly changes
# Needs the shared photos and networks (MLNETCONV_SHARED, or the folder 'shared' beside the repository), Debian's apt-get for libjpeg-turbo and
# torch, npm for Node's packages; a peer that can't be had is left out.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
# shellcheck source=eng/lib.sh
. eng/lib.sh

whole=${ROUNDS:-}${NETWORKS:-}${PHOTOS:-}${CONTENDERS:-}
rounds=${ROUNDS:-5}
contenders=${CONTENDERS:-costs raw stage mlnet torch node}
here=eng/benchmarks
work=$PWD/artifacts/benchmarks
shared=${MLNETCONV_SHARED:-$PWD/../shared}
bench=$here/MLNet.ConvExtensions.Benchmarks
[ -d "$shared/models" ] || die "the shared networks and photos are not at '$shared': set MLNETCONV_SHARED"
# Debian's interpreter: the one that sees Debian's torch.
python=/usr/bin/python3

dotnet build $bench -c Release --verbosity quiet -nologo || die "the benchmarks don't build"

ours=() torch= node=
for contender in $contenders; do
    case $contender in
        costs | raw | stage | mlnet | processor) ours+=("$contender") ;;
        torch) torch=yes ;;
        node) node=yes ;;
        *) die "the contender is '$contender'; allowed: costs, raw, stage, mlnet, processor, torch, node" ;;
    esac
done
mkdir -p "$work/node"
(install_debian libturbojpeg0) || say "without libjpeg-turbo: SkiaSharp decodes"
(install_debian python3-numpy python3-onnx python3-pil) || die "the inputs can't be made"
if [ -n "$torch" ] && ! (install_debian python3-torch python3-torchvision libopenblas0-openmp); then torch=; say "without torch"; fi
cp $here/peer_node.mjs "$work/node/"
if [ -n "$node" ] && ! (cd "$work/node" && npm install --silent --ignore-scripts --no-audit --no-fund --prefix . onnxruntime-node@1.30.0 sharp@0.35.5 >/dev/null); then
    node=
    say "without Node"
fi

export BENCHMARK_INPUTS=$work/inputs BENCHMARK_SETTINGS=$work/settings
export BENCHMARK_NETWORKS=${NETWORKS:-squeezenet1.1 mobilenetv2 resnet18} BENCHMARK_PHOTOS=${PHOTOS:-small large}
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
    [ ${#ours[@]} -eq 0 ] || measure $bench/bin/Release/net10.0/MLNet.ConvExtensions.Benchmarks side-by-side "${ours[@]}"
    [ -z "$torch" ] || measure $python $here/peer_torch.py
    [ -z "$node" ] || measure node "$work/node/peer_node.mjs"
done
if [ -z "$whole" ]; then
    cp "$results" $here/results.csv
    $python $here/report.py "$results" docs/performance.md "$machine"
else
    printf '<!-- features: begin -->\n<!-- features: end -->\n' > "$work/part.md"
    $python $here/report.py "$results" "$work/part.md" "$machine"
    cat "$work/part.md"
    grep ',processor,' "$results" || true
fi

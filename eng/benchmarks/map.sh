#!/usr/bin/env bash
# Measures 'mlconv map' next to scikit-learn's t-SNE on the same features, and the search by a graph next to the exact one; a quarter of an
# hour on two cores, which should have nothing else to do. Needs the shared photos and networks (MLNETCONV_SHARED, or the folder 'shared'
# beside the repository), and Debian's apt-get for scikit-learn.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
# shellcheck source=eng/lib.sh
. eng/lib.sh

here=eng/benchmarks
work=$PWD/artifacts/benchmarks/map
shared=${MLNETCONV_SHARED:-$PWD/../shared}
bench=$here/MLNet.ConvExtensions.Benchmarks
[ -d "$shared/data" ] || die "the shared networks and photos are not at '$shared': set MLNETCONV_SHARED"
python=/usr/bin/python3
install_debian python3-sklearn
dotnet build $bench -c Release --verbosity quiet -nologo || die "the benchmarks don't build"
dotnet build src/MLNet.ConvExtensions.Tool -c Release --verbosity quiet -nologo || die "mlconv doesn't build"
mlconv() { dotnet src/MLNet.ConvExtensions.Tool/bin/Release/net10.0/mlconv.dll "$@"; }

mkdir -p "$work"
[ -d "$work/wildcats" ] || { mkdir "$work/wildcats"; tar -xf "$shared/data/wildcats/wildcats_7x120.tar" -C "$work/wildcats"; }
[ -d "$work/cifar10" ] || { mkdir "$work/cifar10"; tar -xf "$shared/data/cifar10/cifar10_jpeg_60000.tar.gz" -C "$work/cifar10"; }
# MNIST: the first 10,000 digits of the training part, as pixels from 0 to 1, and with Fashion-MNIST 100,200 pictures to search in.
$python - "$shared/data" "$work" <<'PY'
import gzip, sys
import numpy as np
def images(name):
    raw = gzip.open(f"{sys.argv[1]}/{name}/train-images-idx3-ubyte.gz").read()
    return np.frombuffer(raw, np.uint8, offset=16).reshape(-1, 784).astype(np.float32) / 255
digits, clothes = images("mnist"), images("fashion-mnist")
np.save(f"{sys.argv[2]}/mnist.npy", digits[:10000])
both = np.concatenate([digits, clothes])
np.save(f"{sys.argv[2]}/pixels.npy", both[np.random.RandomState(1).permutation(len(both))[:100200]])
PY
[ -f "$work/wildcats.npy" ] || mlconv features --images "$work/wildcats" --backbone "$shared/models/mobilenetv2/mobilenetv2-7_features_fp32.onnx" --out "$work/wildcats.npy"
find "$work/cifar10" -path '*test*' -name '*.jp*g' | sort > "$work/cifar10.txt.list"
cp "$work/cifar10.txt.list" "$work/cifar10-test.txt"
[ -f "$work/cifar.npy" ] || mlconv features --images "$work/cifar10-test.txt" --backbone embedded --out "$work/cifar.npy"

for set in mnist cifar wildcats; do
    say "== $set (load $(cut -d' ' -f1 /proc/loadavg))"
    time mlconv map --features "$work/$set.npy" --csv "$work/$set.csv"
    $python $here/peer_tsne.py "$work/$set.npy" "$work/$set.csv"
done
# As many features as a MobileNetV2 has: what the target of a minute is about.
$python -c "import numpy as np, sys; r = np.random.RandomState(1); c = r.rand(50, 1280); np.save(sys.argv[1], (c[r.randint(50, size=10000)] + 0.3 * r.randn(10000, 1280)).astype(np.float32))" "$work/large.npy"
time mlconv map --features "$work/large.npy" --csv "$work/large.csv"
for source in clustered "$work/pixels.npy"; do
    $bench/bin/Release/net10.0/MLNet.ConvExtensions.Benchmarks search "$source"
done

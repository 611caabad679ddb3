#!/usr/bin/env bash
# The most memory that 'mlconv features' takes for 200, 2,000 and 10,000 photos: it should hardly grow. The photos are links to those
# of the shared data. Writes a table to the output; about three minutes on two cores.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
# shellcheck source=eng/lib.sh
. eng/lib.sh

shared=${MLNETCONV_SHARED:-$PWD/../shared}
[ -d "$shared/models" ] || die "the shared networks and photos are not at '$shared': set MLNETCONV_SHARED"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
dotnet build src/MLNet.ConvExtensions.Tool -c Release --verbosity quiet -nologo >&2 || die "mlconv doesn't build"
mlconv=$(ls src/MLNet.ConvExtensions.Tool/bin/Release/net10.0/*.runtimeconfig.json | head -n 1)
mlconv=${mlconv%.runtimeconfig.json}.dll

mkdir "$work/photos"
tar -xf "$shared/data/wildcats/wildcats_7x120.tar" -C "$work/photos"
mapfile -t photos < <(find "$work/photos" -name '*.jpg' | sort)
echo "| photos | peak, MB |"
echo "|--:|--:|"
for count in ${COUNTS:-200 2000 10000}; do
    folder=$work/$count
    mkdir "$folder"
    for ((i = 0; i < count; i++)); do ln "${photos[i % ${#photos[@]}]}" "$folder/$i.jpg"; done
    # The kernel keeps the peak as long as the process lives.
    dotnet "$mlconv" features --images "$folder" --backbone "$shared/models/squeezenet1.1/squeezenet1.1_fp32.onnx" --out "$work/$count.npy" > "$work/log" 2>&1 &
    pid=$! peak=0
    while now=$(sed -n 's/^VmHWM:[[:space:]]*\([0-9]*\) kB/\1/p' "/proc/$pid/status" 2>/dev/null) && [ -n "$now" ]; do peak=$now; sleep 0.2; done
    wait $pid || { cat "$work/log" >&2; die "mlconv failed on $count photos"; }
    echo "| $count | $((peak / 1024)) |"
done

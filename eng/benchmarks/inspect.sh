#!/usr/bin/env bash
# What 'mlconv inspect' takes for 2,500, 5,000, 10,000 and 20,000 pictures of CIFAR-10: seconds of processor time and the peak of memory. Writes a table
# to the output. COUNTS='1000 2000' for others, MLCONV=FILE.dll for another build, PICTURES=DIR for other pictures, a folder for each class.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
# shellcheck source=eng/lib.sh
. eng/lib.sh

shared=${MLNETCONV_SHARED:-$PWD/../shared}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
if [ -z "${MLCONV:-}" ]; then
    dotnet build src/MLNet.ConvExtensions.Tool -c Release --verbosity quiet -nologo -clp:NoSummary >&2 || die "mlconv doesn't build"
    MLCONV=src/MLNet.ConvExtensions.Tool/bin/Release/net10.0/mlconv.dll
fi
if [ -z "${PICTURES:-}" ]; then
    [ -d "$shared/data" ] || die "the pictures are not at '$shared': set MLNETCONV_SHARED or PICTURES"
    mkdir "$work/pictures"
    tar -xf "$shared/data/cifar10/cifar10_jpeg_60000.tar.gz" -C "$work/pictures"
    PICTURES=$(find "$work/pictures" -type d -name train | head -n 1)
fi
# Of each class in turn, so that all counts have all classes.
find -L "$PICTURES" -name '*.jp*g' -printf '%f,%h/%f\n' | sort -t, -k1,1 -k2,2 | cut -d, -f2 > "$work/all.txt"
echo "| pictures | processor s | ms each | peak, MB |"
echo "|--:|--:|--:|--:|"
for count in ${COUNTS:-2500 5000 10000 20000}; do
    { echo file,label; awk -F/ -v n="$count" 'NR <= n { print $0 "," $(NF - 1) }' "$work/all.txt"; } > "$work/$count.csv"
    /usr/bin/env python3 - "$MLCONV" "$work/$count.csv" "$work/out-$count" "$count" <<'PYTHON'
import resource
import subprocess
import sys

program, photos, out, count = sys.argv[1:]
done = subprocess.run(["dotnet", program, "inspect", "--images", photos, "--backbone", "embedded", "--out", out], capture_output=True, text=True)
if done.returncode:
    sys.exit(f"mlconv failed: {done.stderr[-2000:]}")
used = resource.getrusage(resource.RUSAGE_CHILDREN)
seconds = used.ru_utime + used.ru_stime
print(f"| {int(count):,} | {seconds:.0f} | {1000 * seconds / int(count):.1f} | {used.ru_maxrss // 1024} |", flush=True)
PYTHON
done

#!/usr/bin/env bash
# How fast training takes decoded images from its store, and how much faster fine-tuning from it is than at an earlier commit: processor
# time, in turns, medians. Usage: eng/benchmarks/store.sh [PHOTOS NETWORK [BASE]]; without photos (a folder of classes) the store alone.
# ms_each: the processor's milliseconds of a photo in an epoch after the first. NETWORK is an ONNX file or
# packaged-resnet18. ROUNDS, COUNT, EPOCHS and AUGMENT (none, photo, crop-flip) change the defaults below;
# the whole of the wild cats is COUNT=840 EPOCHS=10.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
# shellcheck source=eng/lib.sh
. eng/lib.sh

here=eng/benchmarks
name=MLNet.ConvExtensions.StoreBenchmarks
base=${3:-f796794}
old=$PWD/artifacts/store-base
export OMP_WAIT_POLICY=passive

dotnet build $here/$name -c Release --verbosity quiet -nologo || die "the benchmark doesn't build"
new=$here/$name/bin/Release/net10.0/$name
"$new" store
[ $# -ge 2 ] || exit 0

if [ ! -x "$old/$new" ]; then
    [ -d "$old" ] || git worktree add --detach "$old" "$base"
    mkdir -p "$old/$here/$name"
    cp $here/$name/*.csproj $here/$name/FineTuneSpeed.cs "$old/$here/$name/"
    echo 'MLNet.ConvExtensions.StoreBenchmarks.FineTuneSpeed.Run(args[1..]);' > "$old/$here/$name/Program.cs"
    (cd "$old" && dotnet build $here/$name -c Release --verbosity quiet -nologo) || die "the benchmark doesn't build at $base"
fi

results=$PWD/artifacts/store.csv
echo "side,what,network,augmentation,processor_s,wall_s,ms_each,accuracy" > "$results"
for _ in $(seq "${ROUNDS:-3}"); do
    for side in before now; do
        program=$new
        [ $side = now ] || program=$old/$new
        "$program" finetune "$1" "$2" "${AUGMENT:-photo}" "${COUNT:-210}" "${EPOCHS:-4}" | sed "s/^/$side,/" >> "$results"
    done
done
cat "$results"
/usr/bin/python3 - "$results" <<'PYTHON'
import csv, statistics, sys

rows = list(csv.DictReader(open(sys.argv[1])))
for unit in ("processor_s", "wall_s", "ms_each"):
    before, now = (statistics.median(float(r[unit]) for r in rows if r["side"] == side) for side in ("before", "now"))
    print(f"{unit}: {before:.2f} before, {now:.2f} now, {before / now:.2f} times")
PYTHON

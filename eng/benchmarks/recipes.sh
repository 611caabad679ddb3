#!/usr/bin/env bash
# Trains by the named recipes and prints what they reach: a line of CSV for each run, with the test accuracy, the seconds from start to end
# and those of the processor.
#
# usage: recipes.sh digits MNIST [SEED...]          LeNet-5 on the digits of MNIST, two threads; seeds 1 2 3 if left out
#        recipes.sh small-photos CIFAR [SEED...]    CIFAR ResNet-20 on CIFAR-10, one thread, some 40 minutes a seed; seed 1 if left out
#
# Histories of the epochs go to artifacts/recipes; a run of small photos that was stopped goes on from there.
set -euo pipefail
# shellcheck source=eng/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"
[ $# -ge 2 ] || die "usage: recipes.sh digits|small-photos FOLDER [SEED...]"
recipe=$1 data=$(realpath "$2")
shift 2
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
project=src/MLNet.ConvExtensions.Tool
dotnet build $project -c Release --verbosity quiet -nologo || die "mlconv doesn't build"
out=$PWD/artifacts/recipes
mkdir -p "$out"
export OMP_WAIT_POLICY=passive

train() {
    local seed=$1 name=$recipe-$1
    shift
    ( TIMEFORMAT='%R,%U,%S'; time dotnet $project/bin/Release/net10.0/mlconv.dll train --preset "$recipe" --seed "$seed" \
        --history "$out/$name.csv" "$@" > "$out/$name.txt" 2> "$out/$name.log" ) 2> "$out/$name.time" || { cat "$out/$name.log" >&2; die "$name failed"; }
    awk -F, -v seed="$seed" -v recipe="$recipe" \
        -v accuracy="$(sed -n 's/^Accuracy on test images: \([0-9.]*\).*/\1/p' "$out/$name.txt")" \
        '{ printf "%s,%s,%s,%.1f,%.1f\n", recipe, seed, accuracy, $1, $2 + $3 }' "$out/$name.time"
}

echo "recipe,seed,accuracy,seconds,processor seconds"
case $recipe in
    digits)
        [ $# -gt 0 ] || set -- 1 2 3
        for s in "$@"; do train "$s" --mnist "$data" --network LeNet5; done
        ;;
    small-photos)
        [ $# -gt 0 ] || set -- 1
        for s in "$@"; do train "$s" --cifar "$data" --network CifarResNet20 --threads 1 --checkpoint "$out/$recipe-$s.state"; done
        ;;
    *) die "the recipe is '$recipe'; allowed: digits, small-photos" ;;
esac

#!/usr/bin/env bash
# Features and predictions as arrays of a real Slurm: a cluster of two nodes on this machine, in a folder of its own and on ports of its own. One
# task of the features is requeued while it runs; the parts put together must be what one run writes, byte by byte. A training is paused by the
# signal before its time limit, requeues itself by eng/slurm/train.sbatch, and must end with the bytes of one that nothing disturbed. Skips where
# Slurm can't be installed. Needs the build; MLCONV is the command where it isn't this repository's.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
# shellcheck source=eng/lib.sh
. eng/lib.sh

MLCONV=${MLCONV:-dotnet $PWD/src/MLNet.ConvExtensions.Tool/bin/Release/net10.0/mlconv.dll}
# Services that packages bring are not to start: this cluster is the test's own.
(install_debian slurm-wlm munge) || { say "skipped: Slurm can't be installed here"; exit 0; }

work=$(mktemp -d)
chmod 755 "$work"
started=()
finish() {
    local id
    for id in "${started[@]}"; do kill "$id" 2> /dev/null || true; done
    wait "${started[@]}" 2> /dev/null || true
    rm -rf "$work"
}
trap finish EXIT
start() {
    local name=$1
    shift
    "$@" > "$work/$name.log" 2>&1 &
    started+=($!)
}
# until SECONDS WHAT COMMAND...
until_true() {
    local end=$((SECONDS + $1)) what=$2
    shift 2
    until "$@" > /dev/null 2>&1; do
        if [ $SECONDS -ge $end ]; then
            tail -n 20 "$work"/*.log "$work"/task-* >&2 2> /dev/null || true
            die "$what: not so in time"
        fi
        sleep 0.2
    done
}
free_port() {
    local port
    while port=$((20000 + RANDOM % 20000)); (: < "/dev/tcp/127.0.0.1/$port") 2> /dev/null; do :; done
    echo "$port"
}

host=$(hostname -s)
export SLURM_CONF=$work/slurm.conf
cat > "$SLURM_CONF" << END
ClusterName=mlconv
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=$(free_port)
SlurmUser=$(id -un)
SlurmdUser=$(id -un)
AuthType=auth/munge
AuthInfo=socket=$work/munge.socket,cred_expire=5
CryptoType=crypto/munge
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
SelectType=select/linear
SwitchType=switch/none
MpiDefault=none
ReturnToService=2
KillWait=5
JobRequeue=1
SchedulerParameters=batch_sched_delay=0,sched_interval=1,sched_min_interval=0
StateSaveLocation=$work/state
SlurmdSpoolDir=$work/spool-%n
SlurmctldPidFile=$work/slurmctld.pid
SlurmdPidFile=$work/slurmd-%n.pid
NodeName=node1 NodeHostname=$host NodeAddr=127.0.0.1 Port=$(free_port) CPUs=1 State=UNKNOWN
NodeName=node2 NodeHostname=$host NodeAddr=127.0.0.1 Port=$(free_port) CPUs=1 State=UNKNOWN
PartitionName=all Nodes=node1,node2 Default=YES MaxTime=INFINITE State=UP
END
mkdir "$work/state" "$work/spool-node1" "$work/spool-node2"

/usr/sbin/mungekey --create --keyfile "$work/munge.key"
start munged /usr/sbin/munged --foreground --force --key-file "$work/munge.key" --socket "$work/munge.socket" --pid-file "$work/munged.pid" \
    --seed-file "$work/munge.seed" --log-file "$work/munged.own.log"
until_true 120 "munge answers" munge --no-input --socket "$work/munge.socket"
start slurmctld /usr/sbin/slurmctld -D -c -f "$SLURM_CONF"
start slurmd1 /usr/sbin/slurmd -D -N node1 -f "$SLURM_CONF"
start slurmd2 /usr/sbin/slurmd -D -N node2 -f "$SLURM_CONF"
both_idle() { [ "$(sinfo --noheader --states idle --format %D)" = 2 ]; }
until_true 120 "both nodes are idle" both_idle

# Some thousand photos by name, so that a task runs for some seconds; then one run of each job, to compare with.
mkdir "$work/photos"
for i in $(seq 60); do cp -r samples/QuickStart/photos "$work/photos/$i"; done
seq 5 | sed 's/^/class /' > "$work/labels.txt"
network=$PWD/tests/MLNet.ConvExtensions.Tests/Data/tiny.onnx
features() { $MLCONV features --images "$work/photos" --backbone embedded --out "$work/$1"; }
predict() { $MLCONV predict --images "$work/photos" --backbone "$network" --labels "$work/labels.txt" --out "$work/$1"; }
features whole.npy > /dev/null
predict whole-predictions.csv > /dev/null

# array NAME COMMAND: submits COMMAND as an array of two.
array() {
    printf '#!/bin/bash\nexec %s\n' "$2" > "$work/$1.sbatch"
    sbatch --parsable --array=0-1 --requeue --chdir="$work" --output="$work/task-$1-%a" "$work/$1.sbatch"
}
is_gone() { [ -z "$(squeue --noheader --jobs "$1" 2> /dev/null)" ]; }
has_begun() { [ "$(wc -l < "$1" 2> /dev/null || echo 0)" -gt 1 ]; }
state_of() { scontrol --oneliner show job "$1" | grep -o 'JobState=[A-Z]*' | cut -d= -f2; }
is_running() { [ "$(state_of "$1")" = RUNNING ]; }

# The training's script as users have it, with this network and these images: enough epochs for the signal to come before the end.
training() { # NAME
    printf '%s\n' "$MLCONV train --images $work/photos/1 --network LeNet5 --size 32 --epochs 300 --threads 1 --checkpoint $work/$1.state --onnx $work/$1.onnx"
}
training undisturbed | bash > /dev/null 2>&1 &
undisturbed=$!
mkdir "$work/train"
sed "s|^srun .*|srun $(training paused)|" eng/slurm/train.sbatch > "$work/train/train.sbatch"
grep -q "LeNet5" "$work/train/train.sbatch" || die "eng/slurm/train.sbatch has no line that begins with srun"

job=$(array features "$MLCONV features --images $work/photos --backbone embedded --out $work/shared.npy")
until_true 120 "the second task writes" has_begun "$work/shared-2-of-2.npy.manifest.jsonl"
scontrol requeue "${job}_1"
# A requeued task waits for the old one's credential to expire; it needn't.
second=$(array predictions "$MLCONV predict --images $work/photos --backbone $network --labels $work/labels.txt --out $work/shared-predictions.csv")
until_true 300 "the arrays end" is_gone "$job"
until_true 300 "the arrays end" is_gone "$second"
grep -qE '[0-9]+ images had been done before' "$work/task-features-1" || { cat "$work"/task-features-*; die "the requeued task didn't go on"; }
$MLCONV merge --out "$work/shared.npy"
$MLCONV merge --out "$work/shared-predictions.csv"
cmp "$work/whole.npy" "$work/shared.npy"
cmp "$work/whole.txt" "$work/shared.txt"
cmp "$work/whole-predictions.csv" "$work/shared-predictions.csv"
wait "$undisturbed"
training_job=$(sbatch --parsable --cpus-per-task=1 --mem=0 --time=10 --chdir="$work/train" --output="$work/task-train" "$work/train/train.sbatch")
until_true 120 "the training keeps its state" test -s "$work/paused.state"
scancel --signal=USR1 "$training_job"
until_true 120 "the training says that it stopped" grep -q "Stopped. The state is in" "$work/task-train"
until_true 120 "the training ends" is_gone "$training_job"
cmp "$work/undisturbed.onnx" "$work/paused.onnx"
say "Slurm: a training paused by a signal and requeued ended with the bytes of one that nothing disturbed"
say "Slurm: $(wc -l < "$work/shared.txt") images in an array of two, a task requeued, merged as one run writes them, in $SECONDS s"

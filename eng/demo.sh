#!/usr/bin/env bash
# Sets everything up and runs the main job: conv features and ML.NET's trainers on photos of snow leopards and others.
# Arguments go to the sample: --images DIR for your own photos, --backbone FILE.onnx for your own network.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
"$root/eng/setup.sh"
# The caller's folder stays the current one, so that relative paths mean what they say.
exec dotnet run --project "$root/samples/SnowLeopard" -c Release --verbosity quiet -- "$@"

#!/usr/bin/env bash
# Runs the main job: conv features and ML.NET's trainers on photos of snow leopards and others, which the program draws itself.
# Arguments go to the sample: --images DIR for your own photos, --backbone NAME|FILE.onnx for another network.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# The caller's folder stays the current one, so that relative paths mean what they say.
exec dotnet run --project "$root/samples/SnowLeopard" -c Release --verbosity quiet -- "$@"

#!/usr/bin/env bash
# Sets everything up and runs the main job: conv features and ML.NET's trainers on photos of snow leopards and others.
# Arguments go to the sample: --images DIR for your own photos, --backbone FILE.onnx for your own network.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
eng/setup.sh
exec dotnet run --project samples/SnowLeopard -c Release --verbosity quiet -- "$@"

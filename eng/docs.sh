#!/usr/bin/env bash
# Makes the guides and the reference of the public API into a site in artifacts/docs/site. Needs the libraries built for Release.
# A warning is an error, but for assemblies that ML.NET refers to and doesn't bring.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
dotnet tool restore --verbosity quiet
mkdir -p artifacts/docs
dotnet docfx docfx.json | tee artifacts/docs/log
! grep -i 'warning[: ]' artifacts/docs/log | grep -vE 'InvalidAssemblyReference|^ *[0-9]+ warning|succeeded with warning'

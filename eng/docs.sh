#!/usr/bin/env bash
# Makes the guides and the reference of the public API into a site in artifacts/docs/site. Needs the libraries built for Release.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
dotnet tool restore --verbosity quiet
dotnet docfx docfx.json --warningsAsErrors

#!/usr/bin/env bash
# Packs what is published into artifacts/packages, which it empties first: the libraries, and the tool with a package for each system.
# A LABEL makes a prerelease of it, VERSION-LABEL.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
# shellcheck source=eng/lib.sh
. eng/lib.sh

most=200000000    # bytes, well below what galleries take
packages=artifacts/packages
version=$(sed -nE 's:.*<Version>(.*)</Version>.*:\1:p' Directory.Build.props)${1:+-$1}
# Sources are named by their place in the repository, not on this machine.
export CI=true

if [ "$(uname)" = Linux ] && ! command -v strip > /dev/null; then install_debian binutils; fi
rm -rf $packages
say "packing $version"
# The tool builds the libraries.
dotnet pack src/MLNet.ConvExtensions.Tool -c Release -p:PackageVersion="$version" --verbosity quiet -nologo
for library in src/*/*.csproj; do
    [[ $library == *.Tool.csproj ]] || dotnet pack "$library" -c Release --no-build -p:PackageVersion="$version" --verbosity quiet -nologo
done

status=0
for file in $packages/*.nupkg; do
    size=$(wc -c < "$file")
    printf '%12d  %s\n' "$size" "$(basename "$file")"
    if [ "$size" -gt $most ]; then say "$(basename "$file") has $size bytes; at most $most are allowed"; status=1; fi
done
exit $status

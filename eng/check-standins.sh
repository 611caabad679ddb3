#!/usr/bin/env bash
# Checks that the stand-ins expose nothing that the real packages don't have. The lists of the real signatures and the checker
# are found beside the repository, or where MLNETCONV_SHARED says. Exit status: 0 all well, 1 something is beyond, 3 nothing to check.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=eng/lib.sh
. eng/lib.sh

shared=${MLNETCONV_SHARED:-../shared}
[ -d "$shared/tools/ApiSurface" ] || { say "stand-ins' public surface: not checked, there is no $shared/tools/ApiSurface"; exit 3; }
grep -q standins artifacts/dependencies.props 2>/dev/null || { say "stand-ins' public surface: not checked, the published packages are in use"; exit 3; }

tool=artifacts/tools/ApiSurface
if ! cmp -s "$shared/tools/ApiSurface/Program.cs" $tool/Program.cs; then
    mkdir -p $tool
    cp "$shared"/tools/ApiSurface/* $tool/
    chmod -R u+w $tool
    # It is not held to this repository's style.
    echo 'root = true' > $tool/.editorconfig
fi
if [ ! $tool/out/ApiSurface.dll -nt $tool/Program.cs ]; then
    dotnet build $tool/ApiSurface.csproj -c Release -o $tool/out -p:TreatWarningsAsErrors=false --verbosity quiet -nologo > $tool/build.log 2>&1 \
        || { cat $tool/build.log >&2; die "the checker of public surfaces doesn't build"; }
fi

# One folder with all of them, so that each finds its neighbours.
install_debian unzip
all=artifacts/standins/assemblies
mkdir -p $all
for package in Microsoft.ML Microsoft.ML.FastTree Microsoft.ML.ImageAnalytics Microsoft.ML.OnnxTransformer Microsoft.ML.AutoML Microsoft.ML.OnnxRuntime.Managed SkiaSharp TorchSharp; do
    unzip -qoj "artifacts/feed/$package.$(cat "artifacts/standins/$package.version").nupkg" 'lib/net10.0/*.dll' -d $all
done
find ~/.nuget/packages/mathnet.numerics/5.0.0/lib/net6.0 ~/.nuget/packages/system.numerics.tensors/*/lib/net10.0 -name '*.dll' -exec cp {} $all/ \; 2>/dev/null || true

status=0
check() {
    local beyond
    beyond=$(dotnet $tool/out/ApiSurface.dll check "$shared/api/$1.txt" "$all/$2.dll" 2>&1) || { say "$1: beyond the real package's public API:"; say "$beyond"; status=1; }
}
check Microsoft.ML Microsoft.ML
check Microsoft.ML.FastTree Microsoft.ML.FastTree
check Microsoft.ML.ImageAnalytics Microsoft.ML.ImageAnalytics
check Microsoft.ML.OnnxTransformer Microsoft.ML.OnnxTransformer
check Microsoft.ML.AutoML Microsoft.ML.AutoML
check Microsoft.ML.OnnxRuntime Microsoft.ML.OnnxRuntime
check TorchSharp TorchSharp
[ $status -eq 0 ] && say "stand-ins' public surface: within the real packages' lists"
exit $status

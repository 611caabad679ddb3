#!/usr/bin/env bash
# Sets up what building and testing need, and says what it does and why. Quick when nothing changed.
#
# The projects reference the published packages. Where these can't be restored, stand-ins of the same ids are built from
# eng/standins into artifacts/feed. CONV_DEPENDENCIES=packages|standins forces the choice; the choice is kept in
# artifacts/dependencies.props, which the build reads.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=eng/lib.sh
. eng/lib.sh

mkdir -p artifacts/feed artifacts/standins
# One at a time: a second one waits, and then finds everything done.
exec 9> artifacts/.lock
flock 9
# The build servers that dotnet leaves running must not keep the lock.
dotnet() { command dotnet "$@" 9>&-; }
props=artifacts/dependencies.props
packages=(Microsoft.ML.OnnxRuntime.Managed Microsoft.ML.OnnxRuntime SkiaSharp Microsoft.ML Microsoft.ML.FastTree
    Microsoft.ML.ImageAnalytics Microsoft.ML.OnnxTransformer Microsoft.ML.AutoML TorchSharp TorchSharp-cpu)

need_sdk() {
    command -v dotnet >/dev/null || die "the .NET SDK 10 is missing: install it so that 'dotnet' is on the PATH"
    local version
    version=$(dotnet --version 2>/dev/null) || die "'dotnet --version' fails here: global.json asks for SDK 10.0.100 or a later feature band"
    [ "${version%%.*}" -ge 10 ] || die "the .NET SDK is $version; 10.0.100 or later is needed"
}

# Restores the published packages in a project of its own, so that a failure says which one is missing.
probe_published() {
    local folder=artifacts/probe
    mkdir -p $folder
    {
        echo '<Project Sdk="Microsoft.NET.Sdk"><PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup><ItemGroup>'
        printf '<PackageReference Include="%s" />' "${packages[@]}"
        echo '</ItemGroup></Project>'
    } > $folder/probe.csproj
    dotnet restore $folder/probe.csproj -p:DependencySource=packages --verbosity quiet > $folder/restore.log 2>&1
}

chosen() { sed -n 's:.*<DependencySource>\(.*\)</DependencySource>.*:\1:p' $props 2>/dev/null || true; }

choose() {
    case "${CONV_DEPENDENCIES:-}" in
        packages) rm -f $props; probe_published || { cat artifacts/probe/restore.log >&2; die "CONV_DEPENDENCIES=packages, but the published packages can't be restored (above)"; }
            echo packages ;;
        standins) echo standins ;;
        "") local kept
            kept=$(chosen)
            if [ -n "$kept" ]; then echo "$kept"
            elif probe_published; then echo packages
            else echo standins; fi ;;
        *) die "CONV_DEPENDENCIES is '$CONV_DEPENDENCIES'; allowed: packages, standins" ;;
    esac
}

why_standins() {
    if [ "${CONV_DEPENDENCIES:-}" = standins ]; then echo "asked for by CONV_DEPENDENCIES"
    elif [ -f artifacts/probe/restore.log ]; then
        local missing
        missing=$(grep -oE 'Unable to find package [A-Za-z.-]+[A-Za-z]' artifacts/probe/restore.log | awk '{print $NF}' | sort -u | paste -sd' ')
        echo "not restorable here: ${missing:-$(grep -m1 -oE 'error NU[0-9]+' artifacts/probe/restore.log || echo 'the restore failed'), see artifacts/probe/restore.log}; CONV_DEPENDENCIES=packages tries again"
    else echo "chosen by an earlier run; CONV_DEPENDENCIES=packages tries the published packages again"; fi
}

# The C# sources and the native library of ONNX Runtime, from npm.
fetch_onnxruntime() {
    local name=com.github.asus4.onnxruntime version=0.4.9 into=artifacts/npm/onnxruntime
    [ -f $into/package/.complete-$version ] && return
    command -v npm >/dev/null || install_debian npm
    say "fetching ONNX Runtime from npm ($name $version)"
    rm -rf $into && mkdir -p $into
    (cd $into && npm pack --silent --fetch-retries=1 --fetch-timeout=60000 "$name@$version" >/dev/null) || die "npm could not fetch $name@$version, which the ONNX Runtime stand-in is made of"
    tar -xzf $into/$name-$version.tgz -C $into package/Runtime package/Plugins/Linux package/LICENSE package/ThirdPartyNotices.txt
    rm $into/$name-$version.tgz
    touch $into/package/.complete-$version
}

# A stand-in's version names the sources it was made from, its neighbours' included: a change of one is a new package.
version_of() {
    local package=$1 base folders=("eng/standins/$1" eng/standins/Directory.Build.props Directory.Packages.props) reference
    case $package in
        Microsoft.ML.OnnxRuntime*) base=1.29.0 ;;
        SkiaSharp) base=2.88.8 ;;
        Microsoft.ML.AutoML) base=0.23.0 ;;
        TorchSharp*) base=0.106.0 ;;
        *) base=5.0.0 ;;
    esac
    for reference in $(grep -oE '<ProjectReference Include="[^"]+' "eng/standins/$package/$package.csproj" | sed 's:.*/::; s:\.csproj$::'); do
        folders+=("artifacts/standins/$reference.version")
    done
    echo "$base-standin.$(find "${folders[@]}" -type f -not -path '*/bin/*' -not -path '*/obj/*' -print0 | LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum | cut -c1-12)"
}

# The library between TorchSharp's managed side and Debian's libtorch. Half a minute, and only when its sources changed.
build_libtorchsharp() {
    local log=artifacts/native/LibTorchSharp.log
    mkdir -p artifacts/native
    say "compiling TorchSharp's native library"
    { cmake -S eng/standins/TorchSharp-cpu/native -B artifacts/native/LibTorchSharp && cmake --build artifacts/native/LibTorchSharp --parallel "$(nproc)"; } > $log 2>&1 \
        || { grep -iE 'error' $log | head -20 >&2; die "TorchSharp's native library doesn't compile ($log)"; }
}

build_standins() {
    install_debian $(cat eng/standins/*/debian-packages.txt)
    fetch_onnxruntime
    local package version stale=
    : > $props.new
    for package in "${packages[@]}"; do
        version=$(version_of "$package")
        echo "$version" | cmp -s - "artifacts/standins/$package.version" || echo "$version" > "artifacts/standins/$package.version"
        [ -f "artifacts/feed/$package.$version.nupkg" ] || stale+=" $package"
        echo "    <$(echo "$package" | tr -d .-)Version>$version</$(echo "$package" | tr -d .-)Version>" >> $props.new
    done
    if [ -n "$stale" ]; then
        say "building the stand-ins (changed:$stale)"
        # All of them are packed, so the library must be there whichever of them changed.
        case " $stale " in *" TorchSharp-cpu "*) build_libtorchsharp ;; *) [ -f artifacts/native/LibTorchSharp/libLibTorchSharp.so ] || build_libtorchsharp ;; esac
        rm -rf artifacts/standins/packed
        dotnet pack eng/standins/Standins.slnx -c Release -p:PackageOutputPath="$PWD/artifacts/standins/packed" --verbosity quiet -nologo > artifacts/standins/pack.log 2>&1 \
            || { grep -E 'error|warning' artifacts/standins/pack.log | sort -u | head -40 >&2; die "the stand-ins don't build (artifacts/standins/pack.log)"; }
        # Renamed into the feed when whole: one that was cut off would be taken for good.
        mv artifacts/standins/packed/*.nupkg artifacts/feed/
    fi
}

write_props() {
    {
        printf '<Project>\n  <PropertyGroup>\n    <DependencySource>%s</DependencySource>\n' "$1"
        [ -f $props.new ] && cat $props.new
        printf '  </PropertyGroup>\n</Project>\n'
    } > $props.written
    rm -f $props.new
    cmp -s $props.written $props && rm $props.written || mv $props.written $props
}

need_sdk
source=$(choose)
case $source in
    packages) say "dependencies: the published packages"; write_props packages ;;
    standins) say "dependencies: stand-ins from eng/standins ($(why_standins))"; build_standins; write_props standins ;;
esac

#!/usr/bin/env bash
# Uses the packages in artifacts/packages as their users would, outside the repository and with no environment variable: programs of the README
# and the guides, with the packages that the README tells to install, and the tool.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
# shellcheck source=eng/lib.sh
. eng/lib.sh

feed=$PWD/artifacts/packages
version=$(ls "$feed" 2> /dev/null | sed -nE 's/^MLNet\.ConvExtensions\.Training\.(.*)\.nupkg$/\1/p')
[ -n "$version" ] || die "artifacts/packages has no packages: run eng/packages/pack.sh first"
ours=(MLNet.ConvExtensions MLNet.ConvExtensions.Training MLNet.ConvExtensions.Insight MLNet.ConvExtensions.CameraTraps MLNet.ConvExtensions.AutoML)
cache=$(dotnet nuget locals global-packages --list | sed -E 's/^[^:]*: *//')
work=$(mktemp -d)

# A copy of ours in the cache would be taken in place of what was packed, now or in a later build.
forget() {
    local id
    for id in "${ours[@]}"; do rm -rf "${cache:?}/${id,,}/$version"; done
}
trap 'forget; rm -rf "$work"' EXIT
forget

# The version of a package: ours as packed, of others the one that the repository is built with.
version_of() {
    local found
    if [[ $1 == MLNet.ConvExtensions* ]]; then echo "$version"; return; fi
    found=$(sed -nE "s/.*<PackageVersion Include=\"$1\" Version=\"([^\"]+)\".*/\1/p" Directory.Packages.props)
    if [[ $found == '$('* ]]; then found=$(sed -nE "s:.*<${found:2:-1}>(.*)</.*:\1:p" Directory.Packages.props); fi
    [ -n "$found" ] || die "the README tells to install '$1', which Directory.Packages.props doesn't have"
    echo "$found"
}

# Where the programs run: photos, and what an earlier program left.
mkdir "$work/data"
cp -r samples/QuickStart/photos "$work/data/photos"
cp samples/QuickStart/photos/striped/00.jpg "$work/data/photo.jpg"
eng/photo-list.sh "$work/data/photos" > "$work/data/photos.csv"

# Builds a program of eng/packages/programs in a project of its own, with references to the given packages and nothing else.
build_with() {
    local name=$1 id folder=$work/$1 sdk=Microsoft.NET.Sdk
    shift
    if grep -q WebApplication "eng/packages/programs/$name.cs"; then sdk=$sdk.Web; fi
    mkdir "$folder"
    cp "eng/packages/programs/$name.cs" "$folder/Program.cs"
    {
        echo "<Project Sdk=\"$sdk\">"
        echo '  <PropertyGroup>'
        echo '    <OutputType>Exe</OutputType>'
        echo '    <TargetFramework>net10.0</TargetFramework>'
        echo '    <ImplicitUsings>enable</ImplicitUsings>'
        echo '    <Nullable>enable</Nullable>'
        echo "    <RestoreAdditionalProjectSources>$feed</RestoreAdditionalProjectSources>"
        echo '  </PropertyGroup>'
        echo '  <ItemGroup>'
        for id in "$@"; do echo "    <PackageReference Include=\"$id\" Version=\"$(version_of "$id")\" />"; done
        echo '  </ItemGroup>'
        echo '</Project>'
    } > "$folder/$name.csproj"
    say "$name: $*"
    dotnet build "$folder" -c Release -p:CreateHardLinksForCopyLocalIfPossible=true --verbosity quiet -nologo -clp:NoSummary
}

run() {
    local name=$1
    shift
    env -i -C "$work/data" PATH="$PATH" HOME="$HOME" dotnet "$work/$name/bin/Release/net10.0/$name.dll" "$@" 2>&1 | tee "$work/$name.log"
}

run_with() {
    build_with "$@"
    run "$1"
}

# What a program must have said, and left behind.
expect() {
    grep -qE "$2" "$work/$1.log" || die "$1 didn't say '$2'"
    [ -z "${3:-}" ] || [ -s "$work/data/$3" ] || die "$1 left no $3"
}

mapfile -t installed < <(sed -nE 's/^    dotnet add package ([^ ]+).*/\1/p' README.md)
mapfile -t features < <(printf '%s\n' "${installed[@]}" | grep -vE 'TorchSharp|\.Training|\.Insight|\.CameraTraps|\.AutoML')
run_with FolderToModel "${features[@]}"
expect FolderToModel accuracy model.zip
run_with LoadAndPredict "${features[@]}"
expect LoadAndPredict '^(plain|striped) \([0-9]+'
run_with GroupsFromCsv "${features[@]}"
expect GroupsFromCsv 'animal[0-9]: [0-9]+ of [0-9]+ right'
run_with FineTuneResume "${installed[@]}"
expect FineTuneResume loss tuned.zip
run_with TunedShort "${installed[@]}"
run_with TunedPredict "${features[@]}"
expect TunedPredict '^(plain|striped)$'

# The web API answers 200 requests at a time, and says what is wrong with a file that is no photo.
build_with WebApi "${features[@]}"
install_debian curl
run WebApi --urls http://127.0.0.1:0 > /dev/null &
for _ in $(seq 300); do
    address=$(sed -nE 's/.*Now listening on: (http[^ ]*).*/\1/p' "$work/WebApi.log" 2> /dev/null) && [ -n "$address" ] && break
    sleep 0.1
done
[ -n "$address" ] || die "WebApi doesn't listen after 30 s"
answers=$(seq 200 | xargs -P 200 -I{} curl -s --data-binary "@$work/data/photo.jpg" "$address/predict")
refusal=$(curl -s -w ' %{http_code}' --data-binary "@$work/data/photos.csv" "$address/predict")
kill -TERM "$(pgrep -f "$work/WebApi/bin/Release/net10.0/WebApi.dll")"
wait
[ "$(grep -oE '"label":"(plain|striped)"' <<< "$answers" | wc -l)" -eq 200 ] || die "WebApi answered: ${answers:0:2000}"
say "WebApi: 200 answers; of a file that is no photo: $refusal"
[[ $refusal == *400 ]] || die "WebApi took a file that is no photo"

for id in "${ours[@]}"; do
    for file in README.md icon.png "lib/net10.0/$id.xml"; do
        [ -s "$cache/${id,,}/$version/$file" ] || die "the package $id has no $file"
    done
    [ -s "$feed/$id.$version.snupkg" ] || die "the package $id has no symbols"
done

say "the tool"
dotnet tool install MLNet.ConvExtensions.Tool --version "$version" --tool-path "$work/tools" --add-source "$feed" --verbosity quiet
mlconv() { env -i -C "$work/data" PATH="$PATH" HOME="$HOME" "$work/tools/mlconv" "$@"; }
mlconv summary ResNet18 --input 64x64x3 --classes 20 | tail -n 1
mlconv features --images photos --backbone packaged-resnet18 --out features.csv
mlconv train --images photos --network FourConv --size 32 --epochs 1 --batch-size 8 --out trained.zip --onnx trained.onnx

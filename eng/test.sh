#!/usr/bin/env bash
# Sets everything up, builds, and runs all tests. The last line counts them: 'N passed, N failed'.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=eng/lib.sh
. eng/lib.sh

eng/setup.sh || exit 1
# What only tests need; those that need what can't be had skip.
(install_debian $(cat tests/*/debian-packages.txt)) || say "some tests will be skipped"
dotnet build MLNet.ConvExtensions.sln -c Release --verbosity quiet -nologo -clp:NoSummary || die "the build failed"

mkdir -p artifacts/tests
status=0 passed=0 failed=0 skipped=0
for project in tests/*/*.csproj; do
    log=artifacts/tests/$(basename "$project" .csproj).log
    say "testing $(basename "$project" .csproj)"
    if dotnet test "$project" -c Release --no-build --nologo > "$log" 2>&1; then
        grep 'Passed!' "$log"
    else
        status=1
        grep -vE '\[(FAIL|SKIP)\]|^ +Skipped ' "$log"
    fi
    # The runner closes with: Passed!  - Failed: 0, Passed: 12, Skipped: 1, Total: 13, ...
    read -r f p s < <(sed -nE 's/.*Failed: +([0-9]+), Passed: +([0-9]+), Skipped: +([0-9]+),.*/\1 \2 \3/p' "$log" | tail -n 1)
    if [ -z "${p:-}" ]; then say "$project: no tests were counted ($log)"; status=1; f=1 p=0 s=0; fi
    failed=$((failed + f)) passed=$((passed + p)) skipped=$((skipped + s))
    unset f p s
done

eng/check-standins.sh
case $? in
    0) passed=$((passed + 1)) ;;
    3) skipped=$((skipped + 1)) ;;
    *) failed=$((failed + 1)) status=1 ;;
esac

echo "tests skipped for want of data beside the repository: $skipped"
echo "$passed passed, $failed failed"
[ $failed -eq 0 ] || status=1
exit $status

#!/usr/bin/env bash
# Builds everything and runs all tests. On Debian it first installs what some tests need beside .NET; elsewhere those skip, and say so.
# The last line counts: 'N passed, N failed'.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# shellcheck source=eng/lib.sh
. eng/lib.sh

# Word by word: the files hold one package a line. Elsewhere than on Debian, what needs them skips. The download goes on beside the build.
# shellcheck disable=SC2046
(install_debian $(cat tests/*/debian-packages.txt)) &
installing=$!
dotnet build MLNet.ConvExtensions.sln -c Release --verbosity quiet -nologo -clp:NoSummary
built=$?
wait $installing || say "some tests will be skipped"
[ $built -eq 0 ] || die "the build failed"

mkdir -p artifacts/tests
# What failed, with the start of each message: the last thing written, since readers of a long log see its end.
failures=artifacts/tests/failures.txt
: > "$failures"
status=0 passed=0 failed=0 skipped=0
for project in tests/*.Tests/*.csproj; do
    log=artifacts/tests/$(basename "$project" .csproj).log
    say "testing $(basename "$project" .csproj)"
    if dotnet test "$project" -c Release --no-build --nologo > "$log" 2>&1; then
        grep 'Passed!' "$log"
    else
        status=1
        grep -vE '\[(FAIL|SKIP)\]|^ +Skipped ' "$log"
        awk '/^  Failed / { left = 12 } left-- > 0' "$log" >> "$failures"
    fi
    # The runner closes with: Passed!  - Failed: 0, Passed: 12, Skipped: 1, Total: 13, ...
    read -r f p s < <(sed -nE 's/.*Failed: +([0-9]+), Passed: +([0-9]+), Skipped: +([0-9]+),.*/\1 \2 \3/p' "$log" | tail -n 1)
    if [ -z "${p:-}" ]; then say "$project: no tests were counted ($log)"; status=1; f=1 p=0 s=0; fi
    failed=$((failed + f)) passed=$((passed + p)) skipped=$((skipped + s))
    unset f p s
done

[ ! -s "$failures" ] || { echo "these tests failed:"; cat "$failures"; }
echo "tests skipped for want of data or programs: $skipped"
echo "$passed passed, $failed failed"
[ $failed -eq 0 ] || status=1
exit $status

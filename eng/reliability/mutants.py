#!/usr/bin/env python3
"""Changes an operator or a constant of the sources, one at a time, and sees whether a test notices.

    eng/reliability/mutants.py --count 20 --seed 1          random lines of the library and of Training
    eng/reliability/mutants.py --changed main --count 20    lines that differ from a revision
    eng/reliability/mutants.py --line src/.../A.cs:12       every change of one line

A change is caught if the tests of its room fail, or else all tests of the assembly's test project (--all); one that doesn't compile is none.
"""

import argparse
import pathlib
import random
import re
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROJECTS = {"src/MLNet.ConvExtensions": "tests/MLNet.ConvExtensions.Tests", "src/MLNet.ConvExtensions.Training": "tests/MLNet.ConvExtensions.Training.Tests"}
SWAPS = {
    " <= ": [" < "], " < ": [" <= "], " >= ": [" > "], " > ": [" >= "], " == ": [" != "], " != ": [" == "],
    " && ": [" || "], " || ": [" && "], " + ": [" - "], " - ": [" + "], " * ": [" / "], " / ": [" * "],
    "++": ["--"], " += ": [" -= "], " -= ": [" += "],
}
NUMBER = re.compile(r"(?<![\w.\"])(\d+)(?![\w.\"xX])")
WORD = re.compile(r"\b(true|false|Min|Max)\b")
SKIPPED = re.compile(r"^\s*(//|\[|using |namespace |\$?\"|\+ \$?\"|throw |///|#)|=> throw |Exception\(|nameof\(|@\"|\"\"\"")
TIMEOUT = 420


def masked(line):
    """The line with its strings and comments blanked, so that places stay where they are."""
    line = re.sub(r'\$?"(\\.|[^"\\])*"', lambda m: "\x01" * len(m.group()), line)
    line = re.sub(r"'(\\.|[^'\\])'", lambda m: "\x01" * len(m.group()), line)
    return re.sub(r"//.*", lambda m: "\x01" * len(m.group()), line)


def mutants_of(line):
    if SKIPPED.search(line):
        return []
    text, found = masked(line), []
    for old, news in SWAPS.items():
        at = text.find(old)
        while at >= 0:
            found += [line[:at] + new + line[at + len(old):] for new in news]
            at = text.find(old, at + 1)
    for match in NUMBER.finditer(text):
        found.append(line[: match.start()] + str(int(match.group(1)) + 1) + line[match.end():])
    for match in WORD.finditer(text):
        other = {"true": "false", "false": "true", "Min": "Max", "Max": "Min"}[match.group(1)]
        found.append(line[: match.start()] + other + line[match.end():])
    return found


def sources():
    for project in PROJECTS:
        for path in sorted((ROOT / project).rglob("*.cs")):
            parts = path.relative_to(ROOT).parts
            if not {"obj", "bin", "Proto"} & set(parts):
                yield path


def changed_lines(revision):
    diff = subprocess.run(["git", "diff", "-U0", revision, "--", *PROJECTS], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    path = None
    for line in diff.splitlines():
        if line.startswith("+++ b/"):
            path = ROOT / line[6:]
        elif line.startswith("@@") and path and path.suffix == ".cs":
            start, count = re.search(r"\+(\d+)(?:,(\d+))?", line).groups()
            for number in range(int(start), int(start) + int(count or 1)):
                yield path, number - 1


def project_of(path):
    relative = path.relative_to(ROOT).as_posix()
    return max((p for p in PROJECTS if relative.startswith(p + "/")), key=len)


def room_filter(path):
    project = project_of(path)
    tests = PROJECTS[project]
    parts = list(path.relative_to(ROOT / project).parts[:-1])
    while parts and not any((ROOT / tests).joinpath(*parts).glob("*Tests.cs")):
        parts.pop()
    return "FullyQualifiedName~." + ".".join(["Tests", *parts]) + "." if parts else None


def run(command):
    try:
        return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=TIMEOUT).returncode
    except subprocess.TimeoutExpired:
        return 124


def verdict(path, whole_project):
    tests = PROJECTS[project_of(path)]
    if run(["dotnet", "build", tests, "-c", "Release", "--verbosity", "quiet", "-nologo", "-clp:NoSummary"]) != 0:
        return None
    test = ["dotnet", "test", tests, "-c", "Release", "--no-build", "--nologo"]
    room = room_filter(path)
    if room and run([*test, "--filter", room]) != 0:
        return f"caught by {room[len('FullyQualifiedName~.'):-1]}"
    if whole_project or not room:
        return f"caught by {tests}" if run(test) != 0 else "ALIVE"
    return f"ALIVE after {room[len('FullyQualifiedName~.'):-1]}"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--changed", metavar="REVISION")
    parser.add_argument("--line", metavar="FILE:LINE", action="append", default=[])
    parser.add_argument("--all", action="store_true", help="where the room's tests notice nothing, all of the project's")
    options = parser.parse_args()

    if options.line:
        places = [(ROOT / l.rsplit(":", 1)[0], int(l.rsplit(":", 1)[1]) - 1) for l in options.line]
        wanted = [(p, n, m) for p, n in places for m in mutants_of(p.read_text().split("\n")[n])]
        count = len(wanted)
    else:
        places = list(changed_lines(options.changed)) if options.changed else [
            (p, n) for p in sources() for n in range(len(p.read_text().split("\n")))
        ]
        wanted = [(p, n, m) for p, n in places for m in mutants_of(p.read_text().split("\n")[n])]
        random.Random(options.seed).shuffle(wanted)
        count = options.count

    caught = alive = 0
    for path, number, mutant in wanted:
        if caught + alive >= count:
            break
        original, started = path.read_text(), time.time()
        lines = original.split("\n")
        was, lines[number] = lines[number], mutant
        try:
            path.write_text("\n".join(lines))
            said = verdict(path, options.all)
        finally:
            path.write_text(original)
        if said is None:
            continue
        caught, alive = caught + (not said.startswith("ALIVE")), alive + said.startswith("ALIVE")
        print(f"{said} ({time.time() - started:.0f} s): {path.relative_to(ROOT)}:{number + 1}\n    {was.strip()}\n    {mutant.strip()}", flush=True)
    print(f"{caught} of {caught + alive} caught, {alive} alive (seed {options.seed})")
    return 0 if alive == 0 else 1


if __name__ == "__main__":
    sys.exit(main())

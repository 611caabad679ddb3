#!/usr/bin/env bash
# Writes a CSV of a folder of photos with a folder for each class, with eight animals among them: photo-list.sh FOLDER > FILE.csv beside the folder.
set -euo pipefail
echo file,label,animal
cd "$(dirname "$1")"
find "$(basename "$1")" -name '*.jpg' | LC_ALL=C sort | awk -F/ '{ printf "%s,%s,animal%d\n", $0, $(NF - 1), NR % 8 }'

#!/usr/bin/env bash
# usage: [PYTHON=...] tools/build.sh FOLDER   builds the source archive and the wheel, the same byte for byte each time
set -euo pipefail
cd "$(dirname "$0")/.."
# The time that the archives carry is the last commit's; outside a clone, hatchling's own constant.
if [ -z "${SOURCE_DATE_EPOCH:-}" ] && time=$(git log -1 --format=%ct 2>/dev/null); then
    export SOURCE_DATE_EPOCH=$time
fi
"${PYTHON:-python3}" -m build --outdir "$1" .

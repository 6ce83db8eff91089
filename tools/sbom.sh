#!/usr/bin/env bash
# usage: [PYTHON=...] tools/sbom.sh WHEEL FILE   writes a CycloneDX bill of materials of what the wheel with all extras installs
set -euo pipefail
wheel=$(realpath "$1")
file=$(realpath "$2")
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
"${PYTHON:-python3}" -m venv "$place/installed"
"${PYTHON:-python3}" -m venv "$place/tool"
"$place/installed/bin/python" -m pip install --quiet "$wheel[all]"
"$place/installed/bin/python" -m pip uninstall --quiet --yes pip setuptools
"$place/tool/bin/python" -m pip install --quiet cyclonedx-bom
"$place/tool/bin/cyclonedx-py" environment --output-reproducible --output-format JSON \
    --output-file "$file" "$place/installed/bin/python"

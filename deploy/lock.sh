#!/usr/bin/env bash
# Writes requirements.txt and requirements-dev.txt from pyproject.toml: exact versions with hashes, no index address.
# The build backend is locked too, because the project itself is installed without build isolation.
set -euo pipefail
cd "$(dirname "$0")/.."

uv=$(command -v .venv/bin/uv || command -v uv || true)
[ -n "$uv" ] || { echo "make lock needs uv: .venv/bin/python -m pip install uv" >&2; exit 1; }
lock() {
    printf 'hatchling\neditables\n' | "$uv" pip compile --quiet --universal --python-version 3.11 --generate-hashes \
        --no-emit-index-url --no-header --no-annotate --output-file "$1" "${@:2}" pyproject.toml -
}
lock requirements.txt
lock requirements-dev.txt --extra dev --constraint requirements.txt

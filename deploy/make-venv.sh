#!/usr/bin/env bash
# Makes .venv with a Python that is new enough, or says in one line what to install.
set -euo pipefail
cd "$(dirname "$0")/.."

new_enough='import sys; sys.exit(sys.version_info < (3, 11))'
for python in "${1:-python3}" python3.13 python3.12 python3.11; do
    command -v "$python" >/dev/null && "$python" -c "$new_enough" || continue
    if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        echo "$python cannot make virtual environments; on Debian or Ubuntu: apt-get install -y python3-venv" >&2
        exit 1
    fi
    exec "$python" -m venv .venv
done
echo "Waymark needs Python 3.11 or newer; name one with: make PYTHON=/path/to/python3" >&2
exit 1

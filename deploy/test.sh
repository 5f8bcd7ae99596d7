#!/usr/bin/env bash
# Runs every test, two runners side by side (RUNNERS=1: one after the other). What this machine lacks is installed
# where that is possible; what is then left out is said loudly, and with CI set it fails instead.
set -euo pipefail
cd "$(dirname "$0")/.."
bin=${BIN:-.venv/bin}

missing=$(deploy/system-packages.sh)
left_out="not performance"
for part in $missing; do
    left_out="$left_out and not $part"
done
say_what_is_left_out() {
    [ -z "$missing" ] || printf '\n*** LEFT OUT: the %s tests; what they need is not on this machine (see above).\n\n' \
        "$(echo $missing | sed 's/ / and /')"
}
say_what_is_left_out
if [ -n "$missing" ] && [ -n "${CI:-}" ]; then
    echo "In CI nothing may be left out." >&2
    exit 1
fi
status=0
"$bin/python" -m pytest -n "${RUNNERS:-2}" --dist loadgroup -m "$left_out" "$@" || status=$?
say_what_is_left_out
exit "$status"

# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=sh
# A part of tools/demo: variables are shared with it and the other parts.
# shellcheck disable=SC2034,SC2154
#
# Steps of the demo: `✓ what was done   what came back   how long`.

set -eu

failed=0
steps=0
step_ms=0

now_ms() {
    date +%s%3N
}

# begin: the clock of the next step
begin() {
    step_ms=$(now_ms)
}

# step WHAT EXPECTED CAME: one line; a difference is a failure
step() {
    steps=$((steps + 1))
    took=$(($(now_ms) - step_ms))
    if [ "$2" = "$3" ]; then
        printf '✓ %-58s %-22s %5d ms\n' "$1" "$3" "$took"
    else
        failed=$((failed + 1))
        printf '✗ %-58s %s, expected %s\n' "$1" "$3" "$2"
    fi
    step_ms=$(now_ms)
}

finish_line() {
    if [ "$failed" -eq 0 ]; then
        echo "$steps steps, each as expected"
    else
        echo "$failed of $steps steps were not as expected; logs: $trial"
        keep=true
    fi
}

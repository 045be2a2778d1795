# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=sh
#
# Read by tests/run, tests/long and tests/bench, which set $root: building,
# running one suite under a clock, and adding up what it counted.  No count and
# no exit status of a suite is lost on the way to the last line.

set -eu
: "${root:?}"

PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin
LC_ALL=C.UTF-8
export PATH LC_ALL
unset GCIS_CONFIG GCIS_BUILD

n_passed=0
n_failed=0
n_skipped=0
logs=$root/build/test-logs

# `timeout` hands the signal on to all that a suite has started
job=
trap '[ -z "$job" ] || kill "$job"; exit 130' HUP INT TERM

add() {
    n_passed=$((n_passed + $1))
    n_failed=$((n_failed + $2))
    n_skipped=$((n_skipped + $3))
}

finish() {
    echo "$n_passed passed, $n_failed failed, $n_skipped skipped"
    [ "$n_failed" -eq 0 ] || exit 1
    exit 0
}

# build FOLDER [OPTION...]
build() {
    folder=$1
    shift
    begin=$(date +%s)
    mkdir -p "$logs"
    log=$logs/$folder.log
    if [ -f "$root/$folder/build.ninja" ]; then
        set -- --reconfigure "$@"
    fi
    if meson setup "$@" "$root/$folder" "$root" > "$log" 2>&1 < /dev/null \
        && ninja -C "$root/$folder" >> "$log" 2>&1 < /dev/null; then
        printf '%-12s built %43d s\n' "$folder" $(($(date +%s) - begin))
        return 0
    fi
    tail -n 60 "$log"
    echo "FAILED: the build in $folder (all of it: $log)"
    add 0 1 0
    return 1
}

# run_suite NAME PROGRAM TREE SECONDS: the suite's line; what it skipped; and
# all that it said if something failed
run_suite() {
    suite=$1
    log=$logs/$suite.log
    begin=$(date +%s)
    status=0
    GCIS_BUILD=$3 timeout -k 30 "$4" "$2" > "$log" 2>&1 < /dev/null &
    job=$!
    wait "$job" || status=$?
    job=
    seconds=$(($(date +%s) - begin))

    counts=$(tail -n 1 "$log" | sed -n \
        's/^\([0-9]*\) passed, \([0-9]*\) failed, \([0-9]*\) skipped$/\1 \2 \3/p')
    # shellcheck disable=SC2086 # three numbers
    set -- ${counts:-0 0 0}
    trouble=
    if [ -z "$counts" ]; then
        trouble="no closing line, exit status $status"
    elif [ $(($1 + $2 + $3)) -eq 0 ]; then
        trouble='it tested nothing'
    elif [ "$status" -ne 0 ] && [ "$2" -eq 0 ]; then
        trouble="exit status $status and no failure counted"
    fi
    if [ -n "$trouble" ]; then
        set -- "$1" $(($2 + 1)) "$3"
    fi

    if [ "$2" -gt 0 ]; then
        echo "---- $suite"
        cat "$log"
        [ -z "$trouble" ] || echo "FAILED: $suite: $trouble"
        echo "----"
    elif [ "$3" -gt 0 ]; then
        grep '^SKIP' "$log" || true
    fi
    printf '%-12s %5d passed, %4d failed, %4d skipped %9d s\n' \
        "$suite" "$1" "$2" "$3" "$seconds"
    add "$1" "$2" "$3"
}

# names_in FOLDER: its programs, one a line
names_in() {
    for program in "$1"/*; do
        if [ -f "$program" ] && [ -x "$program" ]; then
            basename "$program"
        fi
    done
}

# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=sh
# A part of tools/demo: variables are shared with it and the other parts.
# shellcheck disable=SC2034,SC2154
#
# The trial site: folder, store, configuration, engine, nginx with the portal
# and three sample applications on one host.  Everything runs as this user.

set -eu

trial='' url='' gcisd_pid='' nginx_pid=''

build_all() {
    begin
    if [ ! -f "$build/build.ninja" ]; then
        meson setup "$build" "$top" >"${TMPDIR:-/tmp}/gcis-demo-build.$$" 2>&1 \
            || { cat "${TMPDIR:-/tmp}/gcis-demo-build.$$" >&2; exit 3; }
    fi
    ninja -C "$build" >"${TMPDIR:-/tmp}/gcis-demo-build.$$" 2>&1 \
        || { tail -n 40 "${TMPDIR:-/tmp}/gcis-demo-build.$$" >&2; exit 3; }
    rm -f "${TMPDIR:-/tmp}/gcis-demo-build.$$"
    gcisctl=$build/tools/gcisctl/gcisctl
    step "build libgcisauth, gcisd, gcisctl and the module" 'done' 'done'
}

free_port() {
    /usr/bin/python3 -c '
import socket
probe = socket.socket()
probe.bind(("127.0.0.1", 0))
print(probe.getsockname()[1])'
}

write_configuration() {
    cat >"$trial/gcis.conf" <<END
# The trial's: one file for the engine and for those who ask it.
[client]
socket = $trial/gcisd.sock

[engine]
store = lmdb:$trial/site
map_size = 1G

[projection]
path = $trial/site/projection
map_size = 1G

[portal]
origin = $url
title = 商工行政服務系統單一登入（試用）
service_text = 客服專線 02-0000-0000
notice = 這是試用站台，資料皆為範例。

[peers]
root = $me
web = $me
pam = $me
END
    chmod 0644 "$trial/gcis.conf"
}

write_nginx() {
    user_line=''
    [ "$(id -u)" -ne 0 ] || user_line='user root;'
    sed -e "s|@TRIAL@|$trial|g" -e "s|@PORT@|$port|g" \
        -e "s|@BACKEND@|$backend|g" -e "s|@USER@|$user_line|" \
        -e "s|@MODULE@|$build/ngx_http_gcis_module/ngx_http_gcis_module.so|" \
        -e "s|@PAGES@|$top/ngx_http_gcis_module/portal|" \
        "$top/tools/demo.d/nginx.conf.in" >"$trial/nginx.conf"
    mkdir -p "$trial/nginx"
}

make_trial() {
    me=$(id -un)
    trial=$(mktemp -d "${XDG_RUNTIME_DIR:-${TMPDIR:-/tmp}}/gcis-demo.XXXXXX")
    chmod 0755 "$trial"
    [ -n "$port" ] || port=$(free_port)
    backend=$(free_port)
    url=http://localhost:$port
    write_configuration
    write_nginx
    GCIS_CONFIG=$trial/gcis.conf
    export GCIS_CONFIG
}

# until WHAT COMMAND...: at most 10 s
until_true() {
    what=$1
    shift
    tries=0
    while ! "$@" >/dev/null 2>&1; do
        tries=$((tries + 1))
        if [ "$tries" -ge 200 ]; then
            echo "demo: $what: not within 10 s; see $trial" >&2
            keep=true
            exit 3
        fi
        sleep 0.05
    done
}

# Answers, green or red: a trial machine's clock may not be synchronised.
engine_answers() {
    "$gcisctl" status || [ $? -eq 1 ]
}

start_engine() {
    "$build/tools/gcisd/gcisd" --config "$trial/gcis.conf" --foreground \
        >>"$trial/gcisd.log" 2>&1 &
    gcisd_pid=$!
    until_true "gcisd" engine_answers
}

start_nginx() {
    nginx=$(command -v nginx || echo /usr/sbin/nginx)
    "$nginx" -p "$trial" -c "$trial/nginx.conf" -t >"$trial/nginx-t.log" 2>&1 \
        || { cat "$trial/nginx-t.log" >&2; keep=true; exit 3; }
    "$nginx" -p "$trial" -c "$trial/nginx.conf" >>"$trial/nginx.log" 2>&1 &
    nginx_pid=$!
    until_true "nginx" curl -s -o /dev/null "$url/"
}

start_all() {
    begin
    "$gcisctl" --store "lmdb:$trial/site" init --sample \
        >"$trial/init.log" 2>&1 \
        || { cat "$trial/init.log" >&2; keep=true; exit 3; }
    step "W0  gcisctl init --sample: 13 systems, agencies, people" 'done' 'done'
    start_engine
    step "start gcisd, the only one that reads the vault" 'done' 'done'
    start_nginx
    step "start nginx with portal and three applications" 'done' 'done'
}

stop_one() {
    if [ -n "$1" ] && kill "$1" 2>/dev/null; then
        wait "$1" 2>/dev/null || :
    fi
}

leave() {
    stop_one "$nginx_pid"
    stop_one "$gcisd_pid"
    if $keep; then
        echo "trial folder: $trial"
    elif [ -n "$trial" ]; then
        rm -rf "$trial"
    fi
}

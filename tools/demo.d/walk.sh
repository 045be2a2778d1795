# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=sh
# A part of tools/demo: variables are shared with it and the other parts.
# shellcheck disable=SC2034,SC2154
#
# The acceptance walk in small (REQUIREMENTS 11): W2-W7, W10, X1-X5, X12.  A
# manager's steps go by gcisctl; cards are not in this version, so that PRE is
# opened where the walk has BMS.  All people are samples.

set -eu

person=wang.xm
person_password='Trial-Site-2468'

ctl() {
    "$gcisctl" "$@" >"$trial/out" 2>"$trial/err" && echo 0 || echo $?
}

state_of() {
    "$gcisctl" --json account show "$1" \
        | sed -n 's/.*"state": *"\([a-z]*\)".*/\1/p'
}

issue() {
    "$gcisctl" --json oneday issue "$1" \
        | sed -n 's/.*"oneday_password": *"\([^"]*\)".*/\1/p'
}

walk_manager() {
    begin
    step "W0  gcisctl agency add TCG-COM" 0 \
        "$(ctl agency add TCG-COM --name 商業處)"
    step "W2  gcisctl account add $person" 0 "$(ctl account add $person \
        --full-name 王小明 --agency TCG-COM --kind civil-servant \
        --id-tail 5678)"
    step "W2  its state" created "$(state_of $person)"
    step "W3  gcisctl grant add $person PRE clerk" 0 \
        "$(ctl grant add $person PRE clerk)"
    step "W3  gcisctl grant add $person BMS clerk" 0 \
        "$(ctl grant add $person BMS clerk)"
    killed=$(issue $person)
    oneday=$(issue $person)
    step "W4  gcisctl oneday issue, twice: its state" issued \
        "$(state_of $person)"
}

walk_first_sign_in() {
    visit person /pre/
    step "    /pre/ without a session: 302 to the portal" \
        "302 /gcis/sign-in?return=/pre/" "$status $location"
    sign_in person $person "$killed"
    step "X3  the first one-day password, killed by the second" 401 "$status"
    sign_in person $person "$oneday"
    step "W5  one-day password: to the change of password" \
        "303 /gcis/password" "$status $location"
    visit person /pre/
    step "X2  its session opens /pre/: 302 to the change" \
        "302 /gcis/password" "$status $location"
    ask person GET /pre/ -H 'Accept: application/json' \
        -H 'Sec-Fetch-Mode: cors'
    step "X2  the same asked by a program: 403 must_change" "403 must_change" \
        "$status $(says must_change)"
    change person "$oneday" short
    step "X7  a password of 5 letters: 422 with the rules" 422 "$status"
    change person "$oneday" "$person_password"
    step "W6  change of password: 密碼修改成功" "200 密碼修改成功" \
        "$status $(says 密碼修改成功)"
    visit person /gcis/home
    step "W6  every session has ended, this one too" 302 "$status"
    step "W6  the account is" active "$(state_of $person)"
    sign_in person $person "$oneday"
    step "X3  the one-day password once more" 401 "$status"
}

walk_single_sign_on() {
    sign_in person $person "$person_password" "/gcis/sign-in?first&return=/pre/"
    step "W7  new password: back to the page asked for" "303 /pre/" \
        "$status $location"
    visit person /pre/
    step "W7  /pre/ knows who and in which role" \
        "200 account: $person roles: clerk" \
        "$status $(says "account: $person") $(says 'roles: clerk')"
    visit person /bms/
    step "W7  /bms/ needs the card: to step-up" \
        "302 /gcis/step-up?return=/bms/" "$status $location"
    visit person /fms/
    step "X12 /fms/ without a grant: 403" 403 "$status"
    ask person GET /pre/ -H 'X-Gcis-Account: root' -H 'X_Gcis_Roles: chief'
    step "X12 forged X-Gcis-Account: replaced" "account: $person" \
        "$(says "account: $person")"
    visit person /gcis/home
    step "W7  home: 歡迎！, applications, last sign-in" "200 歡迎！" \
        "$status $(says 歡迎！)"
    step "    grant with an end in a second" 0 "$(ctl grant add $person \
        FMS reader --until "$(date -u -d "+2 seconds" +%Y-%m-%dT%H:%M:%SZ)")"
    sleep 2.2
    visit person /fms/
    step "X12 the grant is past its end: 403" 403 "$status"
}

walk_suspension() {
    step "W10 gcisctl account suspend, while /pre/ is open" 0 \
        "$(ctl account suspend $person --reason 留職停薪)"
    visit person /pre/
    step "W10 the next click: sign-in page" 302 "$status"
    step "W10 gcisctl account resume" 0 "$(ctl account resume $person)"
    sign_in person $person "$person_password" "/gcis/sign-in?first&return=/pre/"
    visit person /pre/
    step "W10 signs in again, /pre/ opens" 200 "$status"
}

# answer NAME ACCOUNT SECRET: the page without what may differ
answer() {
    sign_in stranger "$2" "$3"
    plain_page >"$trial/answer-$1"
    echo "$status"
}

walk_refusals() {
    "$gcisctl" account add chen.dw --full-name 陳大文 --agency TCG-COM \
        --id-tail 1357 >/dev/null
    "$gcisctl" account add lee.close --full-name 李範例 --agency TCG-COM \
        --id-tail 2468 >/dev/null
    "$gcisctl" account close lee.close --confirm lee.close >/dev/null
    used=$(issue chen.dw)
    for use in 1 2 3; do
        sign_in chen chen.dw "$used"
        step "    one-day password of chen.dw, use $use" 303 "$status"
    done
    sign_in chen chen.dw "$used"
    step "X1  the fourth use" 401 "$status"

    "$gcisctl" account suspend chen.dw --reason 範例 >/dev/null
    begin
    step "X5  unknown account" 401 "$(answer unknown nobody.here "$used")"
    step "X5  wrong password" 401 "$(answer wrong $person wrong)"
    step "X5  suspended" 401 "$(answer suspended chen.dw "$used")"
    step "X5  closed" 401 "$(answer closed lee.close "$used")"
    for kind in wrong suspended closed; do
        step "X5  the answer to '$kind' is that to 'unknown'" same \
            "$(cmp -s "$trial/answer-unknown" "$trial/answer-$kind" \
                && echo same || echo different)"
    done
}

walk_lockout() {
    for try in 1 2 3 4; do
        sign_in stranger $person "wrong-$try"
    done
    sign_in stranger $person "$person_password"
    step "X4  five wrong passwords, then the right one" 401 "$status"
    step "X4  the reason stands in the log alone" locked \
        "$("$gcisctl" --json audit list --account $person \
            | grep -o '"reason": *"locked"' | sed 's/.*"\(locked\)"/\1/' \
            | sed -n 1p)"
    visit person /pre/
    step "X4  his running session goes on" 200 "$status"
    step "X4  gcisctl account unlock" 0 "$(ctl account unlock $person)"
    sign_in stranger $person "$person_password"
    step "X4  unlocked: the right one works" 303 "$status"
}

walk_sign_out() {
    visit person /gcis/sign-out
    submit person /gcis/sign-out
    step "    sign-out" 303 "$status"
    visit person /pre/
    step "    /pre/ after it" 302 "$status"
    step "W12 gcisctl audit verify" 0 "$(ctl audit verify)"
}

walk() {
    walk_manager
    walk_first_sign_in
    walk_single_sign_on
    walk_suspension
    walk_refusals
    walk_lockout
    walk_sign_out
    write_site_json
}

write_site_json() {
    cat >"$trial/site.json" <<END
{
  "url": "$url",
  "store": "lmdb:$trial/site",
  "socket": "$trial/gcisd.sock",
  "config": "$trial/gcis.conf",
  "accounts": [
    { "account": "$person", "secret": "$person_password",
      "applications": ["PRE", "BMS"] }
  ]
}
END
    chmod 0600 "$trial/site.json"
}

# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=sh
# A part of tools/demo: variables are shared with it and the other parts.
# shellcheck disable=SC2034,SC2154
#
# A browser of curl: one jar of cookies a person, forms read from the page.
# `status` and `location` are of the last answer, its body is in $trial/page.

set -eu

status='' location=''

# ask JAR METHOD PATH [CURL-OPTION...]
ask() {
    jar=$1 method=$2 path=$3
    shift 3
    status=$(curl -s -o "$trial/page" -D "$trial/head" -w '%{http_code}' \
        -b "$trial/$jar.jar" -c "$trial/$jar.jar" -X "$method" \
        -H 'Accept: text/html' "$@" "$url$path")
    location=$(sed -n 's/^[Ll]ocation: //p' "$trial/head" | tr -d '\r')
}

visit() {
    ask "$1" GET "$2" -H 'Sec-Fetch-Mode: navigate' -H 'Sec-Fetch-Site: none'
}

# value NAME: of a hidden field of the page
hidden() {
    grep -o "<input[^>]*name=\"$1\"[^>]*>" "$trial/page" \
        | sed -n 's/.*value="\([^"]*\)".*/\1/p' | sed -n 1p
}

# hidden_fields: all of them, as curl's --data-urlencode words, one a line
hidden_fields() {
    grep -o '<input[^>]*type="hidden"[^>]*>' "$trial/page" \
        | sed -n 's/.*name="\([^"]*\)".*value="\([^"]*\)".*/\1=\2/p' \
        | sed 's/&#x2[Ff];/\//g; s/&#61;/=/g; s/&amp;/\&/g'
}

# field AUTOCOMPLETE [NTH]: the name of the field, as a password manager finds it
field() {
    grep -o "<input[^>]*autocomplete=\"$1\"[^>]*>" "$trial/page" \
        | sed -n 's/.*[^-]name="\([^"]*\)".*/\1/p' | sed -n "${2:-1}p"
}

# submit JAR PATH NAME=VALUE...: the page's hidden fields and these
submit() {
    jar=$1 path=$2
    shift 2
    for pair in "$@"; do
        set -- "$@" --data-urlencode "$pair"
        shift
    done
    hidden_fields >"$trial/hidden"
    while IFS= read -r pair; do
        set -- "$@" --data-urlencode "$pair"
    done <"$trial/hidden"
    ask "$jar" POST "$path" -H "Origin: $url" \
        -H 'Sec-Fetch-Site: same-origin' -H 'Sec-Fetch-Mode: navigate' "$@"
}

# sign_in JAR ACCOUNT SECRET [RETURN]
sign_in() {
    if [ $# -ge 4 ]; then
        visit "$1" "$4"
    else
        visit "$1" '/gcis/sign-in?first'
    fi
    submit "$1" /gcis/sign-in "account=$2" "secret=$3"
}

# change JAR OLD NEW
change() {
    visit "$1" /gcis/password
    old=$(field current-password)
    [ -n "$old" ] || old=$(field one-time-code)
    submit "$1" /gcis/password "$old=$2" "$(field new-password 1)=$3" \
        "$(field new-password 2)=$3"
}

# without what INTERFACE lets differ: hidden values, times, the name as typed,
# the reference number
plain_page() {
    sed -e 's/value="[^"]*"//g' -e 's/[A-Z0-9]\{10\}//g' "$trial/page"
}

says() {
    if grep -qF "$1" "$trial/page"; then
        echo "$1"
    else
        echo "something else"
    fi
}

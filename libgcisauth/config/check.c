/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Spellings, and the reasons that a person reads in `file:line: key: reason`.
 * Each reason says what would be right.
 */
#include "config/check.h"

#include "base/attributes.h"

#include <arpa/inet.h>
#include <stdio.h>

#define DIGITS "0123456789"
#define LOWER "abcdefghijklmnopqrstuvwxyz"
#define UPPER "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

#define HOST_MAX 253 /* bytes */
#define USER_MAX 32  /* bytes */


/* All of it out of these characters, and something at all. */
static bool
consists_of(struct span text, const char *characters)
{
    for (size_t i = 0; i < text.len; i++) {
        if (text.data[i] == 0 || strchr(characters, text.data[i]) == NULL) {
            return false;
        }
    }
    return text.len > 0;
}


static bool
skip(struct span *text, const char *prefix)
{
    size_t len = strlen(prefix);

    if (text->len < len || memcmp(text->data, prefix, len) != 0) {
        return false;
    }
    *text = span_of(text->data + len, text->len - len);
    return true;
}


/* What stands before the first `c`, or all; *ret_rest begins behind it. */
static struct span
cut(struct span text, char c, struct span *ret_rest)
{
    const uint8_t *at = text.len == 0 ? NULL : memchr(text.data, c, text.len);
    size_t len = at == NULL ? text.len : (size_t) (at - text.data);

    *ret_rest = at == NULL ? span_of(NULL, 0)
                           : span_of(at + 1, text.len - len - 1);
    return span_of(text.data, len);
}


const char *
check_store(struct span text)
{
    if (skip(&text, "postgresql:")) {
        return "postgresql: is not in this version: lmdb:DIR is";
    }
    if (!skip(&text, "lmdb:") || text.len == 0 || text.data[0] != '/') {
        return "must be lmdb: and an absolute path, like lmdb:/var/lib/gcis";
    }
    return NULL;
}


const char *
check_node(struct span text)
{
    return consists_of(text, LOWER UPPER DIGITS "-_.")
        ? NULL : "must be a name of letters, digits, - _ and .";
}


const char *
check_zone(struct span text)
{
    if (!consists_of(text, LOWER UPPER DIGITS "_+-/") || text.data[0] == '/') {
        return "must be a time zone, like Asia/Taipei";
    }
    return NULL;
}


const char *
check_hash(struct span text)
{
    if (span_equal(text, span_str("yescrypt"))) {
        return NULL;
    }
    if (text.data[0] != '$' || !consists_of(text, LOWER UPPER DIGITS "$./=")) {
        return "must be yescrypt or the beginning of a hash, like $y$j9T$";
    }
    return NULL;
}


static bool
is_host(struct span text)
{
    struct span rest = text;

    if (text.len > HOST_MAX || !consists_of(text, LOWER DIGITS "-.")) {
        return false;
    }
    while (rest.len > 0) {
        struct span label = cut(rest, '.', &rest);
        if (label.len == 0 || label.len > 63 || label.data[0] == '-'
            || label.data[label.len - 1] == '-') {
            return false;
        }
    }
    return text.data[text.len - 1] != '.';
}


const char *
check_host(struct span text)
{
    return is_host(text)
        ? NULL : "must be names of hosts in small letters, without ports";
}


static bool
is_port(struct span text)
{
    unsigned long port = 0;

    if (text.len > 5 || !consists_of(text, DIGITS) || text.data[0] == '0') {
        return false;
    }
    for (size_t i = 0; i < text.len; i++) {
        port = port * 10 + (unsigned long) (text.data[i] - '0');
    }
    return port <= 65535;
}


/* HOST or HOST:PORT; [::1] is a host too. */
static bool
is_authority(struct span text, bool *ret_loopback)
{
    struct span rest;
    struct span host;

    if (skip(&text, "[::1]")) {
        *ret_loopback = true;
        return text.len == 0 || (skip(&text, ":") && is_port(text));
    }
    host = cut(text, ':', &rest);
    *ret_loopback = span_equal(host, span_str("localhost"))
        || span_equal(host, span_str("127.0.0.1"));
    return is_host(host) && (host.len == text.len || is_port(rest));
}


const char *
check_origin(struct span text)
{
    static const char reason[] =
        "must be https://HOST[:PORT] without a path, or http:// on localhost";
    bool loopback = false;

    if (skip(&text, "https://")) {
        return is_authority(text, &loopback) ? NULL : reason;
    }
    if (!skip(&text, "http://") || !is_authority(text, &loopback)) {
        return reason;
    }
    return loopback ? NULL : reason;
}


const char *
check_component(struct span text)
{
    bool loopback = false;

    if (!skip(&text, "http://") || !is_authority(text, &loopback)
        || !loopback) {
        return "must be http:// on localhost, like http://localhost:61161";
    }
    return NULL;
}


const char *
check_language(struct span text)
{
    if (span_equal(text, span_str("zh-Hant"))
        || span_equal(text, span_str("en"))) {
        return NULL;
    }
    return "must be out of: zh-Hant, en";
}


static bool
is_user(struct span text)
{
    return text.len <= USER_MAX && text.data[0] != '-'
        && consists_of(text, LOWER UPPER DIGITS "_.-$");
}


const char *
check_user(struct span text)
{
    return is_user(text) ? NULL : "must be names of users of the system";
}


const char *
check_service(struct span text)
{
    return consists_of(text, LOWER UPPER DIGITS "_.@+-")
        ? NULL : "must be names of PAM services";
}


const char *
check_pam_peer(struct span text)
{
    static const char reason[] =
        "must be USER or USER:SERVICE[,SERVICE...], like dovecot:dovecot";
    struct span services;
    struct span user = cut(text, ':', &services);

    if (user.len == 0 || !is_user(user)) {
        return reason;
    }
    if (user.len == text.len) {
        return NULL;
    }
    do {
        struct span service = cut(services, ',', &services);
        if (check_service(service) != NULL) {
            return reason;
        }
    } while (services.data != NULL);
    return NULL;
}


/* The bits of the address behind the prefix must be zero. */
static bool
has_host_bits(const uint8_t *address, size_t n_bits, size_t prefix)
{
    for (size_t bit = prefix; bit < n_bits; bit++) {
        if (((unsigned) address[bit / 8] >> (7 - bit % 8) & 1u) != 0) {
            return true;
        }
    }
    return false;
}


/* Up to three digits, without leading zeros. */
static bool
read_prefix(struct span text, size_t *ret)
{
    size_t prefix = 0;

    if (text.len > 3 || !consists_of(text, DIGITS)
        || (text.len > 1 && text.data[0] == '0')) {
        return false;
    }
    for (size_t i = 0; i < text.len; i++) {
        prefix = prefix * 10 + (size_t) (text.data[i] - '0');
    }
    *ret = prefix;
    return true;
}


const char *
check_network(struct span text)
{
    static const char reason[] =
        "must be networks, like 10.0.0.0/8 or 2001:db8::/32";
    char spelled[INET6_ADDRSTRLEN];
    uint8_t address[16] = { 0 };
    struct span rest;
    struct span host = cut(text, '/', &rest);
    size_t n_bits = 32;
    size_t prefix = 0;

    if (host.len == 0 || host.len >= sizeof(spelled)) {
        return reason;
    }
    memcpy(spelled, host.data, host.len);
    spelled[host.len] = '\0';
    if (inet_pton(AF_INET, spelled, address) != 1) {
        n_bits = 128;
        if (inet_pton(AF_INET6, spelled, address) != 1) {
            return reason;
        }
    }
    if (host.len == text.len) {
        return NULL; /* one host */
    }
    if (!read_prefix(rest, &prefix) || prefix > n_bits) {
        return reason;
    }
    return has_host_bits(address, n_bits, prefix)
        ? "a network has no bits set behind its prefix" : NULL;
}


const char *
check_oid(struct span text)
{
    static const char reason[] =
        "must be object identifiers, like 2.16.886.101.0.3.1";
    size_t n_arcs = 0;

    if (text.data[text.len - 1] == '.') {
        return reason;
    }
    while (text.len > 0) {
        struct span arc = cut(text, '.', &text);
        if (arc.len > 10 || !consists_of(arc, DIGITS)
            || (arc.len > 1 && arc.data[0] == '0')) {
            return reason;
        }
        n_arcs++;
    }
    return n_arcs < 2 ? reason : NULL;
}


const char *
check_url(struct span text)
{
    if (!skip(&text, "http://") && !skip(&text, "https://")) {
        return "must be a URL, like http://ocsp.example.tw/";
    }
    for (size_t i = 0; i < text.len; i++) {
        if (text.data[i] <= ' ' || text.data[i] >= 0x7f) {
            return "must be a URL without blanks, in ASCII";
        }
    }
    return text.len > 0 ? NULL : "must be a URL, like http://ocsp.example.tw/";
}

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What may be a name, a code, an address.  Whether it is taken, and whose it
 * is, is not known here.  A sentence that says what is wrong never repeats
 * what was typed: it could be an ID number or a password in the wrong field.
 */
#include "policy/name.h"
#include "base/text.h"
#include "base/utf8.h"
#include "model/catalogue.h"

#define ACCOUNT_NAME_MIN 3   /* bytes */
#define EMAIL_LOCAL_MAX 64   /* bytes, RFC 5321 4.5.3.1.1 */
#define HOST_LABEL_MAX 63    /* bytes, RFC 1035 2.3.4 */
#define PHONE_DIGITS_MIN 3
#define PORT_DIGITS_MAX 5

#define DIGITS "0123456789"
#define LETTERS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


static bool
is_digit(char c)
{
    return c >= '0' && c <= '9';
}


static bool
is_alnum(char c)
{
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}


static bool
consists_of(const char *text, const char *characters)
{
    return text[strspn(text, characters)] == '\0';
}


/* [A-Z][0-9]{9} as it looks after mapping, which undoes case and width. */
static bool
is_national_id(const char *mapped)
{
    return mapped[0] >= 'a' && mapped[0] <= 'z' && strlen(mapped) == 10
           && consists_of(mapped + 1, DIGITS);
}


const char *
name_check_account(const char *typed, char ret_mapped[ACCOUNT_NAME_MAX + 1])
{
    char mapped[ACCOUNT_NAME_MAX + 1];
    size_t len = strlen(typed);

    if (len < ACCOUNT_NAME_MIN || len > ACCOUNT_NAME_MAX) {
        return "must have 3 to 64 bytes";
    }
    if (!text_map_account(span_of(typed, len), mapped)) {
        return "may have letters, digits and the signs of ASCII: no blanks, "
               "no symbols";
    }
    if (strlen(mapped) < ACCOUNT_NAME_MIN) {
        return "must have 3 to 64 bytes";
    }
    if (!text_starts_with_letter(span_str(mapped))) {
        return "must begin with a letter";
    }
    if (is_national_id(mapped)) {
        return "must not be a national ID number, which is personal data: "
               "choose another name";
    }

    memcpy(ret_mapped, mapped, sizeof(mapped));
    return NULL;
}


const char *
name_check_line(const char *text, size_t max)
{
    struct span rest = span_str(text);

    if (rest.len > max) {
        return "is too long: shorten it";
    }
    while (rest.len > 0) {
        uint32_t code_point = 0;
        size_t step = utf8_decode(rest, &code_point);

        if (step == 0) {
            return "is not UTF-8: convert it";
        }
        if (!utf8_is_harmless(code_point)) {
            return "must be one line without control characters";
        }
        rest = span_of(rest.data + step, rest.len - step);
    }
    return NULL;
}


const char *
name_check_full_name(const char *text)
{
    /* U+3000, the blank of a Chinese keyboard, is one as well */
    static const char wide_blank[] = "\xe3\x80\x80";
    const char *rest = text;

    while (*rest == ' ' || strncmp(rest, wide_blank, 3) == 0) {
        rest += *rest == ' ' ? 1 : 3;
    }
    if (*rest == '\0') {
        return "must not be empty: give the person's full name";
    }
    return name_check_line(text, FULL_NAME_MAX);
}


const char *
name_check_code(const char *text)
{
    size_t len = strlen(text);

    if (len < 1 || len > CODE_MAX) {
        return "must have 1 to 32 characters";
    }
    if (!is_alnum(text[0])) {
        return "must begin with a letter or digit";
    }
    if (!consists_of(text, LETTERS DIGITS "._:-")) {
        return "may have letters, digits and . _ : - only";
    }
    return NULL;
}


const char *
name_check_id_tail(const char *text)
{
    if (text[0] == '\0') {
        return NULL;
    }
    if (strlen(text) != ID_TAIL_LEN || !consists_of(text, DIGITS)) {
        return "must be the last 4 digits of the ID number, and no more";
    }
    return NULL;
}


/* Names of letters, digits and hyphens, joined by dots. */
static bool
is_host(struct span host)
{
    size_t label = 0;

    if (host.len == 0 || host.len > HOST_MAX) {
        return false;
    }
    for (size_t i = 0; i < host.len; i++) {
        char c = (char) host.data[i];
        bool last = i + 1 == host.len || host.data[i + 1] == '.';

        if (c == '.') {
            if (label == 0 || i + 1 == host.len) {
                return false;
            }
            label = 0;
            continue;
        }
        if (!is_alnum(c) && (c != '-' || label == 0 || last)) {
            return false;
        }
        if (++label > HOST_LABEL_MAX) {
            return false;
        }
    }
    return true;
}


const char *
name_check_email(const char *text)
{
    size_t local = strspn(text, LETTERS DIGITS ".!#$%&'*+/=?^_`{|}~-");

    if (text[0] == '\0') {
        return NULL;
    }
    if (strlen(text) > EMAIL_MAX) {
        return "must have at most 254 bytes";
    }
    if (local == 0 || local > EMAIL_LOCAL_MAX || text[local] != '@'
        || !is_host(span_str(text + local + 1)))
    {
        return "must be an address like name@agency.gov.tw";
    }
    return NULL;
}


const char *
name_check_phone(const char *text)
{
    size_t n_digits = 0;

    if (text[0] == '\0') {
        return NULL;
    }
    if (strlen(text) > PHONE_MAX) {
        return "must have at most 32 characters";
    }
    if (!consists_of(text, DIGITS " +-().#*,;/~xX")) {
        return "may have digits, blanks and + - ( ) . # * , ; / ~ x only: "
               "write the extension after #";
    }
    for (const char *at = text; *at != '\0'; at++) {
        n_digits += is_digit(*at);
    }
    return n_digits < PHONE_DIGITS_MIN ? "must have at least 3 digits" : NULL;
}


/* Is `text` "" or a port with its colon? */
static bool
is_port(struct span text)
{
    if (text.len == 0) {
        return true;
    }
    if (text.data[0] != ':' || text.len < 2
        || text.len > 1 + PORT_DIGITS_MAX)
    {
        return false;
    }
    for (size_t i = 1; i < text.len; i++) {
        if (!is_digit((char) text.data[i])) {
            return false;
        }
    }
    return true;
}


/* HOST or HOST:PORT, without a user; ends at the path. */
static bool
is_authority(const char *text, bool loopback)
{
    size_t host = strcspn(text, ":/?#");
    size_t end = strcspn(text, "/?#");

    if (loopback && !span_equal(span_of(text, host), span_str("localhost"))
        && !span_equal(span_of(text, host), span_str("127.0.0.1")))
    {
        return false;
    }
    return is_host(span_of(text, host))
           && is_port(span_of(text + host, end - host));
}


const char *
name_check_url(const char *text)
{
    if (strlen(text) > URL_MAX) {
        return "must have at most 512 bytes";
    }
    /* RFC 3986: what is not in it travels percent-encoded */
    if (!consists_of(text, LETTERS DIGITS "-._~:/?#[]@!$&'()*+,;=%")) {
        return "has characters that must be percent-encoded in an address";
    }
    if (text[0] == '\0' || (text[0] == '/' && text[1] != '/')
        || (strncmp(text, "https://", 8) == 0
            && is_authority(text + 8, false))
        || (strncmp(text, "http://", 7) == 0 && is_authority(text + 7, true)))
    {
        return NULL;
    }
    return "must begin with https:// and a host, or with the / of a path on "
           "this host; http:// is for localhost alone";
}

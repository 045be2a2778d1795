/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The checks of return addresses.  Nothing is decoded and looked at again:
 * %2F stays %2F, for us as for the browser.  Host names for absolute
 * addresses come from the configuration alone.
 */
#include "return_address.h"

#include <string.h>

#define HTTPS "https://"
#define HTTP "http://"


static bool
starts_with(const char *bytes, size_t len, const char *start)
{
    return len >= strlen(start) && memcmp(bytes, start, strlen(start)) == 0;
}


static bool
is_plain(const char *bytes, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        char byte = bytes[i];

        if (byte < '!' || byte > '~' || strchr("\\\"<>^`{|}#", byte) != NULL)
        {
            return false;
        }
    }
    return true;
}


/* A path of this host: a second / or \ would begin the name of another. */
static bool
is_path(const char *bytes, size_t len)
{
    return len > 0 && bytes[0] == '/'
        && (len == 1 || (bytes[1] != '/' && bytes[1] != '\\'));
}


static char
lower(char byte)
{
    return byte >= 'A' && byte <= 'Z' ? (char) (byte - 'A' + 'a') : byte;
}


static bool
is_host(const char *bytes, size_t len, const char *host)
{
    if (strlen(host) != len) {
        return false;
    }
    for (size_t i = 0; i < len; i++) {
        if (lower(bytes[i]) != host[i]) {
            return false;
        }
    }
    return true;
}


/* The path behind https://HOST of the list, or NULL. */
static const char *
path_of_host(const char *address, size_t len,
    const struct return_rules *rules)
{
    const char *host = address + strlen(HTTPS);
    const char *slash;

    if (!starts_with(address, len, HTTPS)) {
        return NULL;
    }
    slash = memchr(host, '/', len - strlen(HTTPS));
    for (size_t i = 0; slash != NULL && i < rules->n_hosts; i++) {
        if (is_host(host, (size_t) (slash - host), rules->hosts[i])) {
            return slash;
        }
    }
    return NULL;
}


/* Pages of the portal to which a return would go round and round. */
static bool
is_circle(const char *path, size_t len, const char *portal)
{
    static const char *const pages[] = { "sign-in", "sign-out" };
    size_t portal_len = strlen(portal);

    if (!starts_with(path, len, portal)) {
        return false;
    }
    for (size_t i = 0; i < sizeof(pages) / sizeof(pages[0]); i++) {
        const char *rest = path + portal_len;
        size_t rest_len = len - portal_len;
        size_t page_len = strlen(pages[i]);

        if (starts_with(rest, rest_len, pages[i]) && (rest_len == page_len
            || rest[page_len] == '/' || rest[page_len] == '?'))
        {
            return true;
        }
    }
    return false;
}


bool
return_address_is_good(const char *address, size_t len,
    const struct return_rules *rules)
{
    const char *path = address;

    if (len == 0 || len > RETURN_ADDRESS_MAX || !is_plain(address, len)) {
        return false;
    }
    if (!is_path(address, len)) {
        path = path_of_host(address, len, rules);
    }
    return path != NULL
        && !is_circle(path, len - (size_t) (path - address), rules->portal);
}


static bool
is_host_name(const char *bytes, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        char byte = bytes[i];
        bool word = (byte >= 'a' && byte <= 'z') || (byte >= '0'
            && byte <= '9');

        if (!word && ((byte != '.' && byte != '-') || i == 0)) {
            return false;
        }
    }
    return len > 0;
}


static bool
is_port(const char *bytes, size_t len)
{
    unsigned port = 0;

    for (size_t i = 0; i < len; i++) {
        if (len > 5 || bytes[i] < '0' || bytes[i] > '9') {
            return false;
        }
        port = port * 10 + (unsigned) (bytes[i] - '0');
    }
    return port >= 1 && port <= 65535;
}


/* HOST[:PORT]/... with a host of its own kind for http. */
static bool
is_authority(const char *bytes, bool loopback)
{
    size_t len = strcspn(bytes, "/");
    const char *colon = memchr(bytes, ':', len);
    size_t host_len = colon == NULL ? len : (size_t) (colon - bytes);

    if (bytes[len] != '/' || !is_host_name(bytes, host_len)) {
        return false;
    }
    if (colon != NULL && !is_port(colon + 1, len - host_len - 1)) {
        return false;
    }
    return !loopback || is_host(bytes, host_len, "localhost")
        || is_host(bytes, host_len, "127.0.0.1");
}


bool
return_address_is_portal(const char *url)
{
    size_t len = strlen(url);

    if (len > RETURN_ADDRESS_MAX || !is_plain(url, len)
        || strchr(url, '?') != NULL)
    {
        return false;
    }
    if (starts_with(url, len, HTTPS)) {
        return is_authority(url + strlen(HTTPS), false);
    }
    if (starts_with(url, len, HTTP)) {
        return is_authority(url + strlen(HTTP), true);
    }
    return is_path(url, len);
}


static bool
is_unreserved(char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z')
        || (byte >= '0' && byte <= '9')
        || (byte != '\0' && strchr("-._~/", byte) != NULL);
}


bool
return_address_encode(const char *address, size_t len, char *ret_text,
    size_t size)
{
    static const char digits[] = "0123456789ABCDEF";
    size_t out = 0;

    for (size_t i = 0; i < len; i++) {
        unsigned char byte = (unsigned char) address[i];
        bool plain = is_unreserved(address[i]);

        if (out + (plain ? 1 : 3) >= size) {
            return false;
        }
        if (plain) {
            ret_text[out++] = address[i];
            continue;
        }
        ret_text[out++] = '%';
        ret_text[out++] = digits[byte >> 4];
        ret_text[out++] = digits[byte & 15];
    }
    if (out >= size) {
        return false;
    }
    ret_text[out] = '\0';
    return true;
}

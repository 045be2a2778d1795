/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Where a sign-in may return to.  Pure functions over bytes; the adversary is
 * how browsers read an address, not RFC 3986, so what is accepted is a small
 * set of bytes in two shapes, and is emitted unchanged.
 */
#ifndef GCIS_RETURN_ADDRESS_H
#define GCIS_RETURN_ADDRESS_H

#include <stdbool.h>
#include <stddef.h>

#define RETURN_ADDRESS_MAX 2048 /* bytes */

struct return_rules {
    const char *portal;       /* its location with the last /: "/gcis/" */
    const char *const *hosts; /* HOST or HOST:PORT, in small letters */
    size_t n_hosts;
};

/*
 * True for a path, "/..." but not "//..." nor "/\...", and for
 * "https://HOST[:PORT]/..." with a host of the list; of visible ASCII without
 * \ " < > ^ ` { | } #.  Not for the portal's sign-in and sign-out, which would
 * lead in a circle.  Everything else: send the browser home.
 */
bool
return_address_is_good(const char *address, size_t len,
    const struct return_rules *rules) __attribute__((warn_unused_result));

/*
 * Whether this can be the value of gcis_portal_url: a path, an https
 * address, or an http one on loopback; without query and fragment.
 */
bool
return_address_is_portal(const char *url)
    __attribute__((warn_unused_result));

/*
 * Writes an address as the value of a query (letters, digits, - . _ ~ and /
 * as they are, the rest as %XX) with a NUL; false where size is too small:
 * three times the length and one always suffice.
 */
bool
return_address_encode(const char *address, size_t len, char *ret_text,
    size_t size) __attribute__((warn_unused_result));

#endif

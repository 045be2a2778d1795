/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Return addresses: what is refused first, then the nearest that is allowed.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "return_address.h"

#define ROW(text) { text, sizeof(text) - 1 }

static const char *const hosts[] = {
    "ok", "ok.example", "ok.example:8443",
};

static const struct return_rules rules = { "/gcis/", hosts, 3 };
static const struct return_rules no_hosts = { "/gcis/", NULL, 0 };

struct row {
    const char *address;
    size_t len;
};

static const struct row bad[] = {
    /* nothing, or no shape at all */
    ROW(""),
    ROW("evil"),
    ROW("evil/"),
    ROW("?x=/"),
    ROW("."),
    ROW("../x"),
    /* a name of another host in the clothes of a path */
    ROW("//evil"),
    ROW("///evil"),
    ROW("////evil/x"),
    ROW("/\\evil"),
    ROW("\\/evil"),
    ROW("\\\\evil"),
    ROW("/x\\..\\evil"),
    /* bytes that browsers drop or that end a header */
    ROW(" /x"),
    ROW("/x "),
    ROW("\t/x"),
    ROW("/\t/evil"),
    ROW("/\n/evil"),
    ROW("/x\r\nSet-Cookie: a=b"),
    ROW("/x\x7f"),
    ROW("/x\0y"),
    ROW("/\x01"),
    ROW("/x\x80"),
    ROW("/王"),
    ROW("%0d%0aSet-Cookie:x"),
    /* bytes of HTML and of no address */
    ROW("/x\"y"),
    ROW("/<script>"),
    ROW("/x^y"),
    ROW("/x`y"),
    ROW("/{x}"),
    ROW("/x|y"),
    ROW("/x#@evil"),
    ROW("/#"),
    /* schemes */
    ROW("javascript:alert(1)"),
    ROW("data:text/html,x"),
    ROW("http://ok/"),
    ROW("http://ok.example/x"),
    ROW("ftp://ok.example/x"),
    ROW("https:evil"),
    ROW("https:/evil"),
    ROW("https:/ok.example/"),
    ROW("https:\\\\evil"),
    ROW("https:\\\\ok.example/"),
    ROW("https:///ok.example/"),
    ROW("https://"),
    ROW("https:///"),
    ROW("HTTPS://ok.example/"),
    ROW("HTTPS://ok@evil"),
    /* hosts that only look like one of the list */
    ROW("https://evil/"),
    ROW("https://ok.evil/"),
    ROW("https://okevil/"),
    ROW("https://ok.example.evil/"),
    ROW("https://evilok.example/"),
    ROW("https://ok.example@evil/"),
    ROW("https://user@ok.example/"),
    ROW("https://ok%2eexample/"),
    ROW("https://ok.example./"),
    ROW("https://ok.example:443/"),
    ROW("https://ok.example:/"),
    ROW("https://ok:99999/"),
    ROW("https://ok.example:8444/"),
    ROW("https://ok.example:08443/"),
    ROW("https://ｏｋ/"),
    ROW("https://ok.example"),
    ROW("https://ok.example?x"),
    ROW("https://ok.example\\x/"),
    /* round in a circle */
    ROW("/gcis/sign-in"),
    ROW("/gcis/sign-in?return=%2F"),
    ROW("/gcis/sign-in/done"),
    ROW("/gcis/sign-out"),
    ROW("/gcis/sign-out?x"),
    ROW("https://ok.example/gcis/sign-out"),
};

static const struct row good[] = {
    ROW("/"),
    ROW("/x"),
    ROW("/x/"),
    ROW("/x?y=1&z=%2F%2Fevil"),
    ROW("/x?u=https://evil/"),
    ROW("/x//y"),
    ROW("/%09/evil"),
    ROW("/%0d%0aSet-Cookie:x"),
    ROW("/%2f/evil"),
    ROW("/%5cevil"),
    ROW("/x@evil"),
    ROW("/:x"),
    ROW("/x;y='(1)!*,~$[2]"),
    ROW("/gcis/home"),
    ROW("/gcis/password?x"),
    ROW("/gcis/sign-inner"),
    ROW("/gcis"),
    ROW("/other/gcis/sign-in"),
    ROW("https://ok/"),
    ROW("https://ok.example/x?y"),
    ROW("https://OK.Example/x"),
    ROW("https://ok.example:8443/x"),
};


static void
refuses(void **state)
{
    (void) state;
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        if (return_address_is_good(bad[i].address, bad[i].len, &rules)) {
            fail_msg("accepted: %s", bad[i].address);
        }
    }
}


static void
accepts(void **state)
{
    (void) state;
    for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
        if (!return_address_is_good(good[i].address, good[i].len, &rules)) {
            fail_msg("refused: %s", good[i].address);
        }
    }
}


static void
knows_no_host_without_a_list(void **state)
{
    (void) state;
    assert_false(return_address_is_good("https://ok/", 11, &no_hosts));
    assert_true(return_address_is_good("/ok/", 4, &no_hosts));
}


static void
ends_at_its_limit(void **state)
{
    char address[RETURN_ADDRESS_MAX + 1];

    (void) state;
    memset(address, 'x', sizeof(address));
    address[0] = '/';
    assert_false(return_address_is_good(address, sizeof(address), &rules));
    assert_true(return_address_is_good(address, RETURN_ADDRESS_MAX, &rules));
}


/* A sequence that is the same on each run. */
static uint32_t
next(uint32_t *seed)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 17;
    *seed ^= *seed << 5;
    return *seed;
}


/*
 * Addresses put together from the pieces that attacks are made of: whatever
 * is accepted must be a path of ours, or lead to a host of the list.
 */
static void
stays_at_home_for_any_mix(void **state)
{
    static const char *const pieces[] = {
        "/", "//", "\\", "https:", "https://", "http://", "ok", "ok.example",
        "evil", "@", ":", ":8443", "?", "#", "%2f", "%5c", ".", "..", "\t",
        "\n", " ", "\"", "gcis/", "sign-in", "HTTPS://", "javascript:", "&",
    };
    const size_t n_pieces = sizeof(pieces) / sizeof(pieces[0]);
    uint32_t seed = 20240507;
    size_t n_accepted = 0;

    (void) state;
    for (int i = 0; i < 200000; i++) {
        char address[128] = "";
        size_t len = 0;
        uint32_t n = 1 + next(&seed) % 6;

        for (uint32_t k = 0; k < n; k++) {
            const char *piece = pieces[next(&seed) % n_pieces];

            memcpy(address + len, piece, strlen(piece));
            len += strlen(piece);
        }
        if (!return_address_is_good(address, len, &rules)) {
            continue;
        }
        n_accepted++;
        if ((address[0] != '/' || address[1] == '/' || address[1] == '\\')
            && strncmp(address, "https://ok/", 11) != 0
            && strncmp(address, "https://ok.example/", 19) != 0
            && strncmp(address, "https://ok.example:8443/", 24) != 0)
        {
            fail_msg("accepted: %.*s", (int) len, address);
        }
        assert_null(memchr(address, '\n', len));
        assert_null(memchr(address, '\\', len));
    }
    assert_in_range(n_accepted, 100, 199999);
}


static void
judges_the_portal(void **state)
{
    static const char *const no[] = {
        "", "gcis/", "//evil/", "/\\evil", "http://portal.example/gcis/",
        "http://localhost.evil/", "http://127.0.0.1.evil/", "https://",
        "https:///", "https://portal.example", "https://-x/",
        "https://Portal.example/", "https://portal.example:0/",
        "https://portal.example:65536/", "https://portal.example:/",
        "https://portal.example:80x/", "https://user@portal.example/",
        "https://portal.example/?x", "https://portal.example/#x",
        "https://por tal/", "javascript:x", "ftp://portal.example/",
    };
    static const char *const yes[] = {
        "/", "/gcis/", "https://portal.example/gcis/",
        "https://portal.example:1/", "https://portal.example:65535/gcis/",
        "http://localhost/gcis/", "http://localhost:8080/gcis/",
        "http://127.0.0.1:8080/gcis/",
    };

    (void) state;
    for (size_t i = 0; i < sizeof(no) / sizeof(no[0]); i++) {
        if (return_address_is_portal(no[i])) {
            fail_msg("accepted: %s", no[i]);
        }
    }
    for (size_t i = 0; i < sizeof(yes) / sizeof(yes[0]); i++) {
        if (!return_address_is_portal(yes[i])) {
            fail_msg("refused: %s", yes[i]);
        }
    }
}


static void
encodes(void **state)
{
    const char *address = "/a?b=c&d=e f\"\xe7\x8e\x8b~";
    const char *wanted = "/a%3Fb%3Dc%26d%3De%20f%22%E7%8E%8B~";
    char text[64];

    (void) state;
    assert_false(return_address_encode(address, strlen(address), text,
        strlen(wanted)));
    assert_true(return_address_encode(address, strlen(address), text,
        strlen(wanted) + 1));
    assert_string_equal(text, wanted);
    assert_false(return_address_encode("", 0, text, 0));
    assert_true(return_address_encode("", 0, text, 1));
    assert_string_equal(text, "");
    assert_true(return_address_encode("\0", 1, text, sizeof(text)));
    assert_string_equal(text, "%00");
}


int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(refuses),
        cmocka_unit_test(accepts),
        cmocka_unit_test(knows_no_host_without_a_list),
        cmocka_unit_test(ends_at_its_limit),
        cmocka_unit_test(stays_at_home_for_any_mix),
        cmocka_unit_test(judges_the_portal),
        cmocka_unit_test(encodes),
    };

    return cmocka_run_group_tests_name("return_address", tests, NULL, NULL);
}

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * After a document with a password was parsed, read and wiped, the heap holds
 * the password nowhere (SECURITY D12, H7): not in the tree, not in what the
 * parser has freed.
 */
#include "base/json.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#define MARKER_LEN 24 /* bytes */


/* Spelled by halves, so that no literal and no copy of this is found. */
static void
make_marker(char *ret, size_t len, int seed)
{
    for (size_t i = 0; i < len; i++) {
        ret[i] = (char) ('a' + (int) (i * i + (size_t) seed * 7) % 26);
    }
    ret[len] = '\0';
}


/* Where the first bytes of the marker stand in the heap; NULL: nowhere. */
static const char *
find_in_heap(const char *marker)
{
    FILE *maps = fopen("/proc/self/maps", "re");
    char line[512];
    const char *found = NULL;

    assert_non_null(maps);
    while (found == NULL && fgets(line, sizeof(line), maps) != NULL) {
        unsigned long begin;
        unsigned long end;
        if (strstr(line, "[heap]") != NULL
            && sscanf(line, "%lx-%lx", &begin, &end) == 2) {
            found = memmem((const char *) begin, end - begin, marker,
                           MARKER_LEN);
        }
    }
    (void) fclose(maps);
    return found;
}


static void
use_once(const char *marker, const char *rest)
{
    char text[2048];
    struct secret secret SECRET = { 0 };
    struct json_reader reader;
    bool present = false;
    json_t *object;

    (void) snprintf(text, sizeof(text),
                    "{\"account\":\"wang\",\"secret\":\"%s\"%s}", marker,
                    rest);
    object = json_parse(span_str(text), NULL);
    explicit_bzero(text, sizeof(text));
    assert_non_null(object);
    reader = json_reader_of(object);
    assert_true(json_read_secret(&reader, "secret", &secret, &present));
    assert_true(present);
    assert_string_equal(secret.text, marker);
    json_wipe(object);
}


static void
nothing_stays(void **state)
{
    static const char *const rests[] = {
        "",
        ",\"service\":\"sshd\"",
        ",\"list\":[1,2,3],\"rule\":\"application=BMS level=password\"",
    };
    static const size_t lengths[] = { MARKER_LEN, 31, 60, 128, 511 };
    char marker[SECRET_MAX + 1];
    int seed = 0;

    (void) state;
#if defined(__SANITIZE_ADDRESS__)
    skip(); /* its allocator is another one */
#endif
    for (size_t i = 0; i < ARRAY_LEN(rests); i++) {
        for (size_t j = 0; j < ARRAY_LEN(lengths); j++) {
            make_marker(marker, lengths[j], ++seed);
            use_once(marker, rests[i]);
            if (find_in_heap(marker) != NULL) {
                fail_msg("%zu bytes, with '%s'", lengths[j], rests[i]);
            }
        }
    }
}


/* The search itself finds what is there. */
static void
what_stays_is_found(void **state)
{
    char marker[SECRET_MAX + 1];
    char *copy CLEAN_FREE = NULL;

    (void) state;
#if defined(__SANITIZE_ADDRESS__)
    skip();
#endif
    make_marker(marker, MARKER_LEN, 99);
    copy = strdup(marker);
    assert_non_null(find_in_heap(marker));
}


int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_stays_is_found),
        cmocka_unit_test(nothing_stays),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Hashes: what is not on the list, what is damaged, what never is a yes
 * (SECURITY D1, D2, D3).  The cheapest cost of yescrypt makes it quick.
 */
#include "crypto/hash.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#define CHEAP "$y$j75$"

static char decoy[HASH_TEXT_MAX + 1];


static int
make_decoy(void **state)
{
    (void) state;
    return hash_make_decoy(CHEAP, decoy) ? 0 : -1;
}


/* 43 and 86 characters of a hash */
#define H43 "icFLYlBlupesqhRERP.jAR1PURnK3HxdwWVQkJjHyo3"
#define H86 "gQDo8Q5F1nqI2nyEjdP/FANOR1/BJZKZqy3ILbN6m3z65rucJaFXDEELiofcQ" \
    ".U49qAQdf1SKkqolqReXRiSu1"
#define BCRYPT53 ".OGB/.SE/ueHAeqKBO2NC.te/xTCkDZrroTkRO3xV104ZQgBLqEx2"

#define DAMAGED "damaged: not as long as its kind is"

static const struct {
    const char *text;
    const char *reason; /* NULL: allowed */
} allow_list[] = {
    { NULL, "empty" },
    { "", "empty" },
    /* failures and locked entries */
    { "*0", "a failure of crypt(3), not a hash" },
    { "*1", "a failure of crypt(3), not a hash" },
    { "*", "a failure of crypt(3), not a hash" },
    { "!", "a locked entry, not a hash" },
    { "!$y$j9T$abc$" H43, "a locked entry, not a hash" },
    { "x", "not a hash of a kind that is taken" },
    { "secret", "not a hash of a kind that is taken" },
    /* kinds that are refused by name */
    { "$apr1$x$y", "$apr1$ is htpasswd's own, not a hash of crypt(3)" },
    { "{SHA}W6ph5Mm5Pz8GgiULbPgzG37mj9g=",
      "an LDAP or htpasswd scheme, not a hash of crypt(3)" },
    { "$1$salt$qJH7.N4xYta3aEG/dfqo/0", "MD5 is too weak" },
    { "$md5,rounds=904$x$$y", "MD5 is too weak" },
    { "$sha1$24680$x$y", "SHA-1 is too weak" },
    { "$3$$8846f7eaee8fb117ad06bdd830b7586c", "NT is too weak" },
    { "_J9..rasmBYk8r9AiWNc", "DES is too weak" },
    { "ab.1234567890", "DES is too weak" },
    { "$2x$05$" BCRYPT53, "$2x$ stands for a faulty bcrypt" },
    /* costs: the last allowed, one more */
    { "$y$jCT$abc$" H43, NULL },
    { "$y$jDT$abc$" H43,
      "yescrypt with a cost over 8, or foreign parameters" },
    { "$y$j9U$abc$" H43,
      "yescrypt with a cost over 8, or foreign parameters" },
    { "$y$/9T$abc$" H43,
      "yescrypt with a cost over 8, or foreign parameters" },
    { "$gy$jCT$abc$" H43, NULL },
    { "$gy$jDT$abc$" H43,
      "gost-yescrypt with a cost over 8, or foreign parameters" },
    { "$7$CU..../....abc$" H43, NULL },
    { "$7$DU..../....abc$" H43,
      "scrypt over 64 MiB, or foreign parameters" },
    { "$7$CU....0....abc$" H43,
      "scrypt over 64 MiB, or foreign parameters" },
    { "$2b$03$" BCRYPT53, "bcrypt with a cost out of 04 to 13" },
    { "$2b$04$" BCRYPT53, NULL },
    { "$2b$13$" BCRYPT53, NULL },
    { "$2b$14$" BCRYPT53, "bcrypt with a cost out of 04 to 13" },
    { "$2b$5$" BCRYPT53, "bcrypt with a cost out of 04 to 13" },
    { "$2$05$" BCRYPT53, "bcrypt with a cost out of 04 to 13" },
    { "$2a$12$" BCRYPT53, NULL },
    { "$2y$12$" BCRYPT53, NULL },
    { "$6$rounds=999$abc$" H86,
      "SHA-512 with rounds out of 1000 to 1000000" },
    { "$6$rounds=1000$abc$" H86, NULL },
    { "$6$rounds=1000000$abc$" H86, NULL },
    { "$6$rounds=1000001$abc$" H86,
      "SHA-512 with rounds out of 1000 to 1000000" },
    { "$6$rounds=999999999$abc$" H86,
      "SHA-512 with rounds out of 1000 to 1000000" },
    { "$6$rounds=99999999999999999999999$abc$" H86,
      "SHA-512 with rounds out of 1000 to 1000000" },
    { "$6$rounds=05000$abc$" H86,
      "SHA-512 with rounds out of 1000 to 1000000" },
    { "$6$rounds=$abc$" H86, "SHA-512 with rounds out of 1000 to 1000000" },
    { "$6$rounds=5000", "SHA-512 with rounds out of 1000 to 1000000" },
    { "$5$rounds=1000001$abc$" H43,
      "SHA-256 with rounds out of 1000 to 1000000" },
    { "$5$rounds=1000000$abc$" H43, NULL },
    /* cut, lengthened, without salt, with foreign characters */
    { "$y$j9T$", DAMAGED },
    { "$y$j9T$abc", DAMAGED },
    { "$y$j9T$abc$", DAMAGED },
    { "$y$j9T$$" H43, DAMAGED },
    { "$y$j9T$abc$" H43 "x", DAMAGED },
    { "$y$j9T$abc$" H43 "$", DAMAGED },
    { "$y$j9T$abc$" H43 ":", DAMAGED },
    { "$y$j9T$a c$" H43, DAMAGED },
    { "$y$j9T$abc$" H43, NULL },
    { "$2b$05$" BCRYPT53 "x", DAMAGED },
    { "$2b$05$", DAMAGED },
    { "$6$" H86, DAMAGED },
    { "$6$abc$" H43, DAMAGED },
    { "$6$abcdefghijklmnopq$" H86, DAMAGED }, /* 17 of salt */
    { "$6$abcdefghijklmnop$" H86, NULL },
    { "$5$abc$" H86, DAMAGED },
    { "$5$abc$" H43, NULL },
};


static void
what_may_be_stored(void **state)
{
    (void) state;
    for (size_t i = 0; i < ARRAY_LEN(allow_list); i++) {
        const char *reason = NULL;
        bool allowed = hash_is_allowed(allow_list[i].text, &reason);
        assert_int_equal(allowed, allow_list[i].reason == NULL);
        if (!allowed && strcmp(reason, allow_list[i].reason) != 0) {
            fail_msg("%s: %s", allow_list[i].text, reason);
        }
        assert_int_equal(hash_is_allowed(allow_list[i].text, NULL), allowed);
    }
}


/* Whatever is refused cannot be told, and is no yes for any secret. */
static void
refused_is_broken(void **state)
{
    struct secret secret = { 0 };

    (void) state;
    assert_true(secret_set(&secret, span_str("*0")));
    for (size_t i = 0; i < ARRAY_LEN(allow_list); i++) {
        if (allow_list[i].reason != NULL) {
            assert_int_equal(hash_verify(&secret, allow_list[i].text, decoy),
                             HASH_BROKEN);
        }
    }
    /* nor with a decoy that is none, nor is the decoy itself a yes */
    assert_int_equal(hash_verify(&secret, "*0", "*0"), HASH_BROKEN);
    assert_int_equal(hash_verify(&secret, NULL, NULL), HASH_BROKEN);
    assert_int_equal(hash_verify(&secret, "", decoy), HASH_BROKEN);
}


static const char *const settings[] = {
    CHEAP, "$gy$j75$", "$2b$04$", "$5$rounds=1000$", "$6$rounds=1000$",
    "$6$", "$7$BU..../....",
};


static void
right_and_wrong(void **state)
{
    struct secret right = { 0 };
    struct secret wrong = { 0 };

    (void) state;
    assert_true(secret_set(&right, span_str("correct horse 王")));
    assert_true(secret_set(&wrong, span_str("correct horse 玉")));
    for (size_t i = 0; i < ARRAY_LEN(settings); i++) {
        char hash[HASH_TEXT_MAX + 1];
        char again[HASH_TEXT_MAX + 1];
        assert_true(hash_make(&right, settings[i], hash));
        assert_true(hash_is_allowed(hash, NULL));
        assert_int_equal(hash_verify(&wrong, hash, decoy), HASH_NO);
        assert_int_equal(hash_verify(&right, hash, decoy), HASH_YES);
        assert_int_equal(hash_verify(&right, hash, "no decoy"), HASH_YES);
        /* a salt of its own each time */
        assert_true(hash_make(&right, settings[i], again));
        assert_string_not_equal(hash, again);
    }
}


/* A stored hash cut by any number of bytes is not a yes. */
static void
cut_hashes(void **state)
{
    struct secret secret = { 0 };
    char hash[HASH_TEXT_MAX + 1];

    (void) state;
    assert_true(secret_set(&secret, span_str("secret")));
    assert_true(hash_make(&secret, "$6$rounds=1000$", hash));
    for (size_t len = strlen(hash) - 1; len > 0; len--) {
        hash[len] = '\0';
        assert_int_not_equal(hash_verify(&secret, hash, decoy), HASH_YES);
    }
}


/* One changed character, wherever, is not a yes. */
static void
changed_hashes(void **state)
{
    struct secret secret = { 0 };
    char hash[HASH_TEXT_MAX + 1];

    (void) state;
    assert_true(secret_set(&secret, span_str("secret")));
    assert_true(hash_make(&secret, "$6$rounds=1000$", hash));
    for (size_t i = 0; hash[i] != '\0'; i++) {
        char before = hash[i];
        hash[i] = before == 'a' ? 'b' : 'a';
        assert_int_not_equal(hash_verify(&secret, hash, decoy), HASH_YES);
        hash[i] = before;
    }
    assert_int_equal(hash_verify(&secret, hash, decoy), HASH_YES);
}


static void
lengths(void **state)
{
    char text[SECRET_MAX];
    char hash[HASH_TEXT_MAX + 1] = "untouched";
    struct secret secret = { 0 };

    (void) state;
    memset(text, 'p', sizeof(text));
    /* nothing typed: not made, and never right, even for a hash of nothing */
    assert_false(hash_make(&secret, CHEAP, hash));
    assert_string_equal(hash, "untouched");
    assert_int_equal(hash_verify(&secret,
        "$5$rounds=1000$abc$sP9FmVrTEqPcRDE7OxGDY0efugGF1dtCtqYcUsX9wmD",
        decoy), HASH_NO);
    /* 511 bytes, the last of which counts */
    assert_true(secret_set(&secret, span_of(text, SECRET_MAX)));
    assert_true(hash_make(&secret, CHEAP, hash));
    assert_int_equal(hash_verify(&secret, hash, decoy), HASH_YES);
    assert_true(secret_set(&secret, span_of(text, SECRET_MAX - 1)));
    assert_int_equal(hash_verify(&secret, hash, decoy), HASH_NO);
    /* bcrypt looks at 72: a longer secret is refused, not cut */
    assert_true(secret_set(&secret, span_of(text, 72)));
    assert_true(hash_make(&secret, "$2b$04$", hash));
    assert_int_equal(hash_verify(&secret, hash, decoy), HASH_YES);
    assert_true(secret_set(&secret, span_of(text, 73)));
    assert_int_equal(hash_verify(&secret, hash, decoy), HASH_NO);
    assert_false(hash_make(&secret, "$2b$04$", hash));
}


static void
what_is_the_setting(void **state)
{
    static const char *const refused[] = {
        "md5", "$1$", "$y$jDT$", "$y$", "$6$rounds=1$", "$y$j9T$abc", "$",
        "*0", "YESCRYPT", "$2b$14$",
    };

    (void) state;
    for (size_t i = 0; i < ARRAY_LEN(refused); i++) {
        assert_null(hash_setting(refused[i]));
    }
    assert_string_equal(hash_setting(""), "$y$j9T$");
    assert_string_equal(hash_setting("yescrypt"), "$y$j9T$");
    for (size_t i = 0; i < ARRAY_LEN(settings); i++) {
        assert_string_equal(hash_setting(settings[i]), settings[i]);
    }
}


static void
what_is_made_of_what(void **state)
{
    struct secret secret = { 0 };
    char hash[HASH_TEXT_MAX + 1] = "untouched";

    (void) state;
    assert_true(secret_set(&secret, span_str("secret")));
    assert_false(hash_make(&secret, "$1$", hash));
    assert_false(hash_make(&secret, "", hash));
    assert_false(hash_make(&secret, "$y$jDT$", hash));
    assert_string_equal(hash, "untouched");
    assert_true(hash_make(&secret, "$y$j9T$", hash));
    assert_memory_equal(hash, "$y$j9T$", 7);
    assert_true(hash_make_decoy("$y$j75$", hash));
    assert_memory_equal(hash, "$y$j75$", 7);
    assert_false(hash_make_decoy("$1$", hash));
}


static void
what_is_hashed_again(void **state)
{
    static const struct {
        const char *hash;
        const char *setting;
        bool again;
    } rows[] = {
        /* weaker, same, stronger */
        { "$y$j8T$abc$" H43, "$y$j9T$", true },
        { "$y$j9T$abc$" H43, "$y$j9T$", false },
        { "$y$jAT$abc$" H43, "$y$j9T$", false },
        /* another kind, whatever its cost */
        { "$6$rounds=1000000$abc$" H86, "$y$j9T$", true },
        { "$gy$j9T$abc$" H43, "$y$j9T$", true },
        { "$2b$12$" BCRYPT53, "$y$j9T$", true },
        { "$6$abc$" H86, "$6$rounds=5001$", true },
        { "$6$abc$" H86, "$6$rounds=5000$", false },
        { "$2y$12$" BCRYPT53, "$2b$12$", false },
        { "$2y$11$" BCRYPT53, "$2b$12$", true },
        /* nothing to hash it to */
        { "$6$abc$" H86, "$1$", false },
        { "*0", "$y$j9T$", true },
    };

    (void) state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        assert_int_equal(hash_wants_rehash(rows[i].hash, rows[i].setting),
                         rows[i].again);
    }
}


int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_may_be_stored),
        cmocka_unit_test(refused_is_broken),
        cmocka_unit_test(right_and_wrong),
        cmocka_unit_test(cut_hashes),
        cmocka_unit_test(changed_hashes),
        cmocka_unit_test(lengths),
        cmocka_unit_test(what_is_the_setting),
        cmocka_unit_test(what_is_made_of_what),
        cmocka_unit_test(what_is_hashed_again),
    };

    return cmocka_run_group_tests(tests, make_decoy, NULL);
}

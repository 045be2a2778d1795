/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The cache of verified tokens: what comes back is what went in, a full set
 * gives up the one that was not asked for longest, threads do not meet.  That
 * a hit is judged like a first sight stands in verify.c.
 */
#include "token_support.h"

#include "token/cache.h"

#include <pthread.h>

#define N_SLOTS 65536


/* Made up from a number, as a digest is: spread over all bits. */
static void
digest_of(uint64_t number, uint8_t ret[DIGEST_SIZE])
{
    struct span bytes = span_of(&number, sizeof(number));

    assert_true(digest_sha256(&bytes, 1, ret));
}


static struct known_token
known_of(uint64_t number)
{
    struct known_token known = {
        .claims = {
            .store_id = { 9 },
            .account = site_id((unsigned) number),
            .evidence = {
                .session = site_id((unsigned) number + 1),
                .method = METHOD_CERTIFICATE,
                .level = LEVEL_CERTIFICATE,
                .restricted = number % 2 == 1,
                .epoch = (uint32_t) number,
                .seq = number << 20,
                .issued_s = SITE_NOW_S + (int64_t) number,
                .auth_time_s = SITE_NOW_S,
                .expires_s = SITE_NOW_S + (int64_t) number + 900,
            },
        },
        .key_tag = { 1, 2, 3, 4, 5, 6, 7, 8 },
    };

    (void) snprintf(known.claims.audience, sizeof(known.claims.audience),
                    "host-%u.example", (unsigned) (number % 3));
    return known;
}


static void
assert_same(const struct known_token *a, const struct known_token *b)
{
    const struct evidence *x = &a->claims.evidence, *y = &b->claims.evidence;

    assert_memory_equal(a->key_tag, b->key_tag, sizeof(a->key_tag));
    assert_memory_equal(a->claims.store_id, b->claims.store_id, ID_SIZE);
    assert_memory_equal(&a->claims.account, &b->claims.account, ID_SIZE);
    assert_string_equal(a->claims.audience, b->claims.audience);
    assert_memory_equal(&x->session, &y->session, ID_SIZE);
    assert_int_equal(x->method, y->method);
    assert_int_equal(x->level, y->level);
    assert_int_equal(x->restricted, y->restricted);
    assert_int_equal(x->epoch, y->epoch);
    assert_int_equal(x->seq, y->seq);
    assert_int_equal(x->issued_s, y->issued_s);
    assert_int_equal(x->auth_time_s, y->auth_time_s);
    assert_int_equal(x->expires_s, y->expires_s);
}


static bool
holds(struct token_cache *cache, uint64_t number)
{
    struct known_token expected = known_of(number), found;
    uint8_t digest[DIGEST_SIZE];
    bool is_there;

    digest_of(number, digest);
    is_there = token_cache_find(cache, digest, &found);
    if (is_there) {
        assert_same(&found, &expected);
    }
    return is_there;
}


static void
enter(struct token_cache *cache, uint64_t number)
{
    struct known_token known = known_of(number);
    uint8_t digest[DIGEST_SIZE];

    digest_of(number, digest);
    token_cache_enter(cache, digest, &known);
}


static void
what_went_in_comes_back(void **state)
{
    struct token_cache *cache = token_cache_new();
    struct known_token found;
    uint8_t digest[DIGEST_SIZE];

    (void) state;
    assert_false(holds(cache, 1));
    enter(cache, 1);
    assert_true(holds(cache, 1));
    assert_false(holds(cache, 2));
    for (uint64_t i = 1; i < 1000; i++) {
        enter(cache, i);
    }
    for (uint64_t i = 1; i < 1000; i++) {
        assert_true(holds(cache, i));
    }

    /* the whole digest counts, not what chooses the slot */
    for (size_t i = 0; i < DIGEST_SIZE; i++) {
        digest_of(1, digest);
        digest[i] ^= 1;
        assert_false(token_cache_find(cache, digest, &found));
    }
    token_cache_free(cache);
    token_cache_free(NULL);
}


static void
the_one_not_asked_for_longest_makes_room(void **state)
{
    struct token_cache *cache = token_cache_new();
    size_t n_kept = 0;

    (void) state;
    enter(cache, 0);
    for (uint64_t i = 1; i <= 3 * N_SLOTS; i++) {
        enter(cache, i);
        if (i % 64 == 0) {
            assert_true(holds(cache, 0)); /* asked for: it stays */
        }
    }
    for (uint64_t i = 1; i <= 3 * N_SLOTS; i++) {
        n_kept += holds(cache, i);
    }
    assert_true(n_kept < N_SLOTS && n_kept > N_SLOTS * 9 / 10);
    /* the youngest are there, the oldest gave way */
    for (uint64_t i = 0; i < 1000; i++) {
        n_kept += holds(cache, 3 * N_SLOTS - i) ? 0 : 1;
        n_kept += holds(cache, 1 + i) ? 1 : 0;
    }
    assert_true(n_kept < N_SLOTS);
    token_cache_free(cache);
}


static void
too_many_hosts_cost_time_alone(void **state)
{
    struct token_cache *cache = token_cache_new();
    struct known_token known = known_of(1), found;
    uint8_t digest[DIGEST_SIZE];
    size_t n_kept = 0;

    (void) state;
    for (uint64_t i = 0; i < 100; i++) {
        (void) snprintf(known.claims.audience, sizeof(known.claims.audience),
                        "host-%u", (unsigned) i);
        digest_of(i, digest);
        token_cache_enter(cache, digest, &known);
        if (token_cache_find(cache, digest, &found)) {
            assert_string_equal(found.claims.audience, known.claims.audience);
            n_kept++;
        }
    }
    assert_int_equal(n_kept, 64);
    token_cache_free(cache);
}


static void *
use_it(void *state)
{
    struct token_cache *cache = state;

    for (uint64_t i = 0; i < 20000; i++) {
        uint64_t number = i * 2654435761u % 5000;

        if (!holds(cache, number)) {
            enter(cache, number);
        }
    }
    return NULL;
}


static void
threads_share_it(void **state)
{
    struct token_cache *cache = token_cache_new();
    pthread_t threads[4];

    (void) state;
    for (size_t i = 0; i < ARRAY_LEN(threads); i++) {
        assert_int_equal(pthread_create(&threads[i], NULL, use_it, cache), 0);
    }
    for (size_t i = 0; i < ARRAY_LEN(threads); i++) {
        assert_int_equal(pthread_join(threads[i], NULL), 0);
    }
    for (uint64_t i = 0; i < 5000; i++) {
        (void) holds(cache, i);
    }
    token_cache_free(cache);
}


int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_went_in_comes_back),
        cmocka_unit_test(the_one_not_asked_for_longest_makes_room),
        cmocka_unit_test(too_many_hosts_cost_time_alone),
        cmocka_unit_test(threads_share_it),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

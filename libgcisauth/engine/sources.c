/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Sources of failures in a fixed table: a key hashes to a few slots, the one
 * that failed least lately makes room.  An attacker with many sources can
 * push out others' counts; he gains what he could have had from a new source.
 */
#include "engine/sources.h"

#include "crypto/random.h"
#include "policy/rule.h"

#include <pthread.h>

#define WAYS 8

struct source {
    uint64_t key; /* 0: free */
    int64_t since_s;
    uint32_t failures;
};

struct sources {
    pthread_mutex_t mutex;
    uint64_t seed;
    uint32_t slow, refuse;
    int64_t period_s;
    size_t n_exempt;
    struct network exempt[CONFIG_LIST_MAX];
    struct source slots[SOURCES_MAX];
};

static const uint8_t mapped_ipv4[12] = {
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff
};


struct sources *
sources_new(const struct config *config)
{
    struct sources *sources = calloc(1, sizeof(*sources));

    if (sources == NULL
        || !random_bytes(&sources->seed, sizeof(sources->seed)))
    {
        free(sources);
        return NULL;
    }

    pthread_mutex_init(&sources->mutex, NULL);
    sources->slow = (uint32_t) config->lockout.source_slow;
    sources->refuse = (uint32_t) config->lockout.source_refuse;
    sources->period_s = config->lockout.source_period_s;

    for (size_t i = 0; i < config->lockout.exempt.n; i++) {
        if (rule_parse_network(span_str(config->lockout.exempt.items[i]),
                               &sources->exempt[sources->n_exempt]))
        {
            sources->n_exempt++;
        }
    }

    return sources;
}


void
sources_free(struct sources *sources)
{
    if (sources == NULL) {
        return;
    }

    pthread_mutex_destroy(&sources->mutex);
    free(sources);
}


/* FNV-1a from a random start, so that slots cannot be aimed at. */
static uint64_t
hash(const struct sources *sources, char kind, const void *bytes, size_t len)
{
    const uint8_t *at = bytes;
    uint64_t value = 14695981039346656037u ^ sources->seed;

    value = (value ^ (uint8_t) kind) * 1099511628211u;
    for (size_t i = 0; i < len; i++) {
        value = (value ^ at[i]) * 1099511628211u;
    }
    value ^= value >> 29;

    return value == 0 ? 1 : value;
}


static bool
key_of_address(const struct sources *sources, const char *address,
               uint64_t *ret_key)
{
    uint8_t bytes[16];
    bool is_ipv4;

    if (!rule_parse_address(span_str(address), bytes)) {
        return false;
    }

    for (size_t i = 0; i < sources->n_exempt; i++) {
        if (rule_network_holds(&sources->exempt[i], bytes)) {
            return false;
        }
    }

    is_ipv4 = memcmp(bytes, mapped_ipv4, sizeof(mapped_ipv4)) == 0;
    *ret_key = hash(sources, 'a', bytes, is_ipv4 ? 16 : 8);

    return true;
}


static bool
is_over(const struct source *source, int64_t period_s, int64_t now_s)
{
    return source->key == 0 || now_s - source->since_s >= period_s
           || now_s < source->since_s;
}


/* The slot of this key, or the one that makes room for it. */
static struct source *
slot(struct sources *sources, uint64_t key, int64_t period_s, int64_t now_s)
{
    size_t first = (size_t) (key % (SOURCES_MAX / WAYS)) * WAYS;
    struct source *oldest = &sources->slots[first];

    for (size_t i = first; i < first + WAYS; i++) {
        struct source *at = &sources->slots[i];

        if (at->key == key) {
            oldest = at;
            break;
        }
        if (at->key == 0
            || (oldest->key != 0 && at->since_s < oldest->since_s))
        {
            oldest = at;
        }
    }

    if (oldest->key != key || is_over(oldest, period_s, now_s)) {
        *oldest = (struct source){ .key = key, .since_s = now_s };
    }

    return oldest;
}


static uint32_t
count(struct sources *sources, uint64_t key, int64_t period_s, int64_t now_s,
      uint32_t more)
{
    struct source *source;
    uint32_t failures;

    pthread_mutex_lock(&sources->mutex);
    source = slot(sources, key, period_s, now_s);
    source->failures += more;
    failures = source->failures;
    pthread_mutex_unlock(&sources->mutex);

    return failures;
}


enum source_verdict
sources_judge(struct sources *sources, const char *address, int64_t now_s)
{
    uint64_t key;
    uint32_t failures;

    if (!key_of_address(sources, address, &key)) {
        return SOURCE_FREE;
    }

    failures = count(sources, key, sources->period_s, now_s, 0);
    if (failures >= sources->refuse) {
        return SOURCE_REFUSED;
    }

    return failures >= sources->slow ? SOURCE_SLOWED : SOURCE_FREE;
}


void
sources_fail(struct sources *sources, const char *address, int64_t now_s)
{
    uint64_t key;

    if (key_of_address(sources, address, &key)) {
        (void) count(sources, key, sources->period_s, now_s, 1);
    }
}


bool
sources_self(struct sources *sources, uid_t uid, int64_t now_s)
{
    uint64_t key = hash(sources, 'u', &uid, sizeof(uid));

    return count(sources, key, SELF_PERIOD_S, now_s, 1) <= SELF_ATTEMPTS_MAX;
}

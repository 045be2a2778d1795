/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Sets of eight slots under the SHA-256 of the whole token, seeded, the one
 * that was not asked for longest makes room.  Never shared between processes.
 * Audiences are few and long: each stands once in a table beside.  Judges
 * nothing: what is found here was signed, no more.
 */
#include "token/cache.h"

#include "crypto/equal.h"
#include "crypto/random.h"

#include <pthread.h>
#include <stdatomic.h>

#define WAYS 8
#define SETS 8192  /* 65,536 slots */
#define SHARDS 16  /* locks, each over the sets of one remainder */
#define AUDIENCES_MAX 64

struct slot {
    uint8_t digest[DIGEST_SIZE];
    struct id account;
    struct id session;
    uint8_t store_id[ID_SIZE];
    uint8_t key_tag[CACHE_KEY_TAG_SIZE];
    uint64_t seq;
    int64_t issued_s;
    int32_t proven_before_s; /* issued_s - auth_time_s */
    int32_t expires_after_s; /* expires_s - issued_s */
    uint32_t epoch;
    uint32_t used; /* the shard's count when it was; 0: empty */
    uint8_t audience; /* its index */
    uint8_t level;
    uint8_t method;
    uint8_t restricted;
};

_Static_assert(sizeof(struct slot) <= 128, "8 MiB in all");

struct shard {
    pthread_mutex_t lock;
    uint32_t count;
};

struct token_cache {
    uint64_t seed;
    struct shard shards[SHARDS];
    pthread_mutex_t lock;          /* of what follows, for writers */
    struct slot *_Atomic slots;    /* NULL until a token enters */
    atomic_size_t n_audiences;
    char *audiences[AUDIENCES_MAX]; /* those below the count never change */
};


struct token_cache *
token_cache_new(void)
{
    struct token_cache *cache = calloc(1, sizeof(*cache));

    if (cache == NULL) {
        return NULL;
    }
    if (!random_bytes(&cache->seed, sizeof(cache->seed))) {
        free(cache);
        return NULL;
    }
    for (size_t i = 0; i < SHARDS; i++) {
        (void) pthread_mutex_init(&cache->shards[i].lock, NULL);
    }
    (void) pthread_mutex_init(&cache->lock, NULL);
    return cache;
}


void
token_cache_free(struct token_cache *cache)
{
    if (cache == NULL) {
        return;
    }
    for (size_t i = 0; i < cache->n_audiences; i++) {
        free(cache->audiences[i]);
    }
    for (size_t i = 0; i < SHARDS; i++) {
        (void) pthread_mutex_destroy(&cache->shards[i].lock);
    }
    (void) pthread_mutex_destroy(&cache->lock);
    free(cache->slots);
    free(cache);
}


static size_t
set_of(const struct token_cache *cache, const uint8_t digest[DIGEST_SIZE])
{
    uint64_t bits;

    memcpy(&bits, digest, sizeof(bits));
    /* an odd constant spreads; the seed hides which tokens share a set */
    return (size_t) (((bits ^ cache->seed) * UINT64_C(0x9e3779b97f4a7c15))
                     >> 51)
           % SETS;
}


/* The eight leading bytes choose, the constant-time comparison decides. */
static struct slot *
find_in_set(struct slot *set, const uint8_t digest[DIGEST_SIZE])
{
    uint64_t wanted, found;

    memcpy(&wanted, digest, sizeof(wanted));
    for (size_t i = 0; i < WAYS; i++) {
        memcpy(&found, set[i].digest, sizeof(found));
        if (found == wanted && set[i].used != 0
            && equal_secret(set[i].digest, digest, DIGEST_SIZE))
        {
            return &set[i];
        }
    }
    return NULL;
}


/* The one that is empty, or was used longest ago. */
static struct slot *
victim_of_set(struct slot *set, uint32_t count)
{
    struct slot *victim = &set[0];

    for (size_t i = 0; i < WAYS; i++) {
        if (set[i].used == 0) {
            return &set[i];
        }
        /* as distances, so that the count may wrap */
        if (count - set[i].used > count - victim->used) {
            victim = &set[i];
        }
    }
    return victim;
}


static uint32_t
next_count(struct shard *shard)
{
    if (++shard->count == 0) {
        shard->count = 1;
    }
    return shard->count;
}


static void
unpack(const struct token_cache *cache, const struct slot *slot,
       struct known_token *ret)
{
    struct token_claims *claims = &ret->claims;
    const char *audience = cache->audiences[slot->audience];

    memcpy(ret->key_tag, slot->key_tag, sizeof(ret->key_tag));
    memcpy(claims->store_id, slot->store_id, ID_SIZE);
    memcpy(claims->audience, audience, strlen(audience) + 1);
    claims->account = slot->account;
    claims->evidence = (struct evidence){
        .session = slot->session,
        .method = (enum method) slot->method,
        .level = (enum level) slot->level,
        .restricted = slot->restricted != 0,
        .epoch = slot->epoch,
        .seq = slot->seq,
        .issued_s = slot->issued_s,
        .auth_time_s = slot->issued_s - slot->proven_before_s,
        .expires_s = slot->issued_s + slot->expires_after_s,
    };
}


bool
token_cache_find(struct token_cache *cache, const uint8_t digest[DIGEST_SIZE],
                 struct known_token *ret)
{
    struct slot *slots = atomic_load_explicit(&cache->slots,
                                              memory_order_acquire);
    size_t set = set_of(cache, digest);
    struct shard *shard = &cache->shards[set % SHARDS];
    struct slot *slot;

    if (slots == NULL) {
        return false;
    }
    (void) pthread_mutex_lock(&shard->lock);
    slot = find_in_set(slots + set * WAYS, digest);
    if (slot != NULL) {
        slot->used = next_count(shard);
        unpack(cache, slot, ret);
    }
    (void) pthread_mutex_unlock(&shard->lock);
    return slot != NULL;
}


static struct slot *
slots_of(struct token_cache *cache)
{
    struct slot *slots;

    (void) pthread_mutex_lock(&cache->lock);
    slots = cache->slots;
    if (slots == NULL) {
        /* the kernel gives the pages when they are touched */
        slots = calloc(SETS * WAYS, sizeof(*slots));
        atomic_store_explicit(&cache->slots, slots, memory_order_release);
    }
    (void) pthread_mutex_unlock(&cache->lock);
    return slots;
}


static bool
audience_index(struct token_cache *cache, const char *audience,
               uint8_t *ret_index)
{
    size_t i, n;

    (void) pthread_mutex_lock(&cache->lock);
    n = cache->n_audiences;
    for (i = 0; i < n && strcmp(cache->audiences[i], audience) != 0; i++) {
    }
    if (i == n && n < AUDIENCES_MAX) {
        cache->audiences[n] = strdup(audience);
        if (cache->audiences[n] != NULL) {
            cache->n_audiences = ++n;
        }
    }
    (void) pthread_mutex_unlock(&cache->lock);
    *ret_index = (uint8_t) i;
    return i < n;
}


static bool
pack(struct token_cache *cache, const uint8_t digest[DIGEST_SIZE],
     const struct known_token *known, struct slot *ret)
{
    const struct evidence *evidence = &known->claims.evidence;
    int64_t proven_before_s = evidence->issued_s - evidence->auth_time_s;
    int64_t expires_after_s = evidence->expires_s - evidence->issued_s;

    if (proven_before_s > INT32_MAX || expires_after_s > INT32_MAX
        || !audience_index(cache, known->claims.audience, &ret->audience))
    {
        return false;
    }
    memcpy(ret->digest, digest, DIGEST_SIZE);
    memcpy(ret->key_tag, known->key_tag, sizeof(ret->key_tag));
    memcpy(ret->store_id, known->claims.store_id, ID_SIZE);
    ret->account = known->claims.account;
    ret->session = evidence->session;
    ret->seq = evidence->seq;
    ret->issued_s = evidence->issued_s;
    ret->proven_before_s = (int32_t) proven_before_s;
    ret->expires_after_s = (int32_t) expires_after_s;
    ret->epoch = evidence->epoch;
    ret->level = (uint8_t) evidence->level;
    ret->method = (uint8_t) evidence->method;
    ret->restricted = evidence->restricted ? 1 : 0;
    return true;
}


void
token_cache_enter(struct token_cache *cache, const uint8_t digest[DIGEST_SIZE],
                  const struct known_token *known)
{
    struct slot entering = { .used = 1 }, *slots = slots_of(cache), *slot;
    size_t set = set_of(cache, digest);
    struct shard *shard = &cache->shards[set % SHARDS];

    if (slots == NULL || !pack(cache, digest, known, &entering)) {
        return;
    }
    (void) pthread_mutex_lock(&shard->lock);
    slot = find_in_set(slots + set * WAYS, digest);
    if (slot == NULL) {
        slot = victim_of_set(slots + set * WAYS, shard->count);
    }
    entering.used = next_count(shard);
    *slot = entering;
    (void) pthread_mutex_unlock(&shard->lock);
}

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Failures of one second: the first few are recorded each, the rest are
 * counted with the sources that sent most of them.
 */
#include "engine/folding.h"

#include <pthread.h>
#include <stdio.h>

#define ADDRESS_SIZE 46
#define TRACKED 16 /* sources counted in one summary */

struct tracked {
    char address[ADDRESS_SIZE];
    uint64_t count;
};

struct folding {
    pthread_mutex_t mutex;
    int64_t second_s;
    unsigned in_second;
    uint64_t count;
    int64_t since_s;
    struct tracked sources[TRACKED];
};


struct folding *
folding_new(void)
{
    struct folding *folding = calloc(1, sizeof(*folding));

    if (folding != NULL) {
        pthread_mutex_init(&folding->mutex, NULL);
    }

    return folding;
}


void
folding_free(struct folding *folding)
{
    if (folding == NULL) {
        return;
    }

    pthread_mutex_destroy(&folding->mutex);
    free(folding);
}


/* A source that finds no room is in the total alone. */
static void
track(struct folding *folding, const char *address)
{
    for (size_t i = 0; i < TRACKED; i++) {
        struct tracked *at = &folding->sources[i];

        if (at->count == 0) {
            snprintf(at->address, sizeof(at->address), "%s", address);
        }
        if (at->count == 0 || strcmp(at->address, address) == 0) {
            at->count++;
            return;
        }
    }
}


bool
folding_take(struct folding *folding, const char *address, int64_t now_s)
{
    bool folds;

    pthread_mutex_lock(&folding->mutex);

    if (folding->second_s != now_s) {
        folding->second_s = now_s;
        folding->in_second = 0;
    }

    folds = folding->in_second >= FOLDING_PER_SECOND;
    if (folds) {
        folding->since_s = folding->count == 0 ? now_s : folding->since_s;
        folding->count++;
        track(folding, address);
    } else {
        folding->in_second++;
    }

    pthread_mutex_unlock(&folding->mutex);

    return folds;
}


/* The largest of those that are left, taken out. */
static const struct tracked *
take_largest(struct tracked sources[TRACKED], struct tracked *ret)
{
    struct tracked *largest = &sources[0];

    for (size_t i = 1; i < TRACKED; i++) {
        if (sources[i].count > largest->count) {
            largest = &sources[i];
        }
    }

    *ret = *largest;
    largest->count = 0;

    return ret;
}


static void
print_sources(struct folding *folding, char *ret, size_t size)
{
    size_t len = 0;

    ret[0] = '\0';
    for (size_t i = 0; i < FOLDING_SOURCES; i++) {
        struct tracked taken;

        if (take_largest(folding->sources, &taken)->count == 0) {
            break;
        }
        len += (size_t) snprintf(ret + len, size - len, "%s%s:%llu",
                                 len == 0 ? "" : " ",
                                 taken.address[0] == '\0' ? "-"
                                                          : taken.address,
                                 (unsigned long long) taken.count);
        if (len >= size) {
            break;
        }
    }
}


bool
folding_due(struct folding *folding, int64_t now_s, struct folded *ret)
{
    bool due;

    pthread_mutex_lock(&folding->mutex);

    due = folding->count > 0 && now_s != folding->since_s;
    if (due) {
        ret->count = folding->count;
        ret->since_s = folding->since_s;
        print_sources(folding, ret->sources, sizeof(ret->sources));
        folding->count = 0;
        memset(folding->sources, 0, sizeof(folding->sources));
    }

    pthread_mutex_unlock(&folding->mutex);

    return due;
}

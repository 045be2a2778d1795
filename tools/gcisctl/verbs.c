/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Looking things up in the table of verbs.  Knows no verb by name.
 */
#include "verbs.h"

#include "nearest.h"

#include <string.h>

static const struct verb *const parts[] = {
    verbs_registry, verbs_people, verbs_access, verbs_store, verbs_later,
};

#define N_PARTS (sizeof(parts) / sizeof(parts[0]))


/* With `ret` NULL it counts. */
static size_t
walk(size_t index, const struct verb **ret)
{
    size_t n = 0;

    for (size_t i = 0; i < N_PARTS; i++) {
        for (const struct verb *at = parts[i]; at->noun != NULL; at++) {
            if (ret != NULL && n == index) {
                *ret = at;
            }
            n++;
        }
    }

    return n;
}


size_t
verbs_count(void)
{
    return walk(0, NULL);
}


const struct verb *
verbs_at(size_t index)
{
    const struct verb *verb = NULL;

    (void) walk(index, &verb);

    return verb;
}


const struct verb *
verbs_find(const char *noun, const char *name)
{
    for (size_t i = 0; i < verbs_count(); i++) {
        const struct verb *verb = verbs_at(i);

        if (strcmp(verb->noun, noun) == 0 && strcmp(verb->name, name) == 0) {
            return verb;
        }
    }

    return NULL;
}


bool
verbs_is_noun(const char *noun)
{
    for (size_t i = 0; i < verbs_count(); i++) {
        if (strcmp(verbs_at(i)->noun, noun) == 0) {
            return true;
        }
    }

    return false;
}


bool
verbs_stands_alone(const char *noun)
{
    return verbs_find(noun, "") != NULL;
}


const char *
verbs_nearest_noun(const char *word)
{
    struct nearest nearest = nearest_to(word);

    for (size_t i = 0; i < verbs_count(); i++) {
        nearest_try(&nearest, verbs_at(i)->noun);
    }

    return nearest_word(&nearest);
}


const char *
verbs_nearest_verb(const char *noun, const char *word)
{
    struct nearest nearest = nearest_to(word);

    for (size_t i = 0; i < verbs_count(); i++) {
        if (strcmp(verbs_at(i)->noun, noun) == 0) {
            nearest_try(&nearest, verbs_at(i)->name);
        }
    }

    return nearest_word(&nearest);
}


const char *
verbs_nearest_option(const struct verb *verb, const char *word)
{
    struct nearest nearest = nearest_to(word);

    for (const struct verb_option *at = verb->options;
         at != NULL && at->kind != OPTION_NONE; at++) {
        nearest_try(&nearest, at->name);
    }

    return nearest_word(&nearest);
}

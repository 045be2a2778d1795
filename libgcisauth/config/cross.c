/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Pairs of keys of which one bounds the other.  The line that is named is one
 * that was written, never a default.
 */
#include "config/cross.h"

#include "config/texts.h"

#include <stdio.h>

enum relation {
    AT_MOST,
    LESS,
    LESS_UNLESS_ZERO, /* where the other is 0, it bounds nothing */
};

static const struct {
    const char *section;
    const char *lower;
    enum relation relation;
    const char *upper;
} pairs[] = {
    { "password", "min_length", AT_MOST, "max_length" },
    { "password", "min_age", LESS_UNLESS_ZERO, "max_age" },
    { "password member", "min_length", AT_MOST, "max_length" },
    { "password member", "min_age", LESS_UNLESS_ZERO, "max_age" },
    { "lockout", "source_slow", AT_MOST, "source_refuse" },
    { "session", "renew_after", LESS, "idle" },
};


static int64_t
number_at(const struct config *config, size_t key)
{
    const char *place =
        (const char *) config + config_key_at(key)->offset;

    return *(const int64_t *) (const void *) place;
}


static bool
holds(enum relation relation, int64_t lower, int64_t upper)
{
    switch (relation) {
    case AT_MOST:
        return lower <= upper;
    case LESS:
        return lower < upper;
    case LESS_UNLESS_ZERO:
        return upper == 0 || lower < upper;
    }
    return false;
}


static bool
refuse(struct config *config, size_t lower, size_t upper, const char *must_be)
{
    const struct config_text *of = config->texts->of;
    size_t named = of[lower].written != NULL ? lower : upper;
    const char *where = of[named].where != NULL ? of[named].where : "default";

    (void) snprintf(config->error, sizeof(config->error),
                    "%.300s: %s: %s = %.40s must be %s %s = %.40s", where,
                    config_key_at(named)->name, config_key_at(lower)->name,
                    of[lower].effective, must_be, config_key_at(upper)->name,
                    of[upper].effective);
    return false;
}


bool
cross_check(struct config *config)
{
    for (size_t i = 0; i < ARRAY_LEN(pairs); i++) {
        struct span section = span_str(pairs[i].section);
        size_t lower = config_key_index(section, span_str(pairs[i].lower));
        size_t upper = config_key_index(section, span_str(pairs[i].upper));
        if (!holds(pairs[i].relation, number_at(config, lower),
                   number_at(config, upper))) {
            return refuse(config, lower, upper,
                          pairs[i].relation == AT_MOST ? "at most"
                                                       : "less than");
        }
    }
    return true;
}

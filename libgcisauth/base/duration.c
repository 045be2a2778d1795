/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One number and one unit.  Whatever does not fit an int64_t after the unit
 * was applied is refused, so that callers may add the result to a time.
 */
#include "base/duration.h"

struct unit {
    const char *name;
    int64_t factor;
};

static const struct unit durations[] = {
    { "ms", 1 },
    { "s", INT64_C(1000) },
    { "m", INT64_C(60) * 1000 },
    { "h", INT64_C(60) * 60 * 1000 },
    { "d", INT64_C(24) * 60 * 60 * 1000 },
};

static const struct unit sizes[] = {
    { "", 1 },
    { "K", INT64_C(1) << 10 },
    { "M", INT64_C(1) << 20 },
    { "G", INT64_C(1) << 30 },
    { "T", INT64_C(1) << 40 },
};


/* Reads the digits at the start; *ret_rest is what follows them. */
static bool
number(struct span text, int64_t *ret_value, struct span *ret_rest)
{
    int64_t value = 0;
    size_t at = 0;

    while (at < text.len && text.data[at] >= '0' && text.data[at] <= '9') {
        if (__builtin_mul_overflow(value, 10, &value)
            || __builtin_add_overflow(value, text.data[at] - '0', &value))
        {
            return false;
        }
        at++;
    }

    if (at == 0 || (at > 1 && text.data[0] == '0')) {
        return false;
    }

    *ret_value = value;
    *ret_rest = span_of(text.data + at, text.len - at);
    return true;
}


static bool
parse(struct span text, const struct unit *units, size_t n_units,
      int64_t *ret_value)
{
    struct span rest;
    int64_t value;

    if (!number(text, &value, &rest)) {
        return false;
    }

    for (size_t i = 0; i < n_units; i++) {
        if (span_equal(rest, span_str(units[i].name))) {
            if (__builtin_mul_overflow(value, units[i].factor, &value)) {
                return false;
            }
            *ret_value = value;
            return true;
        }
    }
    return false;
}


bool
duration_parse_ms(struct span text, int64_t *ret_ms)
{
    if (span_equal(text, span_str("0"))) {
        *ret_ms = 0;
        return true;
    }
    return parse(text, durations, ARRAY_LEN(durations), ret_ms);
}


bool
duration_parse_s(struct span text, int64_t *ret_s)
{
    int64_t ms;

    if (!duration_parse_ms(text, &ms) || ms % 1000 != 0) {
        return false;
    }

    *ret_s = ms / 1000;
    return true;
}


bool
size_parse(struct span text, int64_t *ret_bytes)
{
    return parse(text, sizes, ARRAY_LEN(sizes), ret_bytes);
}

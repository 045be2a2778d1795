/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The numbers that policy works with, out of the configuration: filled once
 * by the engine, so that policy knows no file and no key.
 */
#ifndef GCIS_POLICY_LIMITS_H
#define GCIS_POLICY_LIMITS_H

#include "base/attributes.h"
#include "base/zone.h"

struct password_limits {
    size_t min_length; /* code points */
    size_t max_length; /* code points */
    unsigned composition; /* kinds of 4 */
    unsigned history;     /* the present one counted */
    int64_t min_age_s;
    int64_t max_age_s; /* 0: never expires */
};

struct limits {
    struct password_limits password[2]; /* staff, members */
    bool oneday_end_of_day;
    int64_t oneday_lifetime_s;
    unsigned oneday_max_uses;
    unsigned oneday_per_day;
    bool oneday_applications;
    unsigned failures; /* at most FAILURES_MAX */
    int64_t failures_period_s;
    int64_t locked_s;
    bool lock_certificates; /* [lockout] scope = all */
    int64_t dormant_after_s; /* 0: never */
    int64_t issued_keep_s;   /* R7: 30d */
    int64_t session_idle_s;
    int64_t session_lifetime_s;
    int64_t session_oneday_s;
    int64_t step_up_s;
    const struct zone *zone;
};

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Times and the language of a page.  No locale and no zone of the
 * process takes part: both belong to the host program.
 */
#include "present.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#define YEAR_MAX_S INT64_C(253402300799) /* the end of the year 9999 */
#define YEAR_MIN_S INT64_C(-62135596800) /* the start of the year 1 */
#define QUALITY_MAX 1000


static bool
local_time(int64_t at_s, int32_t zone_offset_s, struct tm *ret_time)
{
    time_t local;

    if (at_s < YEAR_MIN_S - INT32_MIN || at_s > YEAR_MAX_S - INT32_MAX) {
        return false;
    }
    local = (time_t) (at_s + zone_offset_s);
    return gmtime_r(&local, ret_time) != NULL;
}


void
present_time(int64_t at_s, int32_t zone_offset_s,
    char ret_text[PRESENT_TIME_SIZE])
{
    struct tm at;

    if (!local_time(at_s, zone_offset_s, &at)
        || strftime(ret_text, PRESENT_TIME_SIZE, "%Y/%m/%d %H:%M:%S", &at)
            == 0)
    {
        ret_text[0] = '\0';
    }
}


void
present_time_short(int64_t at_s, int32_t zone_offset_s,
    char ret_text[PRESENT_TIME_SIZE])
{
    struct tm at;

    if (!local_time(at_s, zone_offset_s, &at)) {
        ret_text[0] = '\0';
        return;
    }
    snprintf(ret_text, PRESENT_TIME_SIZE, "%d/%d/%d %s %d:%02d",
        at.tm_year + 1900, at.tm_mon + 1, at.tm_mday,
        at.tm_hour < 12 ? "AM" : "PM",
        at.tm_hour % 12 == 0 ? 12 : at.tm_hour % 12, at.tm_min);
}


static const char *
offer(const char *const *offered, const char *wanted)
{
    while (wanted != NULL && *offered != NULL) {
        if (strcmp(*offered, wanted) == 0) {
            return *offered;
        }
        offered++;
    }
    return NULL;
}


/* A language range meets zh-Hant by zh, en by en: the first word decides. */
static const char *
offer_range(const char *const *offered, const char *range, size_t len)
{
    size_t word = strcspn(range, "-;, ");

    for (; word <= len && *offered != NULL; offered++) {
        if (strcspn(*offered, "-") == word
            && strncasecmp(*offered, range, word) == 0)
        {
            return *offered;
        }
    }
    return NULL;
}


/* The q of a range in thousandths; what cannot be read counts as 0. */
static int
quality(const char *range, size_t len)
{
    const char *semicolon = memchr(range, ';', len);
    int whole;
    int sum = 0;
    int unit = 100;
    const char *at;

    if (semicolon == NULL) {
        return QUALITY_MAX;
    }
    at = semicolon + 1 + strspn(semicolon + 1, " ");
    if (strncmp(at, "q=", 2) != 0 || (at[2] != '0' && at[2] != '1')) {
        return 0;
    }
    whole = at[2] == '1' ? QUALITY_MAX : 0;
    at += at[3] == '.' ? 4 : 3;
    while (*at >= '0' && *at <= '9' && unit > 0) {
        sum += (*at++ - '0') * unit;
        unit /= 10;
    }
    return whole > 0 ? whole : sum;
}


static const char *
offer_accepted(const char *const *offered, const char *accept)
{
    const char *best = NULL;
    int best_quality = 0;

    while (accept != NULL && *accept != '\0') {
        size_t len;
        const char *found;

        accept += strspn(accept, ", ");
        len = strcspn(accept, ",");
        found = offer_range(offered, accept, len);
        if (found != NULL && quality(accept, len) > best_quality) {
            best = found;
            best_quality = quality(accept, len);
        }
        accept += len;
    }
    return best;
}


const char *
present_language(const char *const *offered, const char *query,
    const char *cookie, const char *accept)
{
    const char *language = offer(offered, query);

    if (language == NULL) {
        language = offer(offered, cookie);
    }
    if (language == NULL) {
        language = offer_accepted(offered, accept);
    }
    return language != NULL ? language : offered[0];
}

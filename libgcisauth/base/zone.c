/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Questions to a zone: the offset of a moment, the end of a day, a time as
 * people write it.  A day has 23, 24 or 25 hours or none at all, so its border
 * is sought from offset to offset, never computed from noon.
 */
#include "base/zone.h"

#include "base/zone_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#define ZONE_FOLDER "/usr/share/zoneinfo/"
#define ZONE_NAME_MAX 64                       /* bytes */
#define ZONE_AT_MAX_S (INT64_C(1) << 50)       /* years in the millions */
#define ZONE_REACH_S (ZONE_OFFSET_MAX_S + 3600)


static bool
is_name(const char *name)
{
    size_t len = strlen(name);

    return len > 0 && len <= ZONE_NAME_MAX && name[0] != '/'
        && name[0] != '.' && strstr(name, "..") == NULL
        && strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                  "abcdefghijklmnopqrstuvwxyz0123456789_+-/") == len;
}


/* The bytes of the file; one more than ZONE_FILE_MAX is read, and refused. */
static bool
read_whole(int fd, uint8_t *ret, size_t size, size_t *ret_len)
{
    struct stat status;
    size_t len = 0;

    if (fstat(fd, &status) != 0) {
        return false;
    }
    if (!S_ISREG(status.st_mode) || status.st_size > (off_t) size) {
        errno = EINVAL;
        return false;
    }
    while (len < size) {
        ssize_t n = read(fd, ret + len, size - len);
        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n < 0) {
            return false;
        }
        if (n == 0) {
            break;
        }
        len += (size_t) n;
    }
    *ret_len = len;
    return true;
}


static struct zone *
load(const char *path)
{
    uint8_t *file CLEAN_FREE = malloc(ZONE_FILE_MAX);
    struct zone *zone = NULL;
    size_t len = 0;
    int reason;
    int fd;

    if (file == NULL) {
        return NULL;
    }
    /* a folder or a device is no error of open() but of the check after it */
    fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    if (fd < 0) {
        return NULL;
    }
    if (read_whole(fd, file, ZONE_FILE_MAX, &len)) {
        zone = zone_parse(span_of(file, len));
    }
    reason = errno;
    (void) close(fd);
    errno = reason;
    return zone;
}


struct zone *
zone_load(const char *name)
{
    char path[sizeof(ZONE_FOLDER) + ZONE_NAME_MAX];

    if (!is_name(name)) {
        errno = EINVAL;
        return NULL;
    }
    (void) snprintf(path, sizeof(path), ZONE_FOLDER "%s", name);
    return load(path);
}


static int64_t
within(int64_t at_s)
{
    if (at_s < -ZONE_AT_MAX_S) {
        return -ZONE_AT_MAX_S;
    }
    return at_s > ZONE_AT_MAX_S ? ZONE_AT_MAX_S : at_s;
}


/* The number of transitions at or before at_s. */
static size_t
n_before(const struct zone *zone, int64_t at_s)
{
    size_t low = 0;
    size_t high = zone->n_times;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (zone->times[middle] <= at_s) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}


static struct zone_span
span_at(const struct zone *zone, int64_t at_s)
{
    size_t n = n_before(zone, at_s);

    if (n < zone->n_times) {
        return (struct zone_span){
            n == 0 ? zone->first_s : zone->offsets[n - 1], zone->times[n],
        };
    }
    if (zone->rule.present) {
        return zone_rule_at(&zone->rule, at_s);
    }
    return (struct zone_span){
        n == 0 ? zone->first_s : zone->offsets[n - 1], INT64_MAX,
    };
}


/*
 * The first moment from from_s on whose local time is at least local_s.  Local
 * time that a jump leaves out becomes the moment of the jump; of a doubled
 * hour the earlier is meant.
 */
static int64_t
first_at(const struct zone *zone, int64_t from_s, int64_t local_s)
{
    for (;;) {
        struct zone_span span = span_at(zone, from_s);
        int64_t at_s = local_s - span.offset_s;
        at_s = at_s < from_s ? from_s : at_s;
        if (at_s < span.until_s) {
            return at_s;
        }
        from_s = span.until_s;
    }
}


static int64_t
local_day(int64_t local_s)
{
    return local_s / ZONE_DAY_S - (local_s % ZONE_DAY_S < 0);
}


int32_t
zone_offset_s(const struct zone *zone, int64_t at_s)
{
    return span_at(zone, within(at_s)).offset_s;
}


int64_t
zone_day_end_s(const struct zone *zone, int64_t at_s)
{
    int64_t day;

    at_s = within(at_s);
    day = local_day(at_s + zone_offset_s(zone, at_s));
    return first_at(zone, at_s, (day + 1) * ZONE_DAY_S);
}


/* Exactly `n` digits; -1 for anything else. */
static int
digits(const char *text, size_t n)
{
    int value = 0;

    for (size_t i = 0; i < n; i++) {
        if (text[i] < '0' || text[i] > '9') {
            return -1;
        }
        value = value * 10 + (text[i] - '0');
    }
    return value;
}


/* YYYY-MM-DD in days since 1970 */
static bool
parse_date(const char *text, int64_t *ret_days)
{
    int year = digits(text, 4);
    int month = digits(text + 5, 2);
    int day = digits(text + 8, 2);

    if (text[4] != '-' || text[7] != '-' || year < 1970 || month < 1
        || month > 12 || day < 1 || day > zone_month_days(year, month)) {
        return false;
    }
    *ret_days = zone_days_of(year, month, day);
    return true;
}


/* HH:MM:SS in seconds of the day */
static bool
parse_time_of_day(const char *text, int64_t *ret_s)
{
    int hour = digits(text, 2);
    int minute = digits(text + 3, 2);
    int second = digits(text + 6, 2);

    if (text[2] != ':' || text[5] != ':' || hour < 0 || hour > 23
        || minute < 0 || minute > 59 || second < 0 || second > 59) {
        return false;
    }
    *ret_s = hour * 3600 + minute * 60 + second;
    return true;
}


bool
zone_parse_time(const struct zone *zone, const char *text, int64_t *ret_s)
{
    size_t len = strlen(text);
    int64_t local_s;
    int64_t days;
    int64_t time_s = ZONE_DAY_S; /* a day alone means its end */

    if ((len != 10 && len != 19 && len != 20) || !parse_date(text, &days)) {
        return false;
    }
    if (len > 10
        && (text[10] != 'T' || !parse_time_of_day(text + 11, &time_s))) {
        return false;
    }
    if (len == 20 && text[19] != 'Z') {
        return false;
    }
    local_s = days * ZONE_DAY_S + time_s;
    if (len == 20) {
        *ret_s = local_s;
        return true;
    }
    *ret_s = first_at(zone, local_s - ZONE_REACH_S, local_s);
    return true;
}


void
zone_print(const struct zone *zone, int64_t at_s, char ret[ZONE_TIME_MAX])
{
    int64_t local_s = within(at_s) + zone_offset_s(zone, at_s);
    int64_t day = local_day(local_s);
    int64_t second = local_s - day * ZONE_DAY_S;
    int64_t year;
    int month;
    int date;

    zone_date_of(day, &year, &month, &date);
    (void) snprintf(ret, ZONE_TIME_MAX, "%04lld-%02d-%02d %02d:%02d:%02d",
                    (long long) year, month, date, (int) (second / 3600),
                    (int) (second / 60 % 60), (int) (second % 60));
}

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Bytes of a TZif file to a zone (RFC 8536 3).  The first half, with 32 bits
 * of time, is stepped over by its counts; leap seconds would shift every time
 * against the system's clock, so files with them ("right/") are refused.
 * Every count is checked against the bytes that are there.
 */
#include "base/zone_file.h"

#include "base/zone.h"

#include <errno.h>

#define HEADER_SIZE 44 /* bytes */

struct header {
    uint8_t version;
    size_t n_ut;
    size_t n_standard;
    size_t n_leaps;
    size_t n_times;
    size_t n_types;
    size_t n_characters;
};


static uint64_t
big_endian(const uint8_t *bytes, size_t len)
{
    uint64_t value = 0;

    for (size_t i = 0; i < len; i++) {
        value = value << 8 | bytes[i];
    }
    return value;
}


static bool
skip(struct span *file, size_t len)
{
    if (file->len < len) {
        return false;
    }
    *file = span_of(file->data + len, file->len - len);
    return true;
}


static bool
read_header(struct span *file, struct header *ret)
{
    const uint8_t *at = file->data;

    if (file->len < HEADER_SIZE || memcmp(at, "TZif", 4) != 0) {
        return false;
    }
    *ret = (struct header){
        .version = at[4],
        .n_ut = (size_t) big_endian(at + 20, 4),
        .n_standard = (size_t) big_endian(at + 24, 4),
        .n_leaps = (size_t) big_endian(at + 28, 4),
        .n_times = (size_t) big_endian(at + 32, 4),
        .n_types = (size_t) big_endian(at + 36, 4),
        .n_characters = (size_t) big_endian(at + 40, 4),
    };
    if (ret->n_ut > ZONE_FILE_MAX || ret->n_standard > ZONE_FILE_MAX
        || ret->n_leaps > ZONE_FILE_MAX || ret->n_times > ZONE_FILE_MAX
        || ret->n_types > 256 || ret->n_characters > ZONE_FILE_MAX) {
        return false;
    }
    return skip(file, HEADER_SIZE);
}


/* Bytes of the data behind a header whose times take `time_size` each. */
static size_t
data_size(const struct header *header, size_t time_size)
{
    return header->n_times * (time_size + 1) + header->n_types * 6
        + header->n_characters + header->n_leaps * (time_size + 4)
        + header->n_standard + header->n_ut;
}


static bool
read_offset(const uint8_t *types, size_t index, int32_t *ret)
{
    int32_t offset = (int32_t) (uint32_t) big_endian(types + index * 6, 4);

    if (offset <= -ZONE_OFFSET_MAX_S || offset >= ZONE_OFFSET_MAX_S) {
        return false;
    }
    *ret = offset;
    return true;
}


static bool
read_table(struct zone *zone, const struct header *header,
           const uint8_t *data)
{
    const uint8_t *indexes = data + header->n_times * 8;
    const uint8_t *types = indexes + header->n_times;

    if (!read_offset(types, 0, &zone->first_s)) {
        return false;
    }
    for (size_t i = 0; i < header->n_times; i++) {
        zone->times[i] = (int64_t) big_endian(data + i * 8, 8);
        if (indexes[i] >= header->n_types
            || !read_offset(types, indexes[i], &zone->offsets[i])) {
            return false;
        }
        if (i > 0 && zone->times[i] <= zone->times[i - 1]) {
            return false;
        }
    }
    zone->n_times = header->n_times;
    return true;
}


/* A line of its own: the rule, or nothing. */
static bool
read_footer(struct zone *zone, struct span footer)
{
    if (footer.len < 2 || footer.data[0] != '\n'
        || footer.data[footer.len - 1] != '\n') {
        return false;
    }
    footer = span_of(footer.data + 1, footer.len - 2);
    return footer.len == 0 || zone_rule_parse(footer, &zone->rule);
}


static bool
read_file(struct zone *zone, struct span file)
{
    struct header header;
    size_t size;

    if (file.len > ZONE_FILE_MAX || !read_header(&file, &header)
        || header.version < '2' || !skip(&file, data_size(&header, 4))) {
        return false;
    }
    if (!read_header(&file, &header) || header.n_types == 0
        || header.n_leaps != 0) {
        return false;
    }
    size = data_size(&header, 8);
    if (size > file.len) {
        return false;
    }
    zone->times = calloc(header.n_times + 1, sizeof(zone->times[0]));
    zone->offsets = calloc(header.n_times + 1, sizeof(zone->offsets[0]));
    if (zone->times == NULL || zone->offsets == NULL) {
        errno = ENOMEM;
        return false;
    }
    return read_table(zone, &header, file.data) && skip(&file, size)
        && read_footer(zone, file);
}


struct zone *
zone_parse(struct span file)
{
    struct zone *zone = calloc(1, sizeof(*zone));

    if (zone == NULL) {
        errno = ENOMEM;
        return NULL;
    }
    errno = EINVAL;
    if (!read_file(zone, file)) {
        int reason = errno;
        zone_free(zone);
        errno = reason;
        return NULL;
    }
    return zone;
}


void
zone_free(struct zone *zone)
{
    if (zone == NULL) {
        return;
    }
    free(zone->times);
    free(zone->offsets);
    free(zone);
}

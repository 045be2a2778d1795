/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A change as it is chained and kept: what was done, to which records, and
 * their digests instead of their bodies, so that no hash and no secret is in
 * the log.  Knows no chain value and no engine.
 */
#include "crypto/digest.h"
#include "store/codec_facts.h"
#include "store/codec_field.h"

#define FLAG_PROJECTS 0x01
#define FLAG_ONCE 0x02


static void
put_events(struct byte_writer *writer, const struct change *change)
{
    size_t n = put_count(writer, change->n_events, CHANGE_EVENTS_MAX);

    for (size_t i = 0; i < n; i++) {
        put_u16(writer, (uint16_t) change->events[i].event);
        put_flag(writer, change->events[i].result == RESULT_OK);
        put_u16(writer, (uint16_t) change->events[i].reason);
    }
}


static void
put_touched(struct byte_writer *writer, const struct write *write,
            uint64_t seq)
{
    uint8_t digest[DIGEST_SIZE] = { 0 };

    if (write->body.len > 0 && !digest_sha256(&write->body, 1, digest)) {
        writer->failed = true;
    }

    put_u8(writer, (uint8_t) write->kind);
    put_span(writer, span_of(write->key.bytes, write->key.len));
    put_u64(writer, seq);
    put_bytes(writer, digest, sizeof(digest));
}


void
encode_change(struct byte_writer *writer, const struct change *change,
              uint64_t seq)
{
    size_t n;

    put_format(writer);
    put_id(writer, &change->id);
    put_events(writer, change);
    put_i64(writer, change->at_s);
    put_u8(writer, (uint8_t) ((change->projects ? FLAG_PROJECTS : 0)
                              | (change->once ? FLAG_ONCE : 0)));

    n = put_count(writer, change->n_writes, CHANGE_WRITES_MAX);
    for (size_t i = 0; i < n; i++) {
        put_touched(writer, &change->writes[i], seq);
    }

    encode_facts(writer, &change->facts);
}


static void
get_events(struct byte_reader *reader, struct logged_change *ret)
{
    ret->n_events = get_count(reader, CHANGE_EVENTS_MAX);
    for (size_t i = 0; i < ret->n_events; i++) {
        ret->events[i].event = get_u16(reader);
        ret->events[i].result = get_flag(reader) ? RESULT_OK : RESULT_DENIED;
        ret->events[i].reason = get_u16(reader);
    }
}


static void
get_flags(struct byte_reader *reader, struct logged_change *ret)
{
    uint8_t flags = get_u8(reader);

    if ((flags & ~(FLAG_PROJECTS | FLAG_ONCE)) != 0) {
        reader->failed = true;
    }
    ret->projects = (flags & FLAG_PROJECTS) != 0;
}


static void
get_touched(struct byte_reader *reader, struct touched *ret)
{
    struct span key;

    ret->kind = get_u8(reader);
    key = get_span(reader);
    ret->key = key_of_span(key);
    ret->version = get_u64(reader);
    get_bytes(reader, ret->body_digest, sizeof(ret->body_digest));

    if (ret->key.len == 0) {
        reader->failed = true;
    }
}


bool
decode_change(struct span encoded, struct logged_change *ret,
              struct touched ret_touched[CHANGE_WRITES_MAX],
              size_t *ret_n_touched)
{
    struct byte_reader reader = byte_reader_of(encoded);
    size_t n_touched;

    memset(ret, 0, sizeof(*ret));
    *ret_n_touched = 0;

    get_format(&reader);
    get_id(&reader, &ret->id);
    get_events(&reader, ret);
    ret->at_s = get_i64(&reader);
    get_flags(&reader, ret);

    n_touched = get_count(&reader, CHANGE_WRITES_MAX);
    for (size_t i = 0; i < n_touched; i++) {
        get_touched(&reader, &ret_touched[i]);
    }

    decode_facts(&reader, &ret->facts);
    if (!byte_reader_end(&reader)) {
        return false;
    }

    *ret_n_touched = n_touched;

    return true;
}

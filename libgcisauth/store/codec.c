/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The seal around every stored value, its checksum, and the two smallest
 * bodies: an id and a number.  The only home of xxhash, header-only, so that
 * no library follows from it.  Knows no key's meaning and no engine.
 */
#include "store/codec_field.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#define SEALED_HEAD 16 /* bytes of the seal before its checksum */


/* Over kind, length of the key, key, then the parts of the value. */
static uint64_t
checksum_of(enum record_kind kind, struct span key, struct span head,
            struct span body)
{
    uint8_t prefix[3] = { (uint8_t) kind, (uint8_t) (key.len & 0xFF),
                          (uint8_t) (key.len >> 8) };
    XXH3_state_t state;

    XXH3_64bits_reset(&state);
    XXH3_64bits_update(&state, prefix, sizeof(prefix));
    XXH3_64bits_update(&state, key.data, key.len);
    XXH3_64bits_update(&state, head.data, head.len);
    XXH3_64bits_update(&state, body.data, body.len);

    return XXH3_64bits_digest(&state);
}


uint64_t
codec_checksum(enum record_kind kind, struct span key, struct span value)
{
    return checksum_of(kind, key, span_of(NULL, 0), value);
}


uint64_t
codec_checksum_whole(struct span record)
{
    return XXH3_64bits(record.data, record.len);
}


bool
codec_seal(enum record_kind kind, const struct key *key, uint64_t version,
           struct span body, struct byte_writer *writer)
{
    struct span head;
    size_t start = writer->len;

    if (body.len > UINT32_MAX) {
        return false;
    }

    put_u8(writer, CODEC_FORMAT);
    put_u8(writer, (uint8_t) kind);
    put_u16(writer, 0);
    put_u32(writer, (uint32_t) body.len);
    put_u64(writer, version);
    if (writer->failed) {
        return false;
    }

    head = span_of(writer->data + start, SEALED_HEAD);
    put_u64(writer, checksum_of(kind, span_of(key->bytes, key->len), head,
                                body));
    put_bytes(writer, body.data, body.len);

    return !writer->failed;
}


bool
codec_open(enum record_kind kind, const struct key *key, struct span sealed,
           uint64_t *ret_version, struct span *ret_body)
{
    struct byte_reader reader = byte_reader_of(sealed);
    struct span body;
    uint64_t version, checksum;
    bool sound;

    if (sealed.len < CODEC_SEAL_SIZE) {
        return false;
    }

    body = span_of(sealed.data + CODEC_SEAL_SIZE,
                   sealed.len - CODEC_SEAL_SIZE);
    sound = get_u8(&reader) == CODEC_FORMAT;
    sound = get_u8(&reader) == (uint8_t) kind && sound;
    sound = get_u16(&reader) == 0 && sound;
    sound = get_u32(&reader) == body.len && sound;
    version = get_u64(&reader);
    checksum = get_u64(&reader);
    if (!sound
        || checksum != checksum_of(kind, span_of(key->bytes, key->len),
                                   span_of(sealed.data, SEALED_HEAD), body))
    {
        return false;
    }

    *ret_version = version;
    *ret_body = body;

    return true;
}


void
encode_id(struct byte_writer *writer, const struct id *id)
{
    put_format(writer);
    put_id(writer, id);
}


bool
decode_id(struct span body, struct id *ret)
{
    struct byte_reader reader = byte_reader_of(body);
    struct id id;

    get_format(&reader);
    get_id(&reader, &id);
    if (!byte_reader_end(&reader)) {
        return false;
    }

    *ret = id;

    return true;
}


void
encode_number(struct byte_writer *writer, uint16_t number)
{
    put_format(writer);
    put_u16(writer, number);
}


bool
decode_number(struct span body, uint16_t *ret)
{
    struct byte_reader reader = byte_reader_of(body);
    uint16_t number;

    get_format(&reader);
    number = get_u16(&reader);
    if (!byte_reader_end(&reader)) {
        return false;
    }

    *ret = number;

    return true;
}

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Bounded bytes: every read and write goes through reserve() or take(), the
 * only two places that compare a length.  Knows no record and no format.
 */
#include "base/bytes.h"


static uint8_t *
reserve(struct byte_writer *writer, size_t len)
{
    uint8_t *at;

    if (writer->failed || len > writer->size - writer->len) {
        writer->failed = true;
        return NULL;
    }

    at = writer->data + writer->len;
    writer->len += len;

    return at;
}


static const uint8_t *
take(struct byte_reader *reader, size_t len)
{
    const uint8_t *at;

    if (reader->failed || len > reader->len - reader->at) {
        reader->failed = true;
        return NULL;
    }

    at = reader->data + reader->at;
    reader->at += len;

    return at;
}


static void
put_little(struct byte_writer *writer, uint64_t value, size_t len)
{
    uint8_t *at = reserve(writer, len);

    if (at == NULL) {
        return;
    }

    for (size_t i = 0; i < len; i++) {
        at[i] = (uint8_t) (value >> (8 * i));
    }
}


static void
put_big(struct byte_writer *writer, uint64_t value, size_t len)
{
    uint8_t *at = reserve(writer, len);

    if (at == NULL) {
        return;
    }

    for (size_t i = 0; i < len; i++) {
        at[i] = (uint8_t) (value >> (8 * (len - 1 - i)));
    }
}


static uint64_t
get_little(struct byte_reader *reader, size_t len)
{
    const uint8_t *at = take(reader, len);
    uint64_t value = 0;

    for (size_t i = 0; at != NULL && i < len; i++) {
        value |= (uint64_t) at[i] << (8 * i);
    }

    return value;
}


static uint64_t
get_big(struct byte_reader *reader, size_t len)
{
    const uint8_t *at = take(reader, len);
    uint64_t value = 0;

    for (size_t i = 0; at != NULL && i < len; i++) {
        value = value << 8 | at[i];
    }

    return value;
}


void
put_u8(struct byte_writer *writer, uint8_t value)
{
    put_little(writer, value, 1);
}


void
put_u16(struct byte_writer *writer, uint16_t value)
{
    put_little(writer, value, 2);
}


void
put_u32(struct byte_writer *writer, uint32_t value)
{
    put_little(writer, value, 4);
}


void
put_u64(struct byte_writer *writer, uint64_t value)
{
    put_little(writer, value, 8);
}


void
put_i64(struct byte_writer *writer, int64_t value)
{
    put_little(writer, (uint64_t) value, 8);
}


void
put_u16_be(struct byte_writer *writer, uint16_t value)
{
    put_big(writer, value, 2);
}


void
put_u64_be(struct byte_writer *writer, uint64_t value)
{
    put_big(writer, value, 8);
}


void
put_bytes(struct byte_writer *writer, const void *bytes, size_t len)
{
    uint8_t *at = reserve(writer, len);

    if (at != NULL && len > 0) {
        memcpy(at, bytes, len);
    }
}


void
put_span(struct byte_writer *writer, struct span bytes)
{
    if (bytes.len > UINT16_MAX) {
        writer->failed = true;
        return;
    }

    put_u16(writer, (uint16_t) bytes.len);
    put_bytes(writer, bytes.data, bytes.len);
}


void
put_text(struct byte_writer *writer, const char *text)
{
    put_span(writer, span_str(text));
}


uint8_t
get_u8(struct byte_reader *reader)
{
    return (uint8_t) get_little(reader, 1);
}


uint16_t
get_u16(struct byte_reader *reader)
{
    return (uint16_t) get_little(reader, 2);
}


uint32_t
get_u32(struct byte_reader *reader)
{
    return (uint32_t) get_little(reader, 4);
}


uint64_t
get_u64(struct byte_reader *reader)
{
    return get_little(reader, 8);
}


int64_t
get_i64(struct byte_reader *reader)
{
    return (int64_t) get_little(reader, 8);
}


uint16_t
get_u16_be(struct byte_reader *reader)
{
    return (uint16_t) get_big(reader, 2);
}


uint64_t
get_u64_be(struct byte_reader *reader)
{
    return get_big(reader, 8);
}


void
get_bytes(struct byte_reader *reader, void *ret, size_t len)
{
    const uint8_t *at = take(reader, len);

    if (at == NULL) {
        memset(ret, 0, len);
        return;
    }

    memcpy(ret, at, len);
}


struct span
get_span(struct byte_reader *reader)
{
    size_t len = get_u16(reader);
    const uint8_t *at = take(reader, len);

    return span_of(at, at == NULL ? 0 : len);
}


void
get_text(struct byte_reader *reader, char *ret, size_t size)
{
    struct span text = get_span(reader);

    ret[0] = '\0';

    if (text.len >= size
        || (text.len > 0 && memchr(text.data, '\0', text.len) != NULL))
    {
        reader->failed = true;
        return;
    }

    if (text.len > 0) {
        memcpy(ret, text.data, text.len);
    }
    ret[text.len] = '\0';
}


bool
byte_reader_end(const struct byte_reader *reader)
{
    return !reader->failed && reader->at == reader->len;
}

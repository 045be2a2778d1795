/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Bounded writing and reading of little-endian numbers and length-prefixed
 * bytes.  Errors stick: a writer that overflowed, or a reader that ran out,
 * stays failed, so that one check at the end is enough.  Numbers that are part
 * of ordered keys are big-endian (the _be forms).
 */
#ifndef GCIS_BASE_BYTES_H
#define GCIS_BASE_BYTES_H

#include "base/attributes.h"
#include "base/span.h"

struct byte_writer {
    uint8_t *data;
    size_t size; /* bytes that fit */
    size_t len;  /* bytes written */
    bool failed;
};

struct byte_reader {
    const uint8_t *data;
    size_t len;
    size_t at;
    bool failed;
};

static inline struct byte_writer
byte_writer_of(void *data, size_t size)
{
    return (struct byte_writer){ (uint8_t *) data, size, 0, false };
}


static inline struct byte_reader
byte_reader_of(struct span bytes)
{
    return (struct byte_reader){ bytes.data, bytes.len, 0, false };
}

void put_u8(struct byte_writer *writer, uint8_t value);
void put_u16(struct byte_writer *writer, uint16_t value);
void put_u32(struct byte_writer *writer, uint32_t value);
void put_u64(struct byte_writer *writer, uint64_t value);
void put_i64(struct byte_writer *writer, int64_t value);
void put_u16_be(struct byte_writer *writer, uint16_t value);
void put_u64_be(struct byte_writer *writer, uint64_t value);
void put_bytes(struct byte_writer *writer, const void *bytes, size_t len);
/* A u16 of its length, then the bytes. */
void put_span(struct byte_writer *writer, struct span bytes);
void put_text(struct byte_writer *writer, const char *text);

/* Zero once the reader failed. */
uint8_t get_u8(struct byte_reader *reader);
uint16_t get_u16(struct byte_reader *reader);
uint32_t get_u32(struct byte_reader *reader);
uint64_t get_u64(struct byte_reader *reader);
int64_t get_i64(struct byte_reader *reader);
uint16_t get_u16_be(struct byte_reader *reader);
uint64_t get_u64_be(struct byte_reader *reader);
void get_bytes(struct byte_reader *reader, void *ret, size_t len);
/* Borrowed from the reader's bytes. */
struct span get_span(struct byte_reader *reader);
/* NUL-terminated into `ret` of `size` bytes; a NUL inside fails. */
void get_text(struct byte_reader *reader, char *ret, size_t size);

/* Nothing failed and nothing is left. */
bool byte_reader_end(const struct byte_reader *reader) MUST_CHECK;

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The small change of the codecs: the format byte, flags and words that must
 * be within their range, counts that must fit.  What is out of range fails the
 * reader or writer, as running out of bytes does.
 */
#ifndef GCIS_STORE_CODEC_FIELD_H
#define GCIS_STORE_CODEC_FIELD_H

#include "store/codec.h"


static inline void
put_format(struct byte_writer *writer)
{
    put_u8(writer, CODEC_FORMAT);
}


static inline void
get_format(struct byte_reader *reader)
{
    if (get_u8(reader) != CODEC_FORMAT) {
        reader->failed = true;
    }
}


static inline void
put_flag(struct byte_writer *writer, bool flag)
{
    put_u8(writer, flag ? 1 : 0);
}


static inline bool
get_flag(struct byte_reader *reader)
{
    uint8_t value = get_u8(reader);

    if (value > 1) {
        reader->failed = true;
    }

    return value == 1;
}


/* A number of a closed list. */
static inline void
put_word(struct byte_writer *writer, unsigned value, unsigned min,
         unsigned max)
{
    if (value < min || value > max) {
        writer->failed = true;
    }
    put_u8(writer, (uint8_t) value);
}


static inline unsigned
get_word(struct byte_reader *reader, unsigned min, unsigned max)
{
    uint8_t value = get_u8(reader);

    if (value < min || value > max) {
        reader->failed = true;
        return 0;
    }

    return value;
}


/* The count of a list: 0 where it failed, so that no loop runs. */
static inline size_t
put_count(struct byte_writer *writer, size_t count, size_t max)
{
    if (count > max) {
        writer->failed = true;
        return 0;
    }
    put_u8(writer, (uint8_t) count);

    return count;
}


static inline size_t
get_count(struct byte_reader *reader, size_t max)
{
    size_t count = get_u8(reader);

    if (count > max) {
        reader->failed = true;
        return 0;
    }

    return count;
}


static inline void
put_id(struct byte_writer *writer, const struct id *id)
{
    put_bytes(writer, id->bytes, ID_SIZE);
}


static inline void
get_id(struct byte_reader *reader, struct id *ret)
{
    get_bytes(reader, ret->bytes, ID_SIZE);
}

#endif

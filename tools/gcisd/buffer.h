/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Bytes that came in and may hold secrets: what is used up, outgrown or given
 * back is wiped.  Bounded by the size of a message.
 */
#ifndef GCISD_BUFFER_H
#define GCISD_BUFFER_H

#include "wire/protocol.h"

struct buffer {
    uint8_t *data;
    size_t size;
    size_t len;
};

/* Room for at least one byte more; false when it is full or memory is out. */
bool buffer_reserve(struct buffer *buffer) MUST_CHECK;

static inline bool
buffer_is_full(const struct buffer *buffer)
{
    return buffer->len == WIRE_MESSAGE_MAX;
}


/* Bytes before the first NUL; SIZE_MAX where there is none. */
size_t buffer_message(const struct buffer *buffer);
size_t buffer_count_messages(const struct buffer *buffer);

/* Drops and wipes the first `n` bytes. */
void buffer_forget(struct buffer *buffer, size_t n);
void buffer_wipe(struct buffer *buffer);

#endif

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The input of a connection.  It grows by hand: realloc() would leave a copy
 * of what it held behind.
 */
#include "buffer.h"

#define FIRST_SIZE 4096 /* bytes; most requests are shorter */


bool
buffer_reserve(struct buffer *buffer)
{
    size_t size = buffer->size == 0 ? FIRST_SIZE : buffer->size * 2;
    uint8_t *larger;

    if (buffer->len < buffer->size) {
        return true;
    }
    if (size > WIRE_MESSAGE_MAX) {
        return false;
    }
    larger = malloc(size);
    if (larger == NULL) {
        return false;
    }
    if (buffer->data != NULL) {
        memcpy(larger, buffer->data, buffer->len);
        explicit_bzero(buffer->data, buffer->size);
        free(buffer->data);
    }
    buffer->data = larger;
    buffer->size = size;
    return true;
}


size_t
buffer_message(const struct buffer *buffer)
{
    const uint8_t *end = buffer->len == 0
                             ? NULL : memchr(buffer->data, 0, buffer->len);

    return end == NULL ? SIZE_MAX : (size_t) (end - buffer->data);
}


size_t
buffer_count_messages(const struct buffer *buffer)
{
    size_t n = 0;

    for (size_t i = 0; i < buffer->len; i++) {
        n += buffer->data[i] == 0;
    }
    return n;
}


void
buffer_forget(struct buffer *buffer, size_t n)
{
    memmove(buffer->data, buffer->data + n, buffer->len - n);
    explicit_bzero(buffer->data + buffer->len - n, n);
    buffer->len -= n;
    if (buffer->len == 0 && buffer->size > FIRST_SIZE) {
        buffer_wipe(buffer); /* a long message is rare: give it back */
    }
}


void
buffer_wipe(struct buffer *buffer)
{
    if (buffer->data != NULL) {
        explicit_bzero(buffer->data, buffer->size);
        free(buffer->data);
    }
    *buffer = (struct buffer){ 0 };
}

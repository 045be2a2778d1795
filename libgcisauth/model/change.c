/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A change, put together: bounded lists that refuse one too many, and the
 * spelling of record keys.  Knows neither what an event means nor how a change
 * is encoded.
 */
#include "model/change.h"


bool
change_add_event(struct change *change, enum event event, enum result result,
                 enum reason reason)
{
    if (change->n_events >= CHANGE_EVENTS_MAX) {
        return false;
    }

    change->events[change->n_events++] =
        (struct change_event){ event, result, reason };

    return true;
}


bool
change_expect(struct change *change, enum record_kind kind,
              const struct key *key, uint64_t version)
{
    if (change->n_expects >= CHANGE_EXPECTS_MAX || key->len == 0) {
        return false;
    }

    change->expects[change->n_expects++] =
        (struct expect){ kind, *key, version };

    return true;
}


bool
change_write(struct change *change, enum record_kind kind,
             const struct key *key, struct span body)
{
    if (change->n_writes >= CHANGE_WRITES_MAX || key->len == 0
        || body.len > BODY_MAX)
    {
        return false;
    }

    change->writes[change->n_writes++] = (struct write){ kind, *key, body };

    return true;
}


/* Never ends inside a character of UTF-8. */
static void
copy_cut(char *ret, size_t size, const char *text)
{
    size_t len = strnlen(text, size);

    if (len == size) {
        len = size - 1;
        while (len > 0 && ((uint8_t) text[len] & 0xC0) == 0x80) {
            len--;
        }
    }

    memcpy(ret, text, len);
    ret[len] = '\0';
}


bool
change_add_field(struct change *change, const char *name, const char *before,
                 const char *after)
{
    struct changed_field *field;

    if (strcmp(before, after) == 0) {
        return true;
    }
    if (change->facts.n_fields >= CHANGE_FIELDS_MAX) {
        return false;
    }

    field = &change->facts.fields[change->facts.n_fields++];
    copy_cut(field->name, sizeof(field->name), name);
    copy_cut(field->before, sizeof(field->before), before);
    copy_cut(field->after, sizeof(field->after), after);

    return true;
}


struct key
key_of_span(struct span bytes)
{
    struct key key = { 0 };

    if (bytes.len > 0 && bytes.len <= KEY_MAX) {
        key.len = bytes.len;
        memcpy(key.bytes, bytes.data, bytes.len);
    }

    return key;
}


struct key
key_of_id(const struct id *id)
{
    return key_of_span(id_span(id));
}


struct key
key_of_session(const struct id *account, const struct id *session)
{
    struct key key = { .len = 2 * ID_SIZE };

    memcpy(key.bytes, account->bytes, ID_SIZE);
    memcpy(key.bytes + ID_SIZE, session->bytes, ID_SIZE);

    return key;
}


struct key
key_of_number(uint16_t number)
{
    struct key key = { .len = 2 };

    key.bytes[0] = (uint8_t) (number >> 8);
    key.bytes[1] = (uint8_t) (number & 0xFF);

    return key;
}


struct key
key_of_role(uint16_t application, uint16_t role)
{
    struct key key = key_of_number(application);
    struct key low = key_of_number(role);

    memcpy(key.bytes + key.len, low.bytes, low.len);
    key.len += low.len;

    return key;
}

/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the builders and readers of messages share: printing without leaving
 * copies behind, and the three shapes of a message.  Private to wire/.
 */
#ifndef GCIS_WIRE_MESSAGE_H
#define GCIS_WIRE_MESSAGE_H

#include "wire/protocol.h"

#define WIRE_SERVICE "org.varlink.service"

/*
 * {"method"|"error": name, "parameters": parameters}; `name` NULL: a reply.
 * Takes the reference of `parameters` and wipes what is in it; NULL where
 * that is NULL.
 */
char *wire_message(const char *member, const char *name, json_t *parameters)
    MUST_CHECK;

/* The same, and the value under `lent` of the parameters is not wiped. */
char *wire_message_lending(const char *member, const char *name,
                           json_t *parameters, const char *lent) MUST_CHECK;

/* An error of this interface, or of the service. */
char *wire_message_error(int status, json_t *parameters) MUST_CHECK;
char *wire_message_service_error(const char *word, const char *member,
                                 const char *value) MUST_CHECK;

/*
 * A reply or an error, as a reader sees it.  GCIS_OK stands there only where
 * the message has no error; its parameters are an object, or it is refused.
 */
struct wire_reply {
    json_t *tree;       /* owned; wiped by wire_reply_wipe() */
    json_t *parameters; /* borrowed from tree */
    int status;
};
bool wire_reply_read(struct span message, struct wire_reply *ret) MUST_CHECK;
void wire_reply_wipe(struct wire_reply *reply);

/* Members that must be there; `ret` is NUL-terminated. */
bool wire_read_text(struct json_reader *reader, const char *name, char *ret,
                    size_t size) MUST_CHECK;
bool wire_read_boolean(struct json_reader *reader, const char *name,
                       bool *ret) MUST_CHECK;
bool wire_read_count(struct json_reader *reader, const char *name,
                     int64_t *ret) MUST_CHECK;

/* The full name, the word; "" for what is none. */
const char *wire_method_name(enum wire_method method);
const char *wire_purpose_word(enum purpose purpose);

/* The code (REQUIREMENTS R58) and the words of a status without a reply. */
const char *wire_status_code(int status);
const char *wire_status_text(int status);

/* The text of the interface, and of the service's own. */
extern const char wire_description[];
extern const char wire_service_description[];

#endif

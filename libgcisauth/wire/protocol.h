/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The messages of interface tw.gov.gcis.Auth (INTERFACE.md, gcisd): structs to
 * JSON and back, for both ends.  Varlink: JSON objects ended by a NUL over a
 * unix stream socket.  No socket here.
 */
#ifndef GCIS_WIRE_PROTOCOL_H
#define GCIS_WIRE_PROTOCOL_H

#include "model/call.h"

#define WIRE_INTERFACE "tw.gov.gcis.Auth"
#define WIRE_MESSAGE_MAX JSON_TEXT_MAX /* bytes with the NUL */

enum wire_method {
    WIRE_NONE, /* unknown */
    WIRE_AUTHENTICATE,
    WIRE_CHALLENGE, /* not in this version: answers so */
    WIRE_CHECK,
    WIRE_RENEW,
    WIRE_ENTER, /* not in this version */
    WIRE_END,
    WIRE_CALL,
    WIRE_GET_INFO,
    WIRE_GET_INTERFACE_DESCRIPTION,
};

/* A request as the server reads it; owns what it points to. */
#define WIRE_WORD_MAX 127 /* bytes of a method's full name */

struct wire_request {
    enum wire_method method;
    char word[WIRE_WORD_MAX + 1]; /* the method as it was asked for */
    bool oneway;                  /* no reply is wanted */
    struct attempt attempt;                   /* Authenticate, Check */
    char token[TOKEN_MAX + 1];                /* Renew, End, Call */
    char operation[OPERATION_NAME_MAX + 1];   /* Call */
    json_t *parameters;                       /* Call; an object */
    char interface[64];                       /* GetInterfaceDescription */
};

/*
 * Reads one message (without its NUL) and wipes the secrets in the parsed
 * tree.  On false `field` names the parameter that is wrong, "" for a message
 * that is no request at all; answer with wire_error_invalid().
 */
#define WIRE_FIELD_SIZE 64 /* bytes with the NUL */
bool wire_request_parse(struct span message, struct wire_request *ret,
                        char field[WIRE_FIELD_SIZE]) MUST_CHECK;
void wire_request_wipe(struct wire_request *request);

/*
 * Builders of whole messages: malloc'd, NUL-terminated; the NUL is part of
 * the message.  NULL when memory is out, or for text that is not UTF-8 (of an
 * attempt: ask wire_attempt_is_text() before).  wire_message_free() wipes.
 */
bool wire_attempt_is_text(const struct attempt *attempt) MUST_CHECK;
char *wire_request_attempt(enum wire_method method,
                           const struct attempt *attempt) MUST_CHECK;
char *wire_request_token(enum wire_method method, struct span token)
    MUST_CHECK;
char *wire_request_call(struct span token, const char *operation,
                        json_t *parameters /* borrowed */) MUST_CHECK;
char *wire_reply_outcome(const struct outcome *outcome) MUST_CHECK;
char *wire_reply_token(int status, const char *token) MUST_CHECK;
char *wire_reply_call(int status, json_t *reply /* borrowed */) MUST_CHECK;
char *wire_reply_info(void) MUST_CHECK;
/* An error of the service where there is no such interface. */
char *wire_reply_description(const char *interface) MUST_CHECK;
char *wire_error_invalid(const char *field) MUST_CHECK;
/* For a method that is none, and for one that is not in this version. */
char *wire_error_method(const char *method_word) MUST_CHECK;
/* Refused before anybody was judged: one shape with every other refusal. */
char *wire_error_status(int status, enum reason reason) MUST_CHECK;
void wire_message_free(char *message);

/*
 * The client's half.  False: the engine spoke nonsense, treat it as away.
 * What a later engine says in addition is passed over; what is needed for a
 * yes is not.  wire_call_parse() gives a reply, or an error object, always.
 */
bool wire_outcome_parse(struct span message, struct outcome *ret) MUST_CHECK;
bool wire_token_parse(struct span message, int *ret_status,
                      char ret_token[TOKEN_MAX + 1]) MUST_CHECK;
bool wire_call_parse(struct span message, int *ret_status,
                     json_t **ret_reply) MUST_CHECK;

/*
 * "Denied", ... of the interface's errors, and back: GCIS_E_STORE for a word
 * that is none, never GCIS_OK.
 */
const char *wire_error_word(int status);
int wire_status_of_error(const char *word);

#endif

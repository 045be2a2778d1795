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
struct wire_request {
    enum wire_method method;
    bool oneway;
    struct attempt attempt;                   /* Authenticate, Check */
    char token[TOKEN_MAX + 1];                /* Renew, End, Call */
    char operation[OPERATION_NAME_MAX + 1];   /* Call */
    json_t *parameters;                       /* Call */
    char interface[64];                       /* GetInterfaceDescription */
};

/*
 * Reads one message (without its NUL) and wipes the secrets in the parsed
 * tree.  On false `field` names the parameter that is wrong, "" for a message
 * that is no request at all; answer with wire_error_invalid().
 */
bool wire_request_parse(struct span message, struct wire_request *ret,
                        char field[64]) MUST_CHECK;
void wire_request_wipe(struct wire_request *request);

/*
 * Builders of whole messages: malloc'd, NUL-terminated; the NUL is part of
 * the message.  NULL when memory is out.  Those that hold secrets are wiped
 * by wire_message_free().
 */
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
char *wire_reply_description(void) MUST_CHECK;
char *wire_error_invalid(const char *field) MUST_CHECK;
char *wire_error_method(const char *method_word) MUST_CHECK;
char *wire_error_status(int status, enum reason reason) MUST_CHECK;
void wire_message_free(char *message);

/* The client's half.  False: the engine spoke nonsense, treat it as away. */
bool wire_outcome_parse(struct span message, struct outcome *ret) MUST_CHECK;
bool wire_token_parse(struct span message, int *ret_status,
                      char ret_token[TOKEN_MAX + 1]) MUST_CHECK;
bool wire_call_parse(struct span message, int *ret_status,
                     json_t **ret_reply) MUST_CHECK;

/* "Denied", ... of the interface's errors, and back. */
const char *wire_error_word(int status);
int wire_status_of_error(const char *word);

#endif

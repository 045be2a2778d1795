/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The names of errors, and the replies of the Varlink service itself.  What
 * stands in requests and replies of our methods is in protocol_ask.c,
 * protocol_request.c, protocol_reply.c and protocol_answer.c.
 */
#include "base/words.h"
#include "paths.h"
#include "wire/message.h"

static const struct status_row {
    int status;
    const char *word;
    const char *code; /* REQUIREMENTS R58 */
    const char *text;
} statuses[] = {
    { GCIS_E_DENIED, "Denied", "G100", "refused" },
    { GCIS_E_FORBIDDEN, "Forbidden", "G300", "no permission" },
    { GCIS_E_INVALID, "Invalid", "G403", "a parameter is wrong" },
    { GCIS_E_NOMEM, "OutOfMemory", "G500", "the engine is out of memory" },
    { GCIS_E_CONFIG, "NotAllowed", "G300", "this uid may not ask that" },
    { GCIS_E_STORE, "Unavailable", "G500", "the engine is not available" },
    { GCIS_E_CRYPTO, "Failed", "G500", "the engine failed" },
    { GCIS_E_BUSY, "Busy", "G101", "the engine is busy: try again later" },
};


static const struct status_row *
status_row(int status)
{
    for (size_t i = 0; i < ARRAY_LEN(statuses); i++) {
        if (statuses[i].status == status) {
            return &statuses[i];
        }
    }
    return status_row(GCIS_E_STORE);
}


const char *
wire_error_word(int status)
{
    return status_row(status)->word;
}


const char *
wire_status_code(int status)
{
    return status_row(status)->code;
}


const char *
wire_status_text(int status)
{
    return status_row(status)->text;
}


int
wire_status_of_error(const char *word)
{
    for (size_t i = 0; i < ARRAY_LEN(statuses); i++) {
        if (strcmp(statuses[i].word, word) == 0) {
            return statuses[i].status;
        }
    }
    return GCIS_E_STORE;
}


char *
wire_error_invalid(const char *field)
{
    return wire_message_service_error("InvalidParameter", "parameter", field);
}


char *
wire_error_method(const char *method_word)
{
    char interface[WIRE_WORD_MAX + 1];
    char *dot;

    words_print(interface, sizeof(interface), "%s", method_word);
    dot = strrchr(interface, '.');
    if (dot != NULL) {
        *dot = '\0';
    }
    if (strcmp(method_word, WIRE_INTERFACE ".Challenge") == 0
        || strcmp(method_word, WIRE_INTERFACE ".Enter") == 0)
    {
        return wire_message_service_error("MethodNotImplemented", "method",
                                          method_word);
    }
    if (strcmp(interface, WIRE_INTERFACE) == 0
        || strcmp(interface, WIRE_SERVICE) == 0)
    {
        return wire_message_service_error("MethodNotFound", "method",
                                          method_word);
    }
    return wire_message_service_error("InterfaceNotFound", "interface",
                                      interface);
}


char *
wire_reply_info(void)
{
    return wire_message(NULL, NULL, json_pack(
        "{s:s, s:s, s:s, s:s, s:[s, s]}",
        "vendor", "libgcisauth", "product", "gcisd", "version", GCIS_VERSION,
        "url", "", "interfaces", WIRE_SERVICE, WIRE_INTERFACE));
}


char *
wire_reply_description(const char *interface)
{
    const char *text = NULL;

    if (strcmp(interface, WIRE_INTERFACE) == 0) {
        text = wire_description;
    } else if (strcmp(interface, WIRE_SERVICE) == 0) {
        text = wire_service_description;
    }
    if (text == NULL) {
        return wire_message_service_error("InterfaceNotFound", "interface",
                                          interface);
    }
    return wire_message(NULL, NULL, json_pack("{s:s}", "description", text));
}

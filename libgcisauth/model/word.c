/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The closed lists and their words.  The long lists stand in word.h as macros
 * so that number and word cannot part; the short ones are switches, so that
 * the compiler names a forgotten one.  What a word means is not known here.
 */
#include "model/word.h"


const char *
kind_word(enum account_kind kind)
{
    switch (kind) {
    case KIND_NONE:
        return "";
    case KIND_CIVIL_SERVANT:
        return "civil-servant";
    case KIND_MEMBER:
        return "member";
    case KIND_SERVICE:
        return "service";
    }
    return "";
}


const char *
state_word(enum account_state state)
{
    switch (state) {
    case STATE_NONE:
        return "";
    case STATE_REQUESTED:
        return "requested";
    case STATE_CREATED:
        return "created";
    case STATE_ISSUED:
        return "issued";
    case STATE_ACTIVE:
        return "active";
    case STATE_DORMANT:
        return "dormant";
    case STATE_SUSPENDED:
        return "suspended";
    case STATE_CLOSED:
        return "closed";
    }
    return "";
}


const char *
level_word(enum level level)
{
    switch (level) {
    case LEVEL_NONE:
        return "";
    case LEVEL_PASSWORD:
        return "password";
    case LEVEL_CERTIFICATE:
        return "certificate";
    }
    return "";
}


const char *
method_word(enum method method)
{
    switch (method) {
    case METHOD_NONE:
        return "";
    case METHOD_PASSWORD:
        return "password";
    case METHOD_ONEDAY:
        return "oneday";
    case METHOD_CERTIFICATE:
        return "certificate";
    case METHOD_CERTIFICATE_TLS:
        return "certificate-tls";
    }
    return "";
}


const char *
event_word(enum event event)
{
    switch (event) {
    case EVENT_NONE:
        return "";
#define X(name, number, word)                                                 \
    case EVENT_##name:                                                        \
        return word;
    EVENTS(X)
#undef X
    }
    return "";
}


const char *
result_word(enum result result)
{
    switch (result) {
    case RESULT_DENIED:
        return "denied";
    case RESULT_OK:
        return "ok";
    }
    return "";
}


const char *
reason_word(enum reason reason)
{
    switch (reason) {
    case REASON_NONE:
        return "ok";
#define X(name, number, word)                                                 \
    case REASON_##name:                                                       \
        return word;
    REASONS(X)
#undef X
    }
    return "";
}


enum account_kind
kind_of_word(const char *word)
{
    static const enum account_kind kinds[] = {
        KIND_CIVIL_SERVANT, KIND_MEMBER, KIND_SERVICE,
    };

    for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
        if (strcmp(word, kind_word(kinds[i])) == 0) {
            return kinds[i];
        }
    }
    return KIND_NONE;
}


enum account_state
state_of_word(const char *word)
{
    static const enum account_state states[] = {
        STATE_REQUESTED, STATE_CREATED, STATE_ISSUED, STATE_ACTIVE,
        STATE_DORMANT, STATE_SUSPENDED, STATE_CLOSED,
    };

    for (size_t i = 0; i < ARRAY_LEN(states); i++) {
        if (strcmp(word, state_word(states[i])) == 0) {
            return states[i];
        }
    }
    return STATE_NONE;
}


enum level
level_of_word(const char *word)
{
    static const enum level levels[] = { LEVEL_PASSWORD, LEVEL_CERTIFICATE };

    for (size_t i = 0; i < ARRAY_LEN(levels); i++) {
        if (strcmp(word, level_word(levels[i])) == 0) {
            return levels[i];
        }
    }
    return LEVEL_NONE;
}


enum method
method_of_word(struct span word)
{
    static const enum method methods[] = {
        METHOD_PASSWORD, METHOD_ONEDAY, METHOD_CERTIFICATE,
        METHOD_CERTIFICATE_TLS,
    };

    for (size_t i = 0; i < ARRAY_LEN(methods); i++) {
        if (span_equal(word, span_str(method_word(methods[i])))) {
            return methods[i];
        }
    }
    return METHOD_NONE;
}


enum reason
reason_of_word(const char *word)
{
#define X(name, number, text)                                                 \
    if (strcmp(word, text) == 0) {                                            \
        return REASON_##name;                                                 \
    }
    REASONS(X)
#undef X
    return REASON_NONE;
}


bool
event_is_known(unsigned number)
{
    return event_word((enum event) number)[0] != '\0';
}


bool
reason_is_known(unsigned number)
{
    return reason_word((enum reason) number)[0] != '\0';
}

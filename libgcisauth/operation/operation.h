/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Operations: one row of one table each (SECURITY F2).  No row, no call.  An
 * operation reads, asks policy, builds one change and applies it; where the
 * change meets a conflict the whole function is run again on what is read
 * anew, so it keeps no state of its own.
 */
#ifndef GCIS_OPERATION_OPERATION_H
#define GCIS_OPERATION_OPERATION_H

#include "engine/record.h"

#define OPERATION_ROUNDS_MAX 3

/* One call under way. */
struct call {
    struct engine *engine;
    const struct peer *peer;
    const struct operation *operation;
    struct actor actor;
    char actor_text[ACTOR_MAX + 1]; /* uid:N, or the id of an account */
    char actor_name[ACCOUNT_NAME_MAX + 1]; /* "" for a uid */
    struct token_verdict *token; /* NULL: on its uid's word */
    struct catalogue *catalogue; /* a reference for the call's duration */
    struct json_reader parameters;
    json_t *reply; /* the object to be filled */
    int64_t now_s;
    char reference[REFERENCE_SIZE];
    bool has_subject;
    struct id subject;
    char subject_name[ACCOUNT_NAME_MAX + 1];
    char subject_agency[CODE_MAX + 1];
    bool again; /* a conflict: run once more on what is read anew */
    bool broken; /* the reply could not be built: memory */

    /* Set by call_refuse(): what the error object says. */
    enum reason reason;
    const char *code;  /* G402 */
    const char *field; /* or NULL */
    char message[256];
};

enum operation_flag {
    OPERATION_WRITES = 1 << 0, /* its refusals are recorded as denied */
    OPERATION_SLOW = 1 << 1,   /* hashes: runs in gcisd's hash pool */
    OPERATION_NO_STORE = 1 << 2, /* works on an empty folder */
};

struct operation {
    const char *name; /* account.add */
    unsigned flags;
    struct authority authority;
    int (*run)(struct call *call); /* enum gcis_status */
};

/* NULL where there is none: a forgotten row is a no. */
const struct operation *operation_find(const char *name);
const struct operation *operation_table(size_t *ret_n);

/* The one entrance: the vtable's `call`. */
int operation_call(struct engine *engine, const struct peer *peer,
                   struct span token, const char *operation,
                   json_t *parameters, json_t **ret_reply);

/* The in-process implementation of the vtable, over an open engine. */
extern const struct engine_vtable operation_vtable;

/*
 * Refuses with a reason; code (R58) and status follow from it.  The message is
 * for an administrator: what, why, what to do.
 */
int call_refuse(struct call *call, enum reason reason, const char *field,
                const char *format, ...) PRINTF(4, 5);
/* What a store status other than STORE_OK is; a conflict runs again. */
int call_store(struct call *call, enum store_status status);

/*
 * Parameters: GCIS_OK, or refused with the name of the member.  The buffers
 * hold max + 1 bytes; an absent member leaves them as they are.
 */
int call_text(struct call *call, const char *name, size_t max, char *ret)
    MUST_CHECK;
int call_text_needed(struct call *call, const char *name, size_t max,
                     char *ret) MUST_CHECK;
int call_integer(struct call *call, const char *name, int64_t min,
                 int64_t max, int64_t *ret) MUST_CHECK;
int call_boolean(struct call *call, const char *name, bool *ret) MUST_CHECK;
/* A date or time in the configured zone: 2026-12-31, or with T and a time;
 * "" takes it away (0). */
int call_time(struct call *call, const char *name, int64_t *ret_s) MUST_CHECK;
/* Refuses a member that nobody asked for.  Before anything is changed. */
int call_parameters_end(struct call *call) MUST_CHECK;
/* `reference` and `reason` of R1, into the facts of the change. */
int call_document(struct call *call, struct change *change) MUST_CHECK;

/*
 * The parameter `field`, an account, looked up and judged by
 * authority_account(): outside the scope it is not found.  Fills the subject
 * into call->subject for call_change().
 */
int call_account(struct call *call, const char *field, bool own,
                 struct account_set *ret_set) MUST_CHECK;
/* Names the account in the change that will be about it. */
void call_set_subject(struct call *call, const struct account *account);
/* Looked up in the catalogue; refused where there is none. */
int call_agency(struct call *call, const char *field,
                const struct agency **ret) MUST_CHECK;
int call_application(struct call *call, const char *field,
                     const struct application **ret) MUST_CHECK;

/* A change with id, time, actor, subject and reference filled in. */
int call_change(struct call *call, enum event event, struct change *ret)
    MUST_CHECK;
/* Applies it; GCIS_OK, or what call_store() makes of it. */
int call_apply(struct call *call, const struct change *change) MUST_CHECK;

/* The next number of a kind of things ("agency", "application", ROLE of one
 * application): writes the counter into the change. */
int call_next_number(struct call *call, const char *counter,
                     struct change *change, struct bodies *bodies,
                     uint16_t *ret_number) MUST_CHECK;

/* Members of the reply; no memory is found at the end of the call. */
void reply_text(json_t *object, const char *name, const char *value);
void reply_integer(json_t *object, const char *name, int64_t value);
/* 0 is left out: there is no such time. */
void reply_time(json_t *object, const char *name, int64_t value_s);
void reply_boolean(json_t *object, const char *name, bool value);
/* A new array member / a new object at the end of an array; borrowed. */
json_t *reply_array(json_t *object, const char *name);
json_t *reply_item(json_t *array);

/* Lists: {"items":[...],"next":CURSOR|null}, LIST_PAGE items a page. */
#define LIST_PAGE 50

#endif

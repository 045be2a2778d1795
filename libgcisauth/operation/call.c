/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What operations have in common: parameters read with their names in the
 * refusal, accounts looked up inside the actor's scope, changes begun and
 * applied.  No operation is here.
 */
#include "operation/operation.h"

#include "base/words.h"

#include "base/text.h"
#include "operation/code.h"
#include "store/codec.h"

#include <stdarg.h>
#include <stdio.h>


int
call_refuse(struct call *call, enum reason reason, const char *field,
            const char *format, ...)
{
    va_list arguments;

    call->reason = reason;
    call->code = reason_code(reason);
    call->field = field;

    va_start(arguments, format);
    vwords_print(call->message, sizeof(call->message), format, arguments);
    va_end(arguments);

    return reason_status(reason);
}


int
call_store(struct call *call, enum store_status status)
{
    switch (status) {
    case STORE_OK:
        return GCIS_OK;
    case STORE_CONFLICT:
        call->again = true;
        return call_refuse(call, REASON_CONFLICT, NULL, "somebody else "
                           "changed it meanwhile: look again");
    case STORE_BUSY:
        return call_refuse(call, REASON_BUSY, NULL, "busy: try again");
    case STORE_ABSENT:
        return call_refuse(call, REASON_NOT_FOUND, NULL, "not found");
    case STORE_FULL:
        return call_refuse(call, REASON_STORE, NULL, "the store is full: "
                           "raise [engine] map_size, or free the disk");
    case STORE_BROKEN:
    case STORE_AWAY:
    case STORE_FORKED:
    case STORE_TRIMMED:
        break;
    }

    return call_refuse(call, REASON_STORE, NULL, "the store does not answer: "
                       "gcisctl check");
}


static int
refuse_parameter(struct call *call)
{
    return call_refuse(call, REASON_INVALID, call->parameters.field,
                       "%s: missing, too long, or of a wrong form",
                       call->parameters.field);
}


int
call_text(struct call *call, const char *name, size_t max, char *ret)
{
    const char *value = NULL;

    if (!json_read_text(&call->parameters, name, max, &value)) {
        return refuse_parameter(call);
    }
    if (value != NULL) {
        snprintf(ret, max + 1, "%s", value);
    }

    return GCIS_OK;
}


int
call_text_needed(struct call *call, const char *name, size_t max, char *ret)
{
    const char *value = NULL;

    if (!json_read_text_needed(&call->parameters, name, max, &value)) {
        return refuse_parameter(call);
    }
    snprintf(ret, max + 1, "%s", value);

    return GCIS_OK;
}


int
call_integer(struct call *call, const char *name, int64_t min, int64_t max,
             int64_t *ret)
{
    return json_read_integer(&call->parameters, name, min, max, ret)
           ? GCIS_OK : refuse_parameter(call);
}


int
call_boolean(struct call *call, const char *name, bool *ret)
{
    return json_read_boolean(&call->parameters, name, ret)
           ? GCIS_OK : refuse_parameter(call);
}


int
call_time(struct call *call, const char *name, int64_t *ret_s)
{
    char text[ZONE_TIME_MAX + 1] = "-";
    int status = call_text(call, name, ZONE_TIME_MAX, text);

    if (status != GCIS_OK || strcmp(text, "-") == 0) {
        return status;
    }
    if (text[0] == '\0') {
        *ret_s = 0;
        return GCIS_OK;
    }
    if (!zone_parse_time(call->engine->zone, text, ret_s)) {
        return call_refuse(call, REASON_INVALID, name, "%s: not a time: "
                           "2026-12-31 or 2026-12-31T23:59:59", name);
    }

    return GCIS_OK;
}


int
call_parameters_end(struct call *call)
{
    return json_reader_end(&call->parameters) ? GCIS_OK
                                              : refuse_parameter(call);
}


int
call_document(struct call *call, struct change *change)
{
    struct facts_of_change *facts = &change->facts;
    int status = call_text(call, "reference", FACT_TEXT_MAX, facts->document);

    if (status != GCIS_OK) {
        return status;
    }
    if (!text_is_plain(span_str(facts->document))) {
        return call_refuse(call, REASON_INVALID, "reference", "reference: one "
                           "line of text without control characters");
    }
    if (facts->document[0] == '\0'
        && call->engine->config->account.reference_required)
    {
        return call_refuse(call, REASON_REFERENCE, "reference", "reference: "
                           "[account] reference = required: give --reference, "
                           "the number of the paper it rests on");
    }

    return GCIS_OK;
}


void
call_set_subject(struct call *call, const struct account *account)
{
    const struct agency *agency = catalogue_agency(call->catalogue,
                                                   account->agency);

    call->has_subject = true;
    call->subject = account->id;
    words_print(call->subject_name, sizeof(call->subject_name), "%s",
                account->name);
    words_print(call->subject_agency, sizeof(call->subject_agency), "%s",
                agency == NULL ? "" : agency->code);
}


int
call_account(struct call *call, const char *field, bool own,
             struct account_set *ret_set)
{
    char typed[TYPED_NAME_MAX + 1];
    char mapped[ACCOUNT_NAME_MAX + 1] = "";
    enum store_status status = STORE_ABSENT;
    enum reason reason;
    int code = call_text_needed(call, field, TYPED_NAME_MAX, typed);

    if (code != GCIS_OK) {
        return code;
    }

    if (text_map_account(span_str(typed), mapped)) {
        status = store_read_account(call->engine->store, ACCOUNT_BY_NAME,
                                    span_str(mapped), ret_set);
    }
    if (status != STORE_OK && status != STORE_ABSENT) {
        return call_store(call, status);
    }

    reason = status == STORE_ABSENT
             ? REASON_NOT_FOUND
             : authority_account(&call->actor, &ret_set->account, own,
                                 call->catalogue);
    if (reason == REASON_NOT_FOUND) {
        return call_refuse(call, reason, field, "account %s: not found: "
                           "gcisctl account list", typed);
    }

    call_set_subject(call, &ret_set->account);
    if (reason != REASON_NONE) {
        return call_refuse(call, reason, field, "account %s: nobody acts on "
                           "his own account: ask another manager", typed);
    }

    return GCIS_OK;
}


int
call_agency(struct call *call, const char *field, const struct agency **ret)
{
    char code[CODE_MAX + 1];
    int status = call_text_needed(call, field, CODE_MAX, code);

    if (status != GCIS_OK) {
        return status;
    }

    *ret = catalogue_agency_by_code(call->catalogue, code);
    if (*ret == NULL
        || authority_agency(&call->actor, (*ret)->number, call->catalogue)
           != REASON_NONE)
    {
        return call_refuse(call, REASON_NOT_FOUND, field, "agency %s: not "
                           "found: gcisctl agency list", code);
    }

    return GCIS_OK;
}


int
call_application(struct call *call, const char *field,
                 const struct application **ret)
{
    char code[CODE_MAX + 1];
    int status = call_text_needed(call, field, CODE_MAX, code);

    if (status != GCIS_OK) {
        return status;
    }

    *ret = catalogue_application_by_code(call->catalogue, code);
    if (*ret == NULL) {
        return call_refuse(call, REASON_NOT_FOUND, field, "application %s: "
                           "not found: gcisctl application list", code);
    }

    return GCIS_OK;
}


int
call_change(struct call *call, enum event event, struct change *ret)
{
    struct facts_of_change *facts = &ret->facts;

    if (!record_begin(call->engine, call->now_s, ret)
        || !change_add_event(ret, event, RESULT_OK, REASON_NONE))
    {
        return call_refuse(call, REASON_STORE, NULL, "no random bytes");
    }

    words_print(facts->actor, sizeof(facts->actor), "%s", call->actor_text);
    words_print(facts->actor_name, sizeof(facts->actor_name), "%s",
             call->actor_name);
    words_print(facts->reference, sizeof(facts->reference), "%s",
             call->reference);
    facts->level = call->actor.level;
    facts->has_subject = call->has_subject;
    facts->subject = call->subject;
    words_print(facts->subject_name, sizeof(facts->subject_name), "%s",
             call->subject_name);
    words_print(facts->agency, sizeof(facts->agency), "%s",
                call->subject_agency);
    if (call->token != NULL
        && !record_session_mark(&call->token->evidence.session,
                                facts->session))
    {
        return call_refuse(call, REASON_STORE, NULL, "no digest");
    }

    return GCIS_OK;
}


int
call_apply(struct call *call, const struct change *change)
{
    return call_store(call, record_apply(call->engine, change));
}


static void
encode_counter(struct byte_writer *writer, const void *object)
{
    encode_number(writer, *(const uint16_t *) object);
}


int
call_next_number(struct call *call, const char *counter,
                 struct change *change, struct bodies *bodies,
                 uint16_t *ret_number)
{
    struct key key = key_of_span(span_str(counter));
    struct record record = { .version = 0 };
    enum store_status status;
    uint16_t last = 0;

    status = store_read(call->engine->store, RECORD_COUNTER, &key, &record);
    if (status == STORE_OK
        && !decode_number(span_of(record.body, record.body_len), &last))
    {
        status = STORE_BROKEN;
    }
    if (status != STORE_OK && status != STORE_ABSENT) {
        return call_store(call, status);
    }
    if (last == UINT16_MAX) {
        return call_refuse(call, REASON_LIMIT, NULL, "65535 of %s have been "
                           "given: there are no more numbers", counter);
    }

    *ret_number = (uint16_t) (last + 1);
    if (!record_put(change, bodies, RECORD_COUNTER, &key,
                    status == STORE_OK ? record.version : 0, encode_counter,
                    ret_number))
    {
        return call_store(call, STORE_BROKEN);
    }

    return GCIS_OK;
}
